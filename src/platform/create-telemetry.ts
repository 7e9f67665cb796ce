import { pino } from 'pino'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { METRICS, type LogLevel, type MetricName, type Telemetry } from './telemetry.ts'

export interface TelemetryOptions {
  /** Lines below it are not written. A function is asked at each line: the configuration may become another one. */
  readonly level: LogLevel | (() => LogLevel)
  /** Where a line of JSON goes, its line end included. */
  readonly write: (line: string) => void
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** Should one ever slip into a field, it is not written: addresses, and names of fields that hold secrets. */
const ADDRESS = /[^\s@<>"']+@[^\s@<>"']+/g
const SECRETS = ['password', 'secret', 'clientSecret', 'appSecret', 'token', 'authorization', 'subject', 'address']

/** Logs as lines of JSON and metrics for Prometheus, those of the process (memory, event loop) not among them. */
export function createTelemetry({ level, write, now }: TelemetryOptions): Telemetry {
  const logger = pino(
    {
      level: typeof level === 'function' ? 'warn' : level,
      base: null,
      messageKey: 'event',
      timestamp: () => `,"at":"${new Date(now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRETS, censor: '***' },
    },
    { write: (line) => write(line.replace(ADDRESS, '***')) },
  )
  const registry = new Registry()
  const made = new Map<MetricName, Counter | Gauge | Histogram>(
    (Object.keys(METRICS) as MetricName[]).map((name) => [name, make(name, registry)]),
  )
  const refreshers = new Set<() => void>()

  return {
    log: (severity, event, fields = {}) => {
      const now = typeof level === 'function' ? level() : level
      if (logger.level !== now) logger.level = now
      logger[severity](fields, event)
    },
    count: (name, labels, by = 1) => (made.get(name) as Counter).inc(labels, by),
    gauge: (name, labels, value) => (made.get(name) as Gauge).set(labels, value),
    observe: (name, labels, value) => (made.get(name) as Histogram).observe(labels, value),
    beforeMetrics: (refresh) => {
      refreshers.add(refresh)
      return () => void refreshers.delete(refresh)
    },
    metrics: async () => {
      for (const refresh of refreshers) refresh()
      return { contentType: registry.contentType, text: await registry.metrics() }
    },
  }
}

function make(name: MetricName, registry: Registry): Counter | Gauge | Histogram {
  const metric = METRICS[name]
  const common = { name, help: metric.help, labelNames: [...metric.labels], registers: [registry] }
  if (metric.kind === 'counter') return new Counter(common)
  if (metric.kind === 'gauge') return new Gauge(common)
  return new Histogram({ ...common, buckets: [...metric.buckets] })
}
