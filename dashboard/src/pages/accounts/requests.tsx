import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, dataOf, queries } from '../../api/client.ts'
import type { SecondPersonRequest } from '../../api/schema.ts'
import { Badge, type Tone } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Row } from '../../parts/stack.tsx'
import { Time } from '../../parts/time.tsx'

const KEY = ['second-person']
const TONES: Readonly<Record<SecondPersonRequest['state'], Tone>> = { open: 'wait', granted: 'good', denied: 'bad', used: 'plain', expired: 'plain' }

export const useRequests = () => useQuery({ queryKey: KEY, queryFn: () => dataOf(api.GET('/api/v1/second-person')), refetchInterval: 15_000 })

/** What one person asked another to agree to. */
export function Requests({ mayDecide }: { readonly mayDecide: boolean }) {
  const { t } = useTranslation()
  const query = useRequests()
  const decide = useMutation({
    mutationFn: ({ id, isGranted }: { readonly id: string; readonly isGranted: boolean }) => dataOf(api.POST('/api/v1/second-person/{id}/decision', { params: { path: { id } }, body: { isGranted } })),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  })
  return (
    <Card title={t('accounts.requests.title')} note={t('accounts.requests.note')} isFlush>
      {decide.isError && <ProblemNotice error={decide.error} />}
      <Loaded query={query}>
        {({ requests }) => (
          <DataTable<SecondPersonRequest>
            label={t('accounts.requests.title')}
            rows={requests}
            keyOf={({ id }) => id}
            empty={<Empty icon="people" title={t('accounts.requests.none')} />}
            columns={[
              { title: t('accounts.requests.what'), cell: ({ deed, pair, about }) => t('parts.told', { what: t(`accounts.requests.deed.${deed}`), is: about === '' ? pair : `${pair} · ${about}` }) },
              { title: t('accounts.requests.by'), cell: ({ by, reason }) => t('parts.told', { what: by, is: reason }) },
              { title: t('parts.when'), cell: ({ at }) => <Time at={at} /> },
              {
                title: t('accounts.requests.state'),
                cell: ({ id, state, isOwn, decidedBy }) =>
                  state === 'open' && mayDecide && !isOwn ? (
                    <Row>
                      <Button isSmall isBusy={decide.isPending} onClick={() => decide.mutate({ id, isGranted: true })}>
                        {t('accounts.requests.grant')}
                      </Button>
                      <Button isSmall kind="quiet" isBusy={decide.isPending} onClick={() => decide.mutate({ id, isGranted: false })}>
                        {t('accounts.requests.deny')}
                      </Button>
                    </Row>
                  ) : (
                    <Badge tone={TONES[state]}>{[t(`accounts.requests.is.${state}`), decidedBy].filter((each) => each !== undefined).join(' · ')}</Badge>
                  ),
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  )
}
