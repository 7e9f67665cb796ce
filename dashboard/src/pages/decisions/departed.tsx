import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { untilEnded } from '../../api/job.ts'
import { useKnownPairs } from '../../api/known-pairs.ts'
import type { Began, Step } from '../../api/schema.ts'
import { askAnew } from '../../api/service.ts'
import { Card } from '../../parts/card.tsx'
import { ConfirmButton, nothingToDo } from '../../parts/confirm.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Notice } from '../../parts/notice.tsx'
import { SideName, type Cloud } from '../../parts/side-name.tsx'
import { Steps } from '../../parts/steps.tsx'
import { Time } from '../../parts/time.tsx'
import { OfMessage } from './of-message.tsx'

/** So many go at once. */
const MOST = 500

/** Messages that left one mailbox and are still in the other one: keep them there, or send them to trash. */
export function Departed({ pairs }: { readonly pairs: readonly string[] }) {
  const { t } = useTranslation()
  if (pairs.length === 0)
    return (
      <Card>
        <Empty icon="good" title={t('decisions.departed.none')}>
          {t('decisions.departed.noneMeans')}
        </Empty>
      </Card>
    )
  return pairs.map((pair) => <OfPair key={pair} pair={pair} />)
}

async function trash(pair: string, bindings: readonly string[], dryRun: boolean): Promise<unknown> {
  return dataOf(api.POST('/api/v1/pairs/{pair}/departed/trash', { params: { path: { pair } }, body: { bindings: [...bindings], dryRun } }))
}

function OfPair({ pair }: { readonly pair: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { leftOf } = useKnownPairs()
  const left = leftOf(pair)
  const query = useQuery({ queryKey: ['pair', pair, 'departed'], queryFn: () => dataOf(api.GET('/api/v1/pairs/{pair}/departed', { params: { path: { pair } } })) })
  const keep = async (until: string): Promise<void> => {
    await dataOf(api.POST('/api/v1/pairs/{pair}/departed/keep', { params: { path: { pair } }, body: { until } }))
    await askAnew()
  }
  const toTrash = (label: string, bindings: readonly string[]) => (
    <ConfirmButton
      needs="operate"
      isSmall
      kind="danger"
      icon="trash"
      label={label}
      title={t('decisions.departed.trashTitle')}
      willDo={t('decisions.departed.trashWillDo')}
      preview={async () => {
        const told = (await trash(pair, bindings, true)) as { total: number; steps: Step[] }
        const shown = <Preview told={told} left={left} />
        return told.total === 0 ? nothingToDo(shown) : shown
      }}
      verb={t('decisions.departed.trash')}
      run={async (onJob) => {
        const { job } = (await trash(pair, bindings, false)) as Began
        onJob(job)
        await untilEnded('trash-departed', job)
        await askAnew()
      }}
      done={t('decisions.departed.trashed')}
    />
  )
  return (
    <Loaded query={query}>
      {({ items }) => (
        <Card
          isFlush
          title={pair}
          note={t('decisions.departed.note')}
          actions={
            <>
              <ConfirmButton needs="operate" isSmall icon="good" label={t('decisions.departed.keep')} title={t('decisions.departed.keepTitle')} willDo={t('decisions.departed.keepWillDo', { count: items.length, n: format.number(items.length) })} verb={t('decisions.departed.keep')} run={() => keep(items.map(({ since }) => since).sort().at(-1) ?? '')} done={t('decisions.departed.kept')} />
              {items.length > 1 && toTrash(t('decisions.departed.trashAll'), items.slice(0, MOST).map(({ binding }) => binding))}
            </>
          }
        >
          <DataTable
            label={`${t('decisions.departed.title')}: ${pair}`}
            rows={items}
            keyOf={({ binding }) => binding}
            columns={[
              { title: t('decisions.message'), cell: ({ receivedAt, folder }) => <OfMessage receivedAt={receivedAt} folder={folder} /> },
              { title: t('decisions.departed.still'), cell: ({ on }) => <SideName cloud={on === 'left' ? left : 'outlook'} />, isNarrow: true },
              { title: t('decisions.size'), cell: ({ size }) => format.bytes(size), isNumber: true, isNarrow: true },
              { title: t('decisions.departed.since'), cell: ({ since }) => <Time at={since} />, isNarrow: true },
              { title: t('decisions.actions'), cell: ({ binding }) => toTrash(t('decisions.departed.trash'), [binding]), isBare: true, isNarrow: true },
            ]}
          />
        </Card>
      )}
    </Loaded>
  )
}

function Preview({ told: { steps, total }, left }: { readonly told: { readonly total: number; readonly steps: readonly Step[] }; readonly left: Cloud }) {
  const { t } = useTranslation()
  if (total === 0) return <Notice tone="note" title={t('decisions.departed.mayNot')} />
  return <Steps steps={steps} total={total} left={left} />
}
