import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLocation, useParams } from 'wouter'
import { api, dataOf } from '../../api/client.ts'
import { Badge } from '../../parts/badge.tsx'
import { ButtonLink } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { More } from '../../parts/more.tsx'
import { Page } from '../../parts/page.tsx'
import { Row } from '../../parts/stack.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { Time } from '../../parts/time.tsx'
import { GateBadge } from './measures.tsx'
import styles from './measures.module.css'
import { Access, Erase } from './person.tsx'
import { Notices, RegisterView } from './register.tsx'

const TABS = ['members', 'register', 'notices', 'export', 'erase'] as const
type Tab = (typeof TABS)[number]

/** Who has a pair, and what is owed to the people whose mail this is. */
export function People() {
  const { t } = useTranslation()
  const { view } = useParams()
  const [, go] = useLocation()
  const shown = TABS.find((each) => each === view) ?? 'members'
  const bodies: Readonly<Record<Tab, React.ReactNode>> = { members: <Members />, register: <RegisterView />, notices: <Notices />, export: <Access />, erase: <Erase /> }
  return (
    <Page
      title={t('people.title')}
      lead={t('people.lead')}
      actions={
        <ButtonLink href="/set-up/people" icon="plus">
          {t('people.join')}
        </ButtonLink>
      }
    >
      <Tabs label={t('people.title')} shown={shown} onShow={(next) => go(next === 'members' ? '/people' : `/people/${next}`)} tabs={TABS.map((name) => ({ name, title: t(`people.tabs.${name}`), body: name === shown ? bodies[name] : null }))} />
    </Page>
  )
}

function Members() {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useInfiniteQuery({
    queryKey: ['people'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => dataOf(api.GET('/api/v1/people', { params: { query: pageParam === undefined ? {} : { cursor: pageParam } } })),
    getNextPageParam: (last) => last?.next,
  })
  return (
    <Loaded query={query}>
      {({ pages }) => (
        <Card isFlush>
          <DataTable
            label={t('people.title')}
            rows={pages.flatMap((page) => page?.people ?? [])}
            keyOf={({ pair }) => pair}
            empty={
              <Empty icon="people" title={t('people.none.title')}>
                {t('people.none.body')}
              </Empty>
            }
            columns={[
              {
                title: t('people.columns.pair'),
                cell: ({ pair, isPaused }) => (
                  <Row>
                    {pair}
                    {isPaused && <Badge icon="pause">{t('people.paused')}</Badge>}
                  </Row>
                ),
              },
              { title: t('people.columns.addresses'), cell: ({ addresses }) => <span className={styles['ref']}>{addresses.join(' ⇄ ')}</span>, isLong: true },
              { title: t('people.columns.messages'), cell: ({ messages }) => format.number(messages), isNumber: true },
              { title: t('people.columns.measures'), cell: (member) => <GateBadge gate={member} /> },
              { title: t('people.columns.point'), cell: ({ lastPoint }) => (lastPoint === undefined ? '–' : <Time at={lastPoint} />) },
              {
                title: t('people.leave'),
                isBare: true,
                cell: ({ pair }) => (
                  <ButtonLink href={`/leaving/${encodeURIComponent(pair)}`} isSmall>
                    {t('people.leave')}
                  </ButtonLink>
                ),
              },
            ]}
          />
          <More query={query} />
        </Card>
      )}
    </Loaded>
  )
}
