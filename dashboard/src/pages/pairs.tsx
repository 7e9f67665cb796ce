import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { api, dataOf } from '../api/client.ts'
import { useMay } from '../api/session.ts'
import { ButtonLink } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { DataTable } from '../parts/data-table.tsx'
import { Empty } from '../parts/empty.tsx'
import { TextField } from '../parts/field.tsx'
import { useFormat } from '../parts/format.ts'
import { Loaded } from '../parts/loaded.tsx'
import { More } from '../parts/more.tsx'
import { Page } from '../parts/page.tsx'
import { useCodeWords } from '../parts/problem-text.tsx'
import { Quiet, Stack } from '../parts/stack.tsx'
import { StateBadge } from '../parts/state-badge.tsx'
import { Time } from '../parts/time.tsx'
import { pairPath } from './pair/pair-path.ts'

const PAGE = 50
/** From so many on a search is of use. */
const MANY = 8

/** All pairs, and how each stands. */
export function Pairs() {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useCodeWords()
  const mayAdminister = useMay('administer')
  const [search, setSearch] = useState('')
  const query = useInfiniteQuery({
    queryKey: ['pairs', search],
    queryFn: ({ pageParam }) => dataOf(api.GET('/api/v1/pairs', { params: { query: { limit: PAGE, ...(search === '' ? {} : { search }), ...(pageParam === '' ? {} : { cursor: pageParam }) } } })),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    refetchInterval: 5000,
    placeholderData: keepPreviousData,
  })
  return (
    <Page
      title={t('pairs.title')}
      lead={t('pairs.lead')}
      actions={
        mayAdminister && (
          <ButtonLink icon="setUp" href="/set-up/pairs">
            {t('pairs.add')}
          </ButtonLink>
        )
      }
    >
      <Loaded query={query}>
        {({ pages }) => (
          <Stack>
            {((pages[0]?.total ?? 0) >= MANY || search !== '') && <TextField label={t('pairs.search')} type="search" value={search} onText={setSearch} />}
            <Card isFlush>
              <DataTable
                label={t('pairs.title')}
                rows={pages.flatMap(({ pairs }) => pairs)}
                keyOf={({ name }) => name}
                empty={
                  search === '' ? (
                    <Empty icon="pairs" title={t('pairs.empty.title')}>
                      {t('pairs.empty.body')}
                    </Empty>
                  ) : (
                    <Empty icon="search" title={t('pairs.noneFound')} />
                  )
                }
                columns={[
                  { title: t('pairs.columns.name'), cell: ({ name }) => <Link href={pairPath(name)}>{name}</Link> },
                  {
                    title: t('pairs.columns.state'),
                    cell: ({ state, code, message }) => (
                      <Stack isTight>
                        <span>
                          <StateBadge state={state} />
                        </span>
                        {code !== undefined && state !== 'in-step' && <Quiet>{words(code, { what: message ?? code }).what}</Quiet>}
                      </Stack>
                    ),
                  },
                  { title: t('pairs.columns.messages'), cell: ({ messages }) => format.number(messages), isNumber: true },
                  { title: t('pairs.columns.setAside'), cell: ({ setAside }) => format.number(setAside), isNumber: true },
                  { title: t('pairs.columns.inStep'), cell: ({ inStepAt }) => (inStepAt === undefined ? '–' : <Time at={inStepAt} />), isNarrow: true },
                ]}
              />
              <More query={query} />
            </Card>
          </Stack>
        )}
      </Loaded>
    </Page>
  )
}
