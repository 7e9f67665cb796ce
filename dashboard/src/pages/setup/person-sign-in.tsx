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
import { Why } from './how-to.tsx'

/** Lets the person of a pair sign in to Outlook: in this browser, or by a code on another device. */
export function PersonSignIn({ pair, back = 'set-up' }: { readonly pair: string; /** The page that is shown afterwards. */ readonly back?: 'set-up' | 'connections' }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const params = { path: { pair } }
  const standing = useQuery({ queryKey: ['sign-in', pair], queryFn: () => dataOf(api.GET('/api/v1/pairs/{pair}/sign-in', { params })) })
  const here = useMutation({ mutationFn: () => dataOf(api.POST('/api/v1/pairs/{pair}/sign-in/code', { params, body: { back } })), onSuccess: ({ url }) => window.location.assign(url) })
  const elsewhere = useMutation({ mutationFn: () => dataOf(api.POST('/api/v1/pairs/{pair}/sign-in/device', { params, body: {} })) })
  const job = useJob(elsewhere.data?.job)
  const isOver = job !== undefined && job.state !== 'running'
  useEffect(() => {
    if (isOver) void queries.invalidateQueries({ queryKey: ['sign-in', pair] })
  }, [isOver, pair, queries])
  if (standing.data?.state === 'good') return <Badge tone="good">{t('setup.person.good')}</Badge>
  return (
    <Stack>
      <Badge tone="wait">{t('setup.person.missing')}</Badge>
      <Row>
        <Button icon="outside" isBusy={here.isPending} onClick={() => here.mutate()}>
          {t('setup.person.here')}
        </Button>
        <Button icon="key" isBusy={elsewhere.isPending} onClick={() => elsewhere.mutate()}>
          {t('setup.person.elsewhere')}
        </Button>
      </Row>
      {(here.error ?? elsewhere.error) !== null && <ProblemNotice error={here.error ?? elsewhere.error} />}
      {job?.problem !== undefined && <ProblemNotice error={new ProblemError(job.problem)} />}
      {elsewhere.data !== undefined && !isOver && (
        <div aria-live="polite">
          <Stack>
            <Why>{t('setup.person.how')}</Why>
            <Row>
              <ButtonLink icon="outside" href={elsewhere.data.verificationUrl}>
                {elsewhere.data.verificationUrl}
              </ButtonLink>
              <CopyText text={elsewhere.data.userCode} label={t('setup.person.code')} />
            </Row>
          </Stack>
        </div>
      )}
    </Stack>
  )
}
