import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSearch } from 'wouter'
import { api, dataOf } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { CopyText } from '../../parts/copy-text.tsx'
import { Notice } from '../../parts/notice.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Row, Stack } from '../../parts/stack.tsx'
import { Why } from '../setup/how-to.tsx'

interface ConsentProps {
  readonly cloud: 'global' | 'china'
  /** Asks where the administrator is to be led. */
  readonly begin: () => Promise<{ readonly url: string }>
}

/** Leads an administrator of Microsoft to the page where they consent for everybody, and says what must be registered for it. */
export function Consent({ cloud, begin }: ConsentProps) {
  const { t } = useTranslation()
  const guide = useQuery({ queryKey: ['setup-guide', { cloud }], queryFn: () => dataOf(api.GET('/api/v1/setup/guide/microsoft', { params: { query: { cloud } } })) })
  const consent = useMutation({ mutationFn: begin, onSuccess: ({ url }) => window.location.assign(url) })
  const redirectUri = guide.data?.redirectUri
  return (
    <Stack>
      <Why>{t('connections.consent.why')}</Why>
      {guide.data !== undefined && redirectUri === undefined && <Notice tone="note" title={t('connections.consent.noRedirect')} />}
      {redirectUri !== undefined && (
        <>
          <Stack isTight>
            <Why>{t('connections.consent.redirect')}</Why>
            <CopyText text={redirectUri} label={t('setup.microsoft.app.redirectUri')} />
          </Stack>
          <Row>
            <Button icon="outside" isBusy={consent.isPending} onClick={() => consent.mutate()}>
              {t('connections.consent.go')}
            </Button>
          </Row>
        </>
      )}
      {consent.isError && <ProblemNotice error={consent.error} />}
    </Stack>
  )
}

const OUTCOMES = { granted: 'good', declined: 'note', elsewhere: 'bad', refused: 'bad' } as const
const isOutcome = (word: string | null): word is keyof typeof OUTCOMES => word !== null && Object.hasOwn(OUTCOMES, word)

/** What an administrator said, where they just came back from there. */
export function ConsentNotice() {
  const { t } = useTranslation()
  const query = new URLSearchParams(useSearch())
  const outcome = query.get('consent')
  if (!isOutcome(outcome)) return null
  const about = /^AADSTS\d+$/.exec(query.get('about') ?? '')?.[0]
  const next = t(`connections.consent.${outcome}.next`)
  return (
    <Notice tone={OUTCOMES[outcome]} title={t(`connections.consent.${outcome}.what`)} isNew>
      {about === undefined ? next : t('parts.withMore', { what: next, more: about })}
    </Notice>
  )
}
