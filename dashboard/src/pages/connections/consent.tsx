import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSearch } from 'wouter'
import { Button } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'

/** Leads an administrator of Microsoft to the page where they consent for everybody. `begin` asks where that is. */
export function ConsentButton({ begin }: { readonly begin: () => Promise<{ readonly url: string }> }) {
  const { t } = useTranslation()
  const consent = useMutation({ mutationFn: begin, onSuccess: ({ url }) => window.location.assign(url) })
  return (
    <>
      <Button icon="outside" isBusy={consent.isPending} onClick={() => consent.mutate()}>
        {t('connections.consent.go')}
      </Button>
      {consent.isError && <ProblemNotice error={consent.error} />}
    </>
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
  return (
    <Notice tone={OUTCOMES[outcome]} title={t(`connections.consent.${outcome}.what`)} isNew>
      {t(`connections.consent.${outcome}.next`)}
      {about !== undefined && ` (${about})`}
    </Notice>
  )
}
