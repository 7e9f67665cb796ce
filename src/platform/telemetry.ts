/** How serious a log line is. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** What is said of an event: numbers, code words, names of pairs. Never content, a subject, an address or a token. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** Every metric: its kind, its labels, and what it tells. What is told of a pair is as this process last found it. Names of labels and of metrics stay as they are: dashboards know them. */
export const METRICS = {
  tongbu_pairs: { kind: 'gauge', labels: ['state'], help: 'Pairs by state.' },
  tongbu_lag_seconds: { kind: 'gauge', labels: ['pair'], help: 'Seconds since the beginning of the last run that ended with nothing left to do: what changed before that is on both sides. Where several processes share the work each knows of its own runs, and the least counts.' },
  tongbu_propagation_seconds: {
    kind: 'histogram',
    labels: ['kind', 'channel'],
    help: 'From a change to its settled write on the other side. A copy counts from the moment the cloud says it received the message, everything else from the hint (or the due poll) that began the run, as no cloud tells when a mark was set. Copies of messages older than a day are left out.',
    buckets: [0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 900, 3600],
  },
  tongbu_requests_total: { kind: 'counter', labels: ['cloud', 'kind', 'outcome'], help: 'Requests to the clouds. The outcome is an HTTP status, `lost` where no answer came, or for IMAP `ok` or `failed`.' },
  tongbu_budget_left_ratio: { kind: 'gauge', labels: ['cloud'], help: 'What is left of the tightest budget of a cloud, 0 to 1: of its sliding windows, or of the month.' },
  tongbu_runs_total: { kind: 'counter', labels: ['outcome'], help: 'Runs: `quiet`, `more` (there is more to do), or the code of what stopped them.' },
  tongbu_run_seconds: { kind: 'histogram', labels: [], help: 'How long runs took.', buckets: [0.1, 0.5, 1, 5, 15, 60, 300, 1800, 7200, 43_200] },
  tongbu_operations_total: { kind: 'counter', labels: ['on', 'kind'], help: 'Operations carried out, by side and kind.' },
  tongbu_journal_depth: { kind: 'gauge', labels: ['pair'], help: 'Writes begun and not settled, at the end of the last run.' },
  tongbu_set_aside: { kind: 'gauge', labels: ['pair'], help: 'Messages that a cloud refuses for good.' },
  tongbu_held: { kind: 'gauge', labels: ['pair'], help: 'Operations that wait for a decision.' },
  tongbu_audit_heads_total: { kind: 'counter', labels: ['place', 'outcome'], help: 'Attempts to tell a place outside how far the audit has come. The outcome is `told` or `failed`.' },
  tongbu_webhook_deliveries_total: { kind: 'counter', labels: ['outcome'], help: 'Attempts to deliver an event to a webhook. The outcome is `delivered` or `failed`.' },
  tongbu_alerts_total: { kind: 'counter', labels: ['way', 'outcome'], help: 'Attempts to tell a channel of alerts. The outcome is `told` or `failed`.' },
  tongbu_backup_time_seconds: { kind: 'gauge', labels: ['pair'], help: 'When this process took the last restore point, in seconds since 1970.' },
  tongbu_departed: { kind: 'gauge', labels: ['pair'], help: 'Messages that left one mailbox without passing through its trash.' },
} as const satisfies Readonly<Record<string, Metric>>

interface Metric {
  readonly kind: 'counter' | 'gauge' | 'histogram'
  readonly labels: readonly string[]
  readonly help: string
  /** Upper bounds, in the unit that the name ends with. */
  readonly buckets?: readonly number[]
}

export type MetricName = keyof typeof METRICS
type Named<Kind extends Metric['kind']> = { [Name in MetricName]: (typeof METRICS)[Name]['kind'] extends Kind ? Name : never }[MetricName]
/** A value for every label of the metric. */
export type Labels<Name extends MetricName> = Readonly<Record<(typeof METRICS)[Name]['labels'][number], string>>

/** How the program tells what it does, to operators' tools. Passed in; nothing here can fail or wait. */
export interface Telemetry {
  /** One structured line. `event` is a few fixed words: what differs goes into `fields`. */
  log(level: LogLevel, event: string, fields?: LogFields): void
  count<Name extends Named<'counter'>>(name: Name, labels: Labels<Name>, by?: number): void
  gauge<Name extends Named<'gauge'>>(name: Name, labels: Labels<Name>, value: number): void
  observe<Name extends Named<'histogram'>>(name: Name, labels: Labels<Name>, value: number): void
  /** Has `refresh` called before each `metrics`, for gauges that change by themselves. Answers how to end that. */
  beforeMetrics(refresh: () => void): () => void
  /** Everything in the text format of Prometheus. */
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>
}

/** Tells nobody and costs nothing. */
export const NO_TELEMETRY: Telemetry = {
  log: () => {},
  count: () => {},
  gauge: () => {},
  observe: () => {},
  beforeMetrics: () => () => {},
  metrics: async () => ({ contentType: 'text/plain; charset=utf-8', text: '' }),
}
