import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { useKnownPairs } from '../../api/known-pairs.ts'
import { askAnew } from '../../api/service.ts'
import { Card } from '../../parts/card.tsx'
import { ConfirmButton } from '../../parts/confirm.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { useCodeWords } from '../../parts/problem-text.tsx'
import { SideName } from '../../parts/side-name.tsx'
import { Quiet, Stack } from '../../parts/stack.tsx'
import { Time } from '../../parts/time.tsx'
import { Words } from '../../parts/words.tsx'
import { OfMessage } from './of-message.tsx'

/** Messages that a cloud refuses: why, and another try. */
export function Aside({ pairs }: { readonly pairs: readonly string[] }) {
  const { t } = useTranslation()
  if (pairs.length === 0)
    return (
      <Card>
        <Empty icon="good" title={t('decisions.aside.none')}>
          {t('decisions.aside.noneMeans')}
        </Empty>
      </Card>
    )
  return pairs.map((pair) => <OfPair key={pair} pair={pair} />)
}

function OfPair({ pair }: { readonly pair: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useCodeWords()
  const { leftOf } = useKnownPairs()
  const query = useQuery({ queryKey: ['pair', pair, 'aside'], queryFn: () => dataOf(api.GET('/api/v1/pairs/{pair}/set-aside', { params: { path: { pair } } })) })
  const tryAgain = async (items: readonly string[]): Promise<void> => {
    await dataOf(api.POST('/api/v1/pairs/{pair}/set-aside/try-again', { params: { path: { pair } }, body: { items: [...items] } }))
    await askAnew()
  }
  const button = (label: string, items: readonly string[]) => (
    <ConfirmButton needs="operate" isSmall icon="sync" label={label} title={t('decisions.aside.againTitle')} willDo={t('decisions.aside.willDo', { count: items.length, n: format.number(items.length) })} verb={label} run={() => tryAgain(items)} done={t('decisions.aside.done')} />
  )
  return (
    <Loaded query={query}>
      {({ items }) => (
        <Card isFlush title={pair} note={t('decisions.aside.note')} actions={items.length > 1 && button(t('decisions.aside.all'), items.slice(0, 500).map(({ item }) => item))}>
          <DataTable
            label={`${t('decisions.aside.title')}: ${pair}`}
            rows={items}
            keyOf={({ item }) => item}
            columns={[
              { title: t('decisions.message'), cell: ({ receivedAt, folder }) => <OfMessage receivedAt={receivedAt} folder={folder} /> },
              { title: t('decisions.on'), cell: ({ on }) => <SideName cloud={on === 'left' ? leftOf(pair) : 'outlook'} />, isNarrow: true },
              {
                title: t('decisions.aside.why'),
                cell: ({ code, message }) => {
                  const { what, next } = words(code, { what: message })
                  return (
                    <Stack isTight>
                      <span>{what}</span>
                      {next !== undefined && <Quiet><Words text={next} /></Quiet>}
                    </Stack>
                  )
                },
              },
              { title: t('decisions.size'), cell: ({ size }) => format.bytes(size), isNumber: true, isNarrow: true },
              { title: t('decisions.when'), cell: ({ since }) => <Time at={since} />, isNarrow: true },
              { title: t('decisions.actions'), cell: ({ item }) => button(t('decisions.aside.again'), [item]), isBare: true, isNarrow: true },
            ]}
          />
        </Card>
      )}
    </Loaded>
  )
}
