import type { App, PairInfo } from './app.ts'
import type { Config } from './config/config.ts'
import { redactForStrangers } from './config/redact.ts'

/** So many records of the audit are told one by one, without what they are about. */
const RECORDS = 200

export interface SupportBundleOptions {
  readonly app: App
  readonly config: Config
  readonly versions: Readonly<Record<string, string>>
  /** Milliseconds since 1970. */
  readonly now: number
  /** Default: all. */
  readonly pairs?: readonly string[]
}

/** Everything that helps somebody else to find a fault, and nothing of what the mail says or whose it is. Asks no cloud. */
export async function supportBundleOf({ app, config, versions, now, pairs }: SupportBundleOptions) {
  return {
    madeAt: new Date(now).toISOString(),
    versions,
    configuration: redactForStrangers(config),
    machine: await app.machine(),
    pairs: await Promise.all(app.pairs().filter(({ name }) => pairs?.includes(name) ?? true).map((pair) => describe(app, pair))),
  }
}

/** Sentences are left out where they could name a folder; codes and counts tell enough. */
async function describe(app: App, { name, left, right, policy }: PairInfo) {
  const { counts, lastReport, setAside, openHolds, ...standing } = await app.status(name)
  const records = await (await app.audit()).last(name, RECORDS)
  const { findings: _shown, ...served } = standing
  return {
    name,
    left,
    right,
    policy,
    ...served,
    counts,
    ...(lastReport === undefined ? {} : { lastReport: { ...lastReport, findings: lastReport.findings.map(({ kind, code, on, count }) => ({ kind, code, on, count })) } }),
    openHolds,
    setAside: setAside.map(({ code, attempts, since }) => ({ code, attempts, since })),
    audit: records.map(({ at, run, kind, on, reason }) => ({ at, run, kind, on, reason })),
  }
}
