import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { useLongWork } from '../../api/job.ts'
import { Badge } from '../../parts/badge.tsx'
import { Button, ButtonLink } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { SelectField, TextField } from '../../parts/field.tsx'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Menu } from '../../parts/menu.tsx'
import { More } from '../../parts/more.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Columns, Page } from '../../parts/page.tsx'
import { SideName } from '../../parts/side-name.tsx'
import { Stack } from '../../parts/stack.tsx'
import { Time } from '../../parts/time.tsx'
import { AUDIT_KINDS, useAuditWords } from './audit-words.ts'
import { JobView } from '../../parts/job-view.tsx'
import { Words } from '../../parts/words.tsx'
import styles from './measures.module.css'
import { usePairs } from './use-pairs.ts'

const INSTALLATION = '@tongbu'
const NOTHING = { pair: '', by: '', kind: '', item: '', since: '', until: '' }
type Filter = typeof NOTHING

/** Only what was filled in. */
const given = (filter: Filter): Partial<Filter> => Object.fromEntries(Object.entries(filter).filter(([, value]) => value.trim() !== ''))

/** The record of everything that was done. */
export function Audit() {
  const { t } = useTranslation()
  const [filter, setFilter] = useState(NOTHING)
  const archive = useQuery({ queryKey: ['archive'], queryFn: () => dataOf(api.GET('/api/v1/archive')) })
  const takeAway = (format: string): void => location.assign(`/api/v1/audit/export?${new URLSearchParams({ ...given(filter), format }).toString()}`)
  return (
    <Page
      title={t('audit.title')}
      lead={t('audit.lead')}
      actions={
        <>
          {archive.data?.isConfigured === true && (
            <ButtonLink href="/archive" icon="search">
              {t('audit.archive')}
            </ButtonLink>
          )}
          <Menu label={t('audit.export')} shown={t('audit.export')} icon="download" items={(['csv', 'pdf', 'jsonl'] as const).map((format) => ({ label: t(`audit.${format}`), onChoose: () => takeAway(format) }))} />
        </>
      }
    >
      <Chains />
      <Narrow filter={filter} onChange={setFilter} />
      <Records filter={filter} onItem={(item) => setFilter({ ...NOTHING, item })} />
    </Page>
  )
}

function Narrow({ filter, onChange }: { readonly filter: Filter; readonly onChange: (next: Filter) => void }) {
  const { t } = useTranslation()
  const { names } = usePairs()
  const words = useAuditWords()
  const text = (name: 'by' | 'item') => <TextField label={t(`audit.filter.${name}`)} value={filter[name]} onText={(value) => onChange({ ...filter, [name]: value })} />
  const day = (name: 'since' | 'until') => <TextField label={t(`audit.filter.${name}`)} type="date" value={filter[name]} onText={(value) => onChange({ ...filter, [name]: value })} />
  const pairs = [['', t('audit.filter.anyPair')] as const, ...names.map((name) => [name, name] as const), [INSTALLATION, t('audit.filter.installation')] as const]
  return (
    <Card title={t('audit.search')}>
      <Columns of="stats">
        <SelectField label={t('audit.filter.pair')} value={filter.pair} options={pairs} onChoose={(pair) => onChange({ ...filter, pair })} />
        {text('by')}
        <SelectField label={t('audit.filter.kind')} value={filter.kind} options={[['', t('audit.anyKind')] as const, ...AUDIT_KINDS.map((kind) => [kind, words.kind(kind)] as const)]} onChoose={(kind) => onChange({ ...filter, kind })} />
        {text('item')}
        {day('since')}
        {day('until')}
      </Columns>
    </Card>
  )
}

