import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { api, dataOf } from '../../api/client.ts'
import type { Setup } from '../../api/schema.ts'
import { Button, ButtonLink } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Notice } from '../../parts/notice.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Row, Stack } from '../../parts/stack.tsx'
import { Aside, Why } from './how-to.tsx'
import type { StepProps } from './set-up.tsx'
import { pathOf, stateOf } from './steps.ts'
import styles from './finish-step.module.css'

const BEFORE = ['dingtalk', 'microsoft', 'pairs', 'policy'] as const

const PLAN = 'setup-plan'

/** What will be written, and writing it. */
export function FinishStep({ setup }: StepProps) {
  const { t } = useTranslation()
  const lacking = BEFORE.filter((step) => stateOf(setup, step) !== 'done')
  const isConnected = setup.connected.length > 0
  return (
    <>
      {isConnected && <Connected pairs={setup.connected} />}
      {(setup.people.length > 0 || !isConnected) && (
        <Card title={t('setup.finish.title')} note={t('setup.finish.note')}>
          {lacking.length > 0 ? (
            <Notice tone="wait" title={t('setup.finish.lacking')}>
              <ul>
                {lacking.map((step) => (
                  <li key={step}>
                    <Link href={pathOf(step)}>{t(`setup.step.${step}`)}</Link>
                  </li>
                ))}
              </ul>
            </Notice>
          ) : (
            <Write people={setup.people} />
          )}
        </Card>
      )}
    </>
  )
}

function Write({ people }: { readonly people: Setup['people'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const queries = useQueryClient()
  const plan = useQuery({ queryKey: [PLAN, people], queryFn: () => dataOf(api.GET('/api/v1/setup/plan')), gcTime: 0, retry: false })
  const write = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/setup/finish')),
    // What is written is planned no more.
    onSuccess: () => queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== PLAN }),
  })
  return (
    <Loaded query={plan}>
      {({ file, isNew, pairs, text }) => (
        <Stack>
          <Facts
            of={[
              [t('setup.finish.pairs'), format.list(pairs)],
              [t('setup.finish.file'), <code key="file">{file}</code>],
            ]}
          />
          <Why>{isNew ? t('setup.finish.new') : t('setup.finish.added')}</Why>
          <Aside title={t('setup.finish.text')}>
            <pre className={styles['text']} tabIndex={0}>
              {text}
            </pre>
          </Aside>
          {write.isError && <ProblemNotice error={write.error} />}
          <Row>
            <Button kind="primary" isBusy={write.isPending} onClick={() => write.mutate()}>
              {t('setup.finish.write')}
            </Button>
          </Row>
        </Stack>
      )}
    </Loaded>
  )
}

/** What comes after: nothing is written to a mailbox yet. */
function Connected({ pairs }: { readonly pairs: readonly string[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Notice
      tone="good"
      title={t('setup.finish.connected', { pairs: format.list(pairs) })}
      actions={
        <Row>
          <ButtonLink kind="primary" icon="next" href={pathOf('safety')}>
            {t('setup.finish.measures')}
          </ButtonLink>
          <ButtonLink href={pathOf('pairs')} icon="plus">
            {t('setup.finish.more')}
          </ButtonLink>
        </Row>
      }
      isNew
    >
      <p>{t('setup.finish.gate')}</p>
    </Notice>
  )
}
