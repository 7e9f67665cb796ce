import type { App, PairInfo } from '../../app.ts'
import { ERROR_CODES, isErrorCode } from '../../domain/error-codes.ts'
import { SyncError } from '../../domain/errors.ts'
import { SIDES } from '../../domain/side.ts'
import type { Report } from '../../engine/report.ts'
import { textGiven, UsageError, type Command, type Invocation } from '../command.ts'
import { eachPair } from '../each-pair.ts'
import { EXIT, EXIT_BY_REMEDY } from '../exit-codes.ts'
import { findingLines, holdLines, section } from '../findings.ts'
import { doneWords } from '../done-words.ts'
import { print } from '../print.ts'
import { count, duration } from '../render.ts'
import { watchProgress } from '../watch-progress.ts'

/** Makes both mailboxes of every pair the same. */
export const sync: Command = {
  name: 'sync',
  summary: 'make both mailboxes the same',
  description: 'Reads both mailboxes, carries over what is new or changed, and says what was done. It can be stopped and run again at any moment.',
  argument: { name: 'pair', help: 'only this pair' },
  options: [
    { flags: '--until-quiet', help: 'go on until nothing is left to do, also what changes meanwhile' },
    { flags: '--apply-hold <id>', help: 'do what was held (`tongbu plan` shows the id)' },
    { flags: '--discard-hold <id>', help: 'do not do what was held, and put those messages back' },
  ],
  examples: [
    ['tongbu sync', 'one pass over every pair'],
    ['tongbu sync --until-quiet', 'until both sides are equal'],
    ['tongbu sync anna --apply-hold 7f3a', 'let held deletions happen'],
  ],
  run: (invocation) => {
    const options = syncOptions(invocation)
    return eachPair(invocation, async (pair, app, line) => {
      const report = await app.sync(pair, { ...options, onProgress: watchProgress(line, app, pair) }).catch((error: unknown) => inUse(error, options))
      line.clear()
      if (report === undefined || report.stoppedBy?.code === 'STORE_LOCKED') {
        const left = await leaveDecision(app, pair, options)
        if (left) print(invocation, `${pair}: the decision was left for the service, which uses the database now. It begins within seconds; see tongbu status ${pair}.`)
        if (left) return { exitCode: EXIT.ok, value: { left } }
      }
      if (report === undefined) throw new SyncError('STORE_LOCKED', 'Another Tongbu process uses this database.')
      const info = app.pairs().find(({ name }) => name === pair)
      if (info !== undefined) print(invocation, describeReport(report, info))
      return { exitCode: exitCodeOf(report), value: report }
    })
  },
}

/** Nothing where the database is in use and a decision can be left there; else the error goes on. */
function inUse(error: unknown, { applyHold, discardHold }: ReturnType<typeof syncOptions>): undefined {
  if (!(error instanceof SyncError) || error.code !== 'STORE_LOCKED' || (applyHold ?? discardHold) === undefined) throw error
}

/** Writes down what was decided for whoever owns the database. Answers whether there was anything to decide. */
async function leaveDecision(app: App, pair: string, { applyHold, discardHold }: ReturnType<typeof syncOptions>): Promise<boolean> {
  const hold = applyHold ?? discardHold
  if (hold === undefined) return false
  await (await app.beside()).decide({ pair, hold, decision: applyHold === undefined ? 'discard' : 'apply' })
  return true
}

function syncOptions({ given, signal }: Invocation): { signal: AbortSignal; untilQuiet: boolean; applyHold?: string; discardHold?: string } {
  const applyHold = textGiven(given, 'applyHold')
  const discardHold = textGiven(given, 'discardHold')
  if (applyHold !== undefined && discardHold !== undefined) throw new UsageError('Give --apply-hold or --discard-hold, not both.')
  return {
    signal,
    untilQuiet: given['untilQuiet'] === true,
    ...(applyHold === undefined ? {} : { applyHold }),
    ...(discardHold === undefined ? {} : { discardHold }),
  }
}

function exitCodeOf(report: Report): number {
  if (report.stoppedBy !== undefined) return isErrorCode(report.stoppedBy.code) ? EXIT_BY_REMEDY[ERROR_CODES[report.stoppedBy.code].remedy] : EXIT.internal
  return report.holds.length > 0 ? EXIT.held : EXIT.ok
}

/** A report as a person reads it. */
export function describeReport(report: Report, pair: PairInfo): string {
  const took = duration(Date.parse(report.endedAt) - Date.parse(report.startedAt))
  const done = doneWords(report.done, pair).map((words) => `  ${words}`)
  const end = report.stoppedBy === undefined ? (report.quiet ? 'both sides are in step' : 'done for this pass') : 'stopped early'
  const lines = [`${pair.name}: ${end}, ${took}.${done.length === 0 ? ' Nothing had to be written.' : ''}`, ...done]
  if (isUndoable(report)) lines.push(`  To take back what was moved and marked: tongbu undo ${report.run} --pair ${pair.name}`)
  if (report.failed > 0) lines.push(`  ${count(report.failed)} could not be done; the next run tries again.`)
  lines.push(...section('Waiting for you', holdLines(report.holds, pair)), ...section('To know', findingLines(report.findings, pair)))
  if (report.stoppedBy !== undefined) lines.push('', report.stoppedBy.message, `Next: ${isErrorCode(report.stoppedBy.code) ? ERROR_CODES[report.stoppedBy.code].cure : 'run the same command again.'}`)
  return lines.join('\n')
}

const isUndoable = ({ done }: Report): boolean => SIDES.some((side) => (['move', 'trash', 'mark'] as const).some((kind) => done[side][kind] !== undefined))