function Records({ filter, onItem }: { readonly filter: Filter; readonly onItem: (item: string) => void }) {
  const { t } = useTranslation()
  const { leftOf } = usePairs()
  const words = useAuditWords()
  const query = useInfiniteQuery({
    queryKey: ['audit', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => dataOf(api.GET('/api/v1/audit', { params: { query: { limit: 50, ...given(filter), ...(pageParam === undefined ? {} : { cursor: pageParam }) } } })),
    getNextPageParam: (last) => last?.next,
  })
  return (
    <Loaded query={query}>
      {({ pages }) => (
        <Card isFlush>
          <DataTable
            label={t('audit.title')}
            rows={pages.flatMap((page) => page?.records ?? [])}
            keyOf={({ pair, seq }) => `${pair} ${seq}`}
            empty={<Empty icon="audit" title={t('audit.none')} />}
            columns={[
              { title: t('audit.columns.at'), cell: ({ at }) => <Time at={at} isExact /> },
              { title: t('audit.columns.did'), cell: ({ kind }) => <Badge icon={false}>{words.kind(kind)}</Badge> },
              { title: t('audit.columns.pair'), isNarrow: true, cell: ({ pair }) => (pair === INSTALLATION ? t('audit.filter.installation') : pair) },
              { title: t('audit.columns.on'), cell: ({ on, pair }) => (on === undefined ? '–' : <SideName cloud={on === 'left' ? leftOf(pair) : 'outlook'} />) },
              { title: t('audit.columns.why'), cell: ({ reason }) => words.reason(reason) },
              { title: t('audit.columns.by'), cell: ({ by }) => <span className={styles['who']}>{by ?? t('audit.service')}</span> },
              { title: t('audit.columns.item'), cell: ({ item }) => (item === undefined ? '–' : <Item item={item} onChoose={onItem} />) },
            ]}
          />
          <More query={query} />
        </Card>
      )}
    </Loaded>
  )
}

/** The name that a record has for a message or a folder, and the way to everything else about it. */
function Item({ item, onChoose }: { readonly item: string; readonly onChoose: (item: string) => void }) {
  const { t } = useTranslation()
  const all = t('audit.allOf', { item })
  return (
    <button type="button" className={styles['whole']} title={all} aria-label={all} onClick={() => onChoose(item)}>
      {item}
    </button>
  )
}

/** How far the chains have come, and whether they hold. */
function Chains() {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useQuery({ queryKey: ['audit', 'chains'], queryFn: () => dataOf(api.GET('/api/v1/audit/chains')) })
  const verify = useLongWork('audit-verify', { post: () => dataOf(api.POST('/api/v1/audit/verification')) })
  const name = (pair: string): string => (pair === INSTALLATION ? t('audit.filter.installation') : pair)
  return (
    <Card
      title={t('audit.chains')}
      note={t('audit.chainsNote')}
      actions={
        <Button icon="good" isBusy={verify.isBusy} onClick={verify.begin}>
          {t('audit.verify')}
        </Button>
      }
    >
      <Loaded query={query}>
        {({ chains, tellings }) => (
          <Stack>
            <ul className={styles['listed']}>
              {chains.map(({ pair, records, head }) => (
                <li key={pair}>
                  <Words text={t('audit.head', { count: records, pair: name(pair), records: format.number(records), head: head.slice(0, 12) })} />
                </li>
              ))}
            </ul>
            {tellings.length === 0 && (
              <Notice tone="note" title={t('audit.nowhere')}>
                {t('audit.nowhereHow')}
              </Notice>
            )}
            {tellings.map(({ place, toldAt, problem }) => (
              <Notice key={place} tone={problem === undefined ? 'good' : 'bad'} title={problem === undefined ? t('audit.told', { place, when: toldAt === undefined ? '–' : format.moment(toldAt) }) : t('audit.notTold', { place })} />
            ))}
          </Stack>
        )}
      </Loaded>
      <JobView work={verify} label={t('audit.verify')}>
        {({ chains }) => (
          <Stack>
            {chains.map(({ pair, records, broken, setBack }) => (
              <Notice
                key={pair}
                tone={broken === undefined ? 'good' : 'bad'}
                title={broken === undefined ? t('audit.whole', { count: records, pair: name(pair), records: format.number(records) }) : t('audit.brokenAt', { pair: name(pair), seq: format.number(broken.seq), when: format.moment(broken.at) })}
              >
                {setBack !== undefined && t('audit.setBack', { pair: name(pair), seq: format.number(setBack.first.seq) })}
              </Notice>
            ))}
          </Stack>
        )}
      </JobView>
    </Card>
  )
}
