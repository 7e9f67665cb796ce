import type { Labels, MetricName, Telemetry } from './telemetry.ts'

/** How long one change was on its way, and how it was heard of. */
export interface ToldDelay {
  readonly channel: string
  readonly seconds: number
}

/** So many are kept, the last ones. */
const MOST = 2000

/** Telemetry that goes on as it is, and remembers the last delays beside it: the metrics have them in buckets only. In this process, since it began. */
export function keepDelays(telemetry: Telemetry): { readonly telemetry: Telemetry; readonly delays: () => readonly ToldDelay[] } {
  const delays: ToldDelay[] = []
  const observe: Telemetry['observe'] = (name, labels, value) => {
    telemetry.observe(name, labels, value)
    if (!isDelay(name, labels)) return
    delays.push({ channel: labels.channel, seconds: value })
    if (delays.length > MOST) delays.shift()
  }
  return { telemetry: { ...telemetry, observe }, delays: () => delays }
}

const isDelay = (name: MetricName, labels: Readonly<Record<string, string>>): labels is Labels<'tongbu_propagation_seconds'> => name === 'tongbu_propagation_seconds' && 'channel' in labels
