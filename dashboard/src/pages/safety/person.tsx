import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import type { Language } from '../../i18n/languages.ts'
import { useLongWork } from '../../api/job.ts'
import type { Erasure, ErasurePlan } from '../../api/schema.ts'
import { Button, ButtonLink } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { CopyText } from '../../parts/copy-text.tsx'
import { Facts } from '../../parts/facts.tsx'
import { CheckField, TextField } from '../../parts/field.tsx'
import { useFormat } from '../../parts/format.ts'
import { Notice } from '../../parts/notice.tsx'
import { Stack } from '../../parts/stack.tsx'
import { JobView } from '../../parts/job-view.tsx'
import styles from './measures.module.css'
import { saveText } from './save-text.ts'
import { usePairs } from './use-pairs.ts'

interface About {
  readonly person: string
  readonly mentions: boolean
}

function AboutFields({ about: { person, mentions }, onChange }: { readonly about: About; readonly onChange: (next: About) => void }) {
  const { t } = useTranslation()
  return (
    <div className={styles['narrow']}>
      <TextField label={t('people.person')} help={t('people.personHelp')} type="email" multiple value={person} onText={(next) => onChange({ person: next, mentions })} />
      <CheckField label={t('people.mentions')} isOn={mentions} onChange={(next) => onChange({ person, mentions: next })} />
    </div>
  )
}

/** Rules, accounts and the like of all places. */
const manyIn = (naming: ErasurePlan['naming']): number => Object.values(naming).flatMap((counts) => Object.values(counts)).reduce((sum, many) => sum + many, 0)

const isGiven = ({ person }: About): boolean => person.includes('@')

/** What is held about somebody, to hand over. */
export function Access() {
  const { t } = useTranslation()
  const format = useFormat()
  const [about, setAbout] = useState<About>({ person: '', mentions: false })
  const work = useLongWork('person-export', { post: () => dataOf(api.POST('/api/v1/privacy/exports', { body: about })) })
  return (
    <Card title={t('people.access.title')} note={t('people.access.lead')}>
      <Stack>
        <AboutFields about={about} onChange={setAbout} />
        <div>
          <Button kind="primary" icon="download" disabled={!isGiven(about)} isBusy={work.isBusy} onClick={work.begin}>
            {t('people.access.verb')}
          </Button>
        </div>
        <JobView work={work} label={t('people.access.label')}>
          {({ messages, rows, auditRecords, named, inMailboxes }, { id }) => (
            <Notice
              tone="good"
              title={t('people.access.done', { messages: format.number(messages), rows: format.number(rows), records: format.number(auditRecords) })}
              actions={
                <ButtonLink href={`/api/v1/jobs/${id}/file`} isDownload icon="download">
                  {t('archive.download')}
                </ButtonLink>
              }
            >
              {Object.keys(named).length > 0 && <p>{t('people.access.named', { n: format.number(manyIn(named)) })}</p>}
              {inMailboxes > 0 && t('people.access.inMailboxes', { count: inMailboxes, n: format.number(inMailboxes) })}
            </Notice>
          )}
        </JobView>
      </Stack>
    </Card>
  )
}

/** Erases somebody, after it has shown what there is, and proves it. */
export function Erase() {
  const { t } = useTranslation()
  const [about, setAbout] = useState<About>({ person: '', mentions: false })
  const plan = useLongWork('erasure-plan', { post: () => dataOf(api.POST('/api/v1/privacy/erasures/plan', { body: about })) })
  return (
    <Stack>
      <Card title={t('people.erase.title')} note={t('people.erase.lead')}>
        <Stack>
          <AboutFields
            about={about}
            onChange={(next) => {
              plan.forget()
              setAbout(next)
            }}
          />
          <div>
            <Button kind="primary" icon="search" disabled={!isGiven(about)} isBusy={plan.isBusy} onClick={plan.begin}>
              {t('people.erase.look')}
            </Button>
          </div>
        </Stack>
      </Card>
      <JobView work={plan} label={t('people.erase.looking')}>
        {(found, { id }) => <Found key={id} id={id} plan={found} person={about.person} />}
      </JobView>
    </Stack>
  )
}

