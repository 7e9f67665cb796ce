import { useTranslation } from 'react-i18next'
import type { Overview } from '../../api/schema.ts'
import { Card } from '../../parts/card.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { useFormat } from '../../parts/format.ts'
import { Words } from '../../parts/words.tsx'

const CHANNELS = ['push', 'idle', 'poll', 'manual'] as const

/** How long changes were on their way, as measured here and promised by nobody. */
export function Speed({ told: { byDirection, byChannel, isShared } }: { readonly told: Overview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const channelWord = (channel: string): string => {
    const known = CHANNELS.find((each) => each === channel)
    return known === undefined ? channel : t(`overview.speed.channel.${known}`)
  }
  const rows = [
    ...byDirection.map(({ to, what, ...rest }) => ({ name: t(`overview.speed.${what}.${to}`), ...rest })),
    ...byChannel.map(({ channel, ...rest }) => ({ name: channelWord(channel), ...rest })),
  ]
  return (
    <Card isFlush title={t('overview.speed.title')} note={<Words text={t(isShared ? 'overview.speed.noteShared' : 'overview.speed.note')} />}>
      <DataTable
        label={t('overview.speed.title')}
        rows={rows}
        keyOf={({ name }) => name}
        empty={
          <Empty icon="wait" title={t('overview.speed.none')}>
            {t('overview.speed.noneYet')}
          </Empty>
        }
        columns={[
          { title: t('overview.speed.what'), cell: ({ name }) => name },
          { title: t('overview.speed.half'), cell: ({ p50 }) => format.duration(p50), isNumber: true },
          { title: t('overview.speed.most'), cell: ({ p95 }) => format.duration(p95), isNumber: true },
          { title: t('overview.speed.count'), cell: ({ count }) => format.number(count), isNumber: true },
        ]}
      />
    </Card>
  )
}
