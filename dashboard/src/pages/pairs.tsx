import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../api/client.ts'
import { Card } from '../parts/card.tsx'
import { DataTable } from '../parts/data-table.tsx'
import { Empty } from '../parts/empty.tsx'
import { useFormat } from '../parts/format.ts'
import { Loaded } from '../parts/loaded.tsx'
import { Page } from '../parts/page.tsx'
import { StateBadge } from '../parts/state-badge.tsx'
import { Time } from '../parts/time.tsx'

/** All pairs, and how each stands. */
export function Pairs() {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useQuery({ queryKey: ['pairs'], queryFn: () => dataOf(api.GET('/api/v1/pairs')), refetchInterval: 5000 })
  return (
    <Page title={t('pairs.title')}>
      <Loaded query={query}>
        {({ pairs }) => (
          <Card isFlush>
            <DataTable
              label={t('pairs.title')}
              rows={pairs}
              keyOf={({ name }) => name}
              empty={
                <Empty icon="pairs" title={t('pairs.empty.title')}>
                  {t('pairs.empty.body')}
                </Empty>
              }
              columns={[
                { title: t('pairs.columns.name'), cell: ({ name }) => name },
                { title: t('pairs.columns.state'), cell: ({ state }) => <StateBadge state={state} /> },
                { title: t('pairs.columns.messages'), cell: ({ messages }) => format.number(messages), isNumber: true },
                { title: t('pairs.columns.inStep'), cell: ({ inStepAt }) => (inStepAt === undefined ? '–' : <Time at={inStepAt} />) },
              ]}
            />
          </Card>
        )}
      </Loaded>
    </Page>
  )
}