function Found({ id, plan, person }: { readonly id: string; readonly plan: ErasurePlan; readonly person: string }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const { leftOf } = usePairs()
  const [because, setBecause] = useState('')
  const [evenIfPresent, setEven] = useState(false)
  const [unattributed, setUnattributed] = useState(false)
  const [isSure, setSure] = useState(false)
  const erase = useLongWork('erase', { post: () => dataOf(api.POST('/api/v1/privacy/erasures', { body: { plan: id, because, evenIfPresent, unattributed, language: i18n.language as Language } })) })
  const rows = Object.values(plan.rows).reduce((sum, many) => sum + many, 0)
  const places = Object.values(plan.places)
  const messages = places.reduce((sum, each) => sum + each.messages, 0)
  const named = manyIn(plan.naming)
  const held = places.reduce((sum, each) => sum + each.held, 0)
  const isBlocked = because.trim() === '' || (plan.present.length > 0 && !evenIfPresent)
  return (
    <Stack>
      <Card title={t('people.erase.found')}>
        <Stack>
          <Facts
            of={[
              [t('people.erase.rows'), format.number(rows)],
              [t('people.erase.place'), held === 0 ? format.number(messages) : t('parts.withMore', { what: format.number(messages), more: t('people.erase.held', { count: held, n: format.number(held) }) })],
              ...(named === 0 ? [] : [[t('people.erase.named'), format.number(named)] as const]),
              [t('people.erase.others'), format.number(plan.others)],
            ]}
          />
          {plan.ownPairs.map((pair) => (
            <Notice key={pair} tone="wait" title={t('people.erase.own', { pair })} />
          ))}
          {plan.present.map(({ pair, side, messages: many }) => (
            <Notice key={`${pair} ${side}`} tone="wait" title={t('people.erase.present', { count: many, n: format.number(many), pair, cloud: t(`parts.cloud.${side === 'left' ? leftOf(pair) : 'outlook'}`) })} />
          ))}
          {plan.present.length > 0 && <CheckField label={t('people.erase.even')} isOn={evenIfPresent} onChange={setEven} />}
          {plan.unattributed > 0 && <CheckField label={t('people.erase.alsoUnattributed')} help={t('people.erase.unattributed', { count: plan.unattributed, n: format.number(plan.unattributed) })} isOn={unattributed} onChange={setUnattributed} />}
          <TextField label={t('people.erase.because')} value={because} onText={setBecause} maxLength={500} />
          <div>
            <Button kind="danger" icon="trash" disabled={isBlocked} isBusy={erase.isBusy} onClick={() => setSure(true)}>
              {t('people.erase.verb')}
            </Button>
          </div>
        </Stack>
      </Card>
      <Confirm isOpen={isSure} onClose={() => setSure(false)} title={t('people.erase.titleOf', { person })} willDo={t('people.erase.willDo')} verb={t('people.erase.verb')} kind="danger" run={async () => erase.begin()} />
      <JobView work={erase} label={t('people.erase.doing')}>
        {(result) => <Erased erasure={result} />}
      </JobView>
    </Stack>
  )
}

function Erased({ erasure: { proof } }: { readonly erasure: Erasure }) {
  const { t } = useTranslation()
  if (proof === undefined) return <Notice tone="wait" title={t('people.erase.still')} />
  const { id, isTraceless, file, salt, text } = proof
  return (
    <Card
      title={t(isTraceless ? 'people.erase.done' : 'people.erase.traces')}
      actions={
        <Button icon="download" kind="primary" onClick={() => saveText(`tongbu-erasure-${id}.json`, file)}>
          {t('people.erase.proof')}
        </Button>
      }
    >
      <Stack>
        <p>{t('people.erase.salt')}</p>
        <CopyText text={salt} label={t('people.erase.salt')} />
        <details className={styles['where']}>
          <summary>{t('people.erase.text')}</summary>
          <pre className={styles['code']}>
            {text}
          </pre>
        </details>
      </Stack>
    </Card>
  )
}
