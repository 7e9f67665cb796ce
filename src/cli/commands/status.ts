import type { App, PairInfo, PairStatus } from '../../app.ts'
import { SyncError } from '../../domain/errors.ts'
import type { Command } from '../command.ts'
import { eachPair } from '../each-pair.ts'
import { EXIT } from '../exit-codes.ts'
import { cloudName, findingLines, holdLines, section } from '../findings.ts'
import { print } from '../print.ts'
import { count, percent } from '../render.ts'
import { pausedLine, standingLines, tellingLines } from '../standing-lines.ts'

/** So many messages that are set aside are shown; `--json` has all. */
const SHOWN = 20

/** Tells what is remembered of every pair; asks no cloud. */
export const status: Command = {
  name: 'status',
  summary: 'say how every pair stands, without asking the clouds',
  argument: { name: 'pair', help: 'only this pair' },
  examples: [
    ['tongbu status', 'every pair: counts, last run, what waits, what was set aside'],
    ['tongbu status --json', 'the same as data'],
  ],
  async run(invocation) {
    let untold: readonly string[] = []
    const exitCode = await eachPair(invocation, async (pair, app) => {
      const value = { ...(await app.status(pair)), ...(await backupOf(app, pair)) }
      untold = tellingLines(await (await app.audit()).tellings(), 'failing')
      const info = app.pairs().find(({ name }) => name === pair)
      if (info !== undefined) print(invocation, describe(value, info))
      return { exitCode: value.openHolds.length > 0 ? EXIT.held : value.standing?.state === 'sign-in' ? EXIT.signIn : EXIT.ok, value }
    })
    for (const line of untold) print(invocation, line)
    return exitCode
  },
}

type Status = PairStatus & { readonly backup?: BackupGlance }

/** The last restore point, or why that cannot be told. */
interface BackupGlance {
  readonly takenAt?: string
  readonly isLate: boolean
  readonly trouble?: string
}

async function backupOf(app: App, pair: string): Promise<{ readonly backup?: BackupGlance }> {
  const backups = app.backups()
  if (!backups.isConfigured) return {}
  try {
    const { last, isLate } = await backups.standing(pair)
    return { backup: { isLate, ...(last === undefined ? {} : { takenAt: last.takenAt }) } }
  } catch (error) {
    if (!(error instanceof SyncError)) throw error
    return { backup: { isLate: true, trouble: error.message } }
  }
}

function backupLine({ takenAt, isLate, trouble }: BackupGlance): string {
  if (trouble !== undefined) return `backup: ${trouble}`
  return `last restore point ${takenAt ?? 'never'}${isLate ? ': LATE. `tongbu backup run` says why' : ''}`
}

function describe({ counts, month, lastReport, openHolds, setAside, findings, standing, paused, backup }: Status, pair: PairInfo): string {
  const shown = setAside.slice(0, SHOWN)
  const asides = shown.map(({ item, message, since }) => `  ${item}: ${message} (since ${since})`)
  if (shown.length < setAside.length) asides.push(`  … and ${setAside.length - shown.length} more (--json has all)`)
  return [
    `${pair.name}: ${lastReport === undefined ? 'never synced' : `last run ended ${lastReport.endedAt}${lastReport.quiet ? ', in step' : ''} (${lastReport.run})`}`,
    `  ${cloudName(pair.left)} ${count(counts.items.left)} · ${cloudName(pair.right)} ${count(counts.items.right)} messages · ${count(counts.bindings.live)} kept the same` +
      ` · ${count(counts.bindings.departed)} departed · ${count(counts.bindings.tombstone)} deleted · ${count(counts.setAside)} set aside`,
    ...(counts.journal > 0 ? [`  ${count(counts.journal)} begun and not finished: the next run finishes them first`] : []),
    ...(month === undefined ? [] : [`  ${monthLine(month)}`]),
    ...(paused === undefined ? [] : [`  ${pausedLine(paused, pair.name)}`]),
    ...(standing === undefined ? [] : standingLines(standing, pair.name).map((line) => `  ${line}`)),
    ...(backup === undefined ? [] : [`  ${backupLine(backup)}`]),
    ...section('Waiting for you', holdLines(openHolds, pair)),
    ...section('Set aside', asides),
    ...section('To know', findingLines(findings, pair)),
  ].join('\n')
}

function monthLine({ used, limit, spentOn }: NonNullable<PairStatus['month']>): string {
  const end = used >= limit ? '; spent' : spentOn === undefined ? '' : `; at this pace they are spent on ${spentOn}`
  return `${count(used)} of ${count(limit)} calls of this month made (${percent(used / limit)})${end}`
}
