import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { Card } from '../../parts/card.tsx'
import { Chart } from '../../parts/chart.tsx'
import { Choice } from '../../parts/choice.tsx'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/loaded.tsx'

const HOUR_MS = 3_600_000

type Span = 'day' | 'week'

/** What was carried, hour by hour. */
export const useHours = () => useQuery({ queryKey: ['overview', 'hours'], queryFn: () => dataOf(api.GET('/api/v1/overview/hours')), refetchInterval: 30_000 })

/** What was carried to each side over the last day or week. */
export function Carried() {
  const { t } = useTranslation()
  const [span, setSpan] = useState<Span>('day')
  const query = useHours()
  return (
    <Card
      title={t('overview.carried.title')}
      actions={
        <Choice
          label={t('overview.carried.span')}
          value={span}
          options={[
            ['day', t('overview.carried.day')],
            ['week', t('overview.carried.week')],
          ]}
          onChoose={setSpan}
        />
      }
    >
      <Loaded query={query}>{({ hours }) => <Bars hours={hours} span={span} />}</Loaded>
    </Card>
  )
}

type Hours = NonNullable<ReturnType<typeof useHours>['data']>['hours']

function Bars({ hours, span }: { readonly hours: Hours; readonly span: Span }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { times, toLeft, toRight, changes } = useMemo(() => (span === 'day' ? summed(hours, lastHours()) : summed(hours, lastDays())), [hours, span])
  const lines = useMemo(
    () => [
      { name: t('overview.carried.toOutlook'), colour: 'outlook' as const, values: toRight },
      { name: t('overview.carried.toDingtalk'), colour: 'dingtalk' as const, values: toLeft },
      { name: t('overview.carried.changes'), colour: 'quiet' as const, values: changes },
    ],
    [t, toLeft, toRight, changes],
  )
  return <Chart label={t('overview.carried.title')} kind="bars" times={times} lines={lines} write={format.number} writeTime={span === 'day' ? format.clock : format.shortDay} />
}

/** Beginnings of the last 24 hours, by this browser's clock. */
function lastHours(): number[] {
  const now = new Date().setMinutes(0, 0, 0)
  return Array.from({ length: 24 }, (_, at) => now - (23 - at) * HOUR_MS)
}

/** Midnights of the last seven days, where this browser is. */
function lastDays(): number[] {
  return Array.from({ length: 7 }, (_, at) => {
    const day = new Date()
    day.setHours(0, 0, 0, 0)
    day.setDate(day.getDate() - (6 - at))
    return day.getTime()
  })
}

function summed(hours: Hours, times: number[]) {
  const rows = times.map((at, index) => {
    const until = times[index + 1] ?? Infinity
    return hours.filter(({ hour }) => Date.parse(hour) >= at && Date.parse(hour) < until)
  })
  const sum = (of: (hour: Hours[number]) => number): number[] => rows.map((row) => row.reduce((all, hour) => all + of(hour), 0))
  return { times, toLeft: sum(({ messages }) => messages.left), toRight: sum(({ messages }) => messages.right), changes: sum(({ changes }) => changes.left + changes.right) }
}
