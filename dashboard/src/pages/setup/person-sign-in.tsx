import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf, ProblemError } from '../../api/client.ts'
import { useJob } from '../../api/job.ts'
import { Badge } from '../../parts/badge.tsx'
import { Button, ButtonLink } from '../../parts/button.tsx'
import { CopyText } from '../../parts/copy-text.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Row, Stack } from '../../parts/stack.tsx'
import { OtherAccount, SignInRefused } from '../connections/sign-in-notice.tsx'
import { Why } from './how-to.tsx'

interface PersonSignInProps {
  readonly pair: string
  /** The page that is shown afterwards. */
  readonly back?: 'set-up' | 'connections'
  /** How it stands is told beside it. */
  readonly isTold?: boolean
}

/** Lets the person of a pair sign in to Outlook: in this browser, or by a code on another device. A code that is waited for is still there for whoever comes back. */
export function PersonSignIn({ pair, back = 'set-up', isTold = false }: PersonSignInProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const params = { path: { pair } }
  const standing = useQuery({ queryKey: ['sign-in', pair], queryFn: () => dataOf(api.GET('/api/v1/pairs/{pair}/sign-in', { params })) })
  const earlier = useQuery({ queryKey: ['sign-in', pair, 'code'], queryFn: async () => (await dataOf(api.GET('/api/v1/pairs/{pair}/sign-in/device', { params }))).waiting ?? null })
  const here = useMutation({ mutationFn: () => dataOf(api.POST('/api/v1/pairs/{pair}/sign-in/code', { params, body: { back } })), onSuccess: ({ url }) => window.location.assign(url) })
  const elsewhere = useMutation({ mutationFn: () => dataOf(api.POST('/api/v1/pairs/{pair}/sign-in/device', { params, body: {} })) })
  const code = elsewhere.data ?? earlier.data ?? undefined
  const job = useJob(code?.job)
  const state = job?.state
  useEffect(() => {
    if (state === undefined || state === 'running') return
    void queries.invalidateQueries({ queryKey: ['sign-in', pair], exact: true })
    void queries.invalidateQueries({ queryKey: ['connections'] })
  }, [state, pair, queries])
  if (standing.data === undefined) return null
  if (standing.data.state === 'good')
    return (
      <Stack>
        <Row>
          <Badge tone="good">{t('setup.person.good')}</Badge>
        </Row>
        {job?.kind === 'sign-in' && job.result?.isOther === true && <OtherAccount />}
      </Stack>
    )
  return (
    <Stack>
      {!isTold && (
        <Row>
          <Badge tone="wait">{t('setup.person.missing')}</Badge>
        </Row>
      )}
      {!isTold && standing.data.state === 'refused' && <SignInRefused problem={standing.data.problem} />}
      <Row>
        <Button icon="outside" isBusy={here.isPending} onClick={() => here.mutate()} aria-label={t('setup.person.hereOf', { pair })}>
          {t('setup.person.here')}
        </Button>
        <Button icon="key" isBusy={elsewhere.isPending} onClick={() => elsewhere.mutate()} aria-label={t('setup.person.elsewhereOf', { pair })}>
          {t('setup.person.elsewhere')}
        </Button>
      </Row>
      {(here.error ?? elsewhere.error) !== null && <ProblemNotice error={here.error ?? elsewhere.error} />}
      {job?.problem !== undefined && (job.problem.about === undefined ? <ProblemNotice error={new ProblemError(job.problem)} /> : <SignInRefused problem={job.problem.about} />)}
      {code !== undefined && state === 'running' && (
        <div aria-live="polite">
          <Stack>
            <Why>{t('setup.person.how')}</Why>
            <Row>
              <ButtonLink icon="outside" href={code.verificationUrl}>
                {code.verificationUrl}
              </ButtonLink>
              <CopyText text={code.userCode} label={t('setup.person.code')} />
            </Row>
          </Stack>
        </div>
      )}
    </Stack>
  )
}
