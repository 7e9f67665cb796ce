import type { PairInfo, UndoneRun } from '../../app.ts'
import { ERROR_CODES, isErrorCode } from '../../domain/error-codes.ts'
import { textGiven, UsageError, type Command, type Invocation } from '../command.ts'
import { doneWords } from '../done-words.ts'
import { eachPair } from '../each-pair.ts'
import { EXIT, EXIT_BY_REMEDY } from '../exit-codes.ts'
import { cloudName, section } from '../findings.ts'
import { print } from '../print.ts'
import { count, counted, duration } from '../render.ts'
import { sentenceLines } from '../sentences.ts'
import { watchProgress } from '../watch-progress.ts'
import { pairsMeant, readConfig } from '../with-app.ts'

/** So many sentences of a group are shown; `--all` shows every one. */
const SHOWN = 10

/** Takes back what one run moved and marked. */
export const undo: Command = {
  name: 'undo',
  summary: 'take back what one run moved, sent to trash and marked',
  description:
    'Puts every message that the run moved, sent to trash or marked back to where and as it was, on the side where the run wrote it; the next sync carries that to the other side. ' +
    'What somebody changed since is left alone and listed. Copies stay. It can be stopped and run again, and be taken back itself.',
  argument: { name: 'run', help: 'the id of the run (`tongbu runs` lists them)' },
  options: [
    { flags: '--pair <pair>', help: 'the pair of the run, where the configuration has several' },
    { flags: '--dry-run', help: 'say what would be done, and do nothing' },
    { flags: '--all', help: `every sentence, not only the first ${SHOWN} of a group` },
  ],
  examples: [
    ['tongbu undo rQ0v3kT9xJ2mWc1aB --dry-run', 'what would be put back'],
    ['tongbu undo rQ0v3kT9xJ2mWc1aB --pair anna', 'put it back'],
  ],
  run: (invocation) => {
    const of = invocation.argument
    if (of === undefined) throw new UsageError('Name a run: `tongbu runs` lists them.')
    const dryRun = invocation.given['dryRun'] === true
    return eachPair(ofOnePair(invocation), async (pair, app, line) => {
      const undone = await app.undo(pair, { of, dryRun, signal: invocation.signal, onProgress: watchProgress(line, app, pair) })
      line.clear()
      const info = app.pairs().find(({ name }) => name === pair)
      if (info !== undefined) print(invocation, describe(undone, info, { dryRun, all: invocation.given['all'] === true }))
      return { exitCode: exitCodeOf(undone, dryRun), value: undone }
    })
  },
}

/** The same call with the pair as its argument. @throws {UsageError} when it is not clear which pair is meant. */
function ofOnePair(invocation: Invocation): Invocation {
  const named: Invocation = { ...invocation, argument: textGiven(invocation.given, 'pair') }
  const names = pairsMeant(named, readConfig(invocation))
  if (names.length === 1) return named
  throw new UsageError(`Say which pair the run was of: --pair with one of ${names.join(', ')}.`)
}

function exitCodeOf({ stoppedBy, failed }: UndoneRun, dryRun: boolean): number {
  if (stoppedBy !== undefined) return isErrorCode(stoppedBy.code) ? EXIT_BY_REMEDY[ERROR_CODES[stoppedBy.code].remedy] : EXIT.internal
  return failed > 0 && !dryRun ? EXIT.tryLater : EXIT.ok
}

const NOTES: Readonly<Record<UndoneRun['listed'][number]['why'], string>> = {
  'changed-since': 'was changed since, here or on the other side: that change is left as it is',
  gone: 'is no longer there',
  superseded: 'is a copy whose place the original has taken',
  forbidden: 'may not be written there by the policy of this pair',
  'one-side-only': 'was deleted for good on the other side: comes back on this side only',
}

function describe(undone: UndoneRun, pair: PairInfo, { dryRun, all }: { readonly dryRun: boolean; readonly all: boolean }): string {
  const { planned, sentences, failed, stoppedBy } = undone
  const took = duration(Date.parse(undone.endedAt) - Date.parse(undone.startedAt))
  const done = doneWords(undone.done, pair).map((words) => `  ${words}`)
  const head = dryRun
    ? planned.length === 0 ? 'nothing to take back.' : `${counted(planned.length, 'step')} to take back run ${undone.of}. Nothing was written.`
    : `${stoppedBy === undefined && failed === 0 ? `run ${undone.of} is taken back` : 'stopped early'}, ${took}.${done.length === 0 ? ' Nothing had to be written.' : ''}`
  const lines = [`${pair.name}: ${head}`, ...done, ...(dryRun ? sentenceLines(sentences, all ? Infinity : SHOWN) : [])]
  if (failed > 0) lines.push(`  ${count(failed)} could not be done; the same command tries again.`)
  lines.push(...section('Not as before', noteLines(undone, pair)), ...section('Stays as it is', doneWords(undone.stays, pair).map((words) => `  ${words}`)))
  if (stoppedBy !== undefined) lines.push('', stoppedBy.message, `Next: ${isErrorCode(stoppedBy.code) ? ERROR_CODES[stoppedBy.code].cure : 'run the same command again.'}`)
  else if (done.length > 0) lines.push('', `Next: tongbu sync ${pair.name}   carries it to the other side`)
  return lines.join('\n')
}

function noteLines({ listed }: UndoneRun, pair: PairInfo): string[] {
  const counts = new Map<string, number>()
  for (const { on, why } of listed) {
    const line = `${cloudName(pair[on])}: ${NOTES[why]}`
    counts.set(line, (counts.get(line) ?? 0) + 1)
  }
  return [...counts].map(([line, times]) => `  ${count(times)} × ${line}`)
}
