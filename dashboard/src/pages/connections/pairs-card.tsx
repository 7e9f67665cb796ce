import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { api, dataOf } from '../../api/client.ts'
import { untilEnded } from '../../api/job.ts'
import type { PairConnection, WayIn } from '../../api/schema.ts'
import { useMay } from '../../api/session.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { More } from '../../parts/more.tsx'
import { useProblemWords } from '../../parts/problem-text.tsx'
import { Stack } from '../../parts/stack.tsx'
import { tell } from '../../parts/toast.tsx'
import { pairPath } from '../pair/pair-path.ts'
import { CONNECTIONS, lookAnew } from './answers.ts'
import { SideCell } from './side-cell.tsx'
import styles from './pairs-card.module.css'

/** How each pair gets into both clouds, and what a two-way test has answered. */
export function PairsCard({ ways }: { readonly ways: readonly WayIn[] }) {
  const { t } = useTranslation()
  const mayCheck = useMay('operate')
  const query = useInfiniteQuery({
    queryKey: [CONNECTIONS, 'pairs'],
    queryFn: ({ pageParam }) => dataOf(api.GET('/api/v1/connections/pairs', { params: { query: pageParam === '' ? {} : { cursor: pageParam } } })),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    refetchInterval: 15_000,
  })
  const usesCertificate = (pair: string): boolean => ways.some((way) => way.kind === 'microsoft' && way.signIn === 'certificate' && way.pairs.includes(pair))
  return (
    <Card title={t('connections.pairs.title')} note={t('connections.pairs.note')} isFlush>
      <Loaded query={query}>
        {({ pages }) => (
          <>
            <DataTable
              label={t('connections.pairs.title')}
              rows={pages.flatMap(({ pairs }) => pairs)}
              keyOf={({ pair }) => pair}
              columns={[
                {
                  title: t('pairs.columns.name'),
                  cell: ({ pair }) => (
                    <span className={styles['name']}>
                      <Link href={pairPath(pair)}>{pair}</Link>
                      {mayCheck && <CheckPair pair={pair} />}
                    </span>
                  ),
                },
                { title: t('connections.pairs.left'), cell: (of) => <SideCell of={of} side="left" usesCertificate={false} /> },
                { title: t('parts.cloud.outlook'), cell: (of) => <SideCell of={of} side="right" usesCertificate={usesCertificate(of.pair)} /> },
                { title: t('connections.pairs.test'), cell: (of) => <Tested of={of} /> },
              ]}
            />
            <More query={query} />
          </>
        )}
      </Loaded>
    </Card>
  )
}

/** What the last two-way test answered about both mailboxes, and where and when. */
function Tested({ of: { left, probed } }: { readonly of: PairConnection }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (probed === undefined) return <Link href="/set-up/test">{t('connections.pairs.notTested')}</Link>
  const clouds = { left: t(`parts.cloud.${left}`), right: t('parts.cloud.outlook') }
  return (
    <details>
      <summary>{t(`setup.test.place.${probed.place}`, { when: format.moment(probed.at) })}</summary>
      <Stack isTight>
        {probed.facts.map(({ on, what, answer }) => (
          <span key={`${on} ${what}`}>{t(`setup.test.fact.${what}.${answer ? 'yes' : 'no'}`, { cloud: clouds[on] })}</span>
        ))}
      </Stack>
    </details>
  )
}

/** Asks both clouds about one pair. */
function CheckPair({ pair }: { readonly pair: string }) {
  const { t } = useTranslation()
  const words = useProblemWords()
  const check = useMutation({
    mutationFn: async () => {
      const { job } = await dataOf(api.POST('/api/v1/connections/check', { body: { pairs: [pair] } }))
      return untilEnded('check-connections', job)
    },
    onSuccess: lookAnew,
    onError: (error) => tell(words(error).what, 'bad', words(error).next),
  })
  return <Button isSmall kind="quiet" icon="sync" isBusy={check.isPending} aria-label={t('connections.check.pair', { pair })} onClick={() => check.mutate()} />
}
