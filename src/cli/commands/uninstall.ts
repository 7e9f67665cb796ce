import type { Uninstalled } from '../../app.ts'
import { ERROR_CODES, isErrorCode } from '../../domain/error-codes.ts'
import type { Side } from '../../domain/side.ts'
import { CommandError, textGiven, UsageError, type Command, type Invocation } from '../command.ts'
import { eachPair } from '../each-pair.ts'
import { EXIT, EXIT_BY_REMEDY } from '../exit-codes.ts'
import { leavingText } from '../leaving-text.ts'
import { print } from '../print.ts'
import { watchProgress } from '../watch-progress.ts'

/** Gives pairs up and proves that nothing of ours is left. */
export const uninstall: Command = {
  name: 'uninstall',
  summary: 'give a pair up and prove that nothing of Tongbu is left',
  description:
    'Ends the subscriptions of change notifications, takes the marks of Tongbu off messages, keeps its copies or moves them to trash, and forgets everything but the audit. Then both mailboxes are listed afresh, and what is found is the proof. ' +
    'Nothing is ever deleted for good, and a copy whose original is gone is always kept. Without --yes it only says what it would do. It can be stopped and run again at any moment. The pair stays paused; take it out of the configuration afterwards.',
  argument: { name: 'pair', help: 'only this pair (default: all)' },
  options: [
    { flags: '--copies <what>', help: 'keep: copies stay as mail like any other; remove: they go to trash where their original is still there (default: keep)' },
    { flags: '--dry-run', help: 'say what would be done, and do nothing' },
    { flags: '--yes', help: 'do it' },
    { flags: '--without <cloud>', help: 'dingtalk (or another IMAP server) or outlook: that mailbox is gone or out of reach for good; it is left out, and no copy of what was there is removed' },
    { flags: '--report <file>', help: 'write the report with its proof into this file, as JSON' },
    { flags: '--by <name>', help: 'who wants it, for the audit' },
    { flags: '--all', help: 'every sentence of a dry run, not only the first ten of a group' },
  ],
  examples: [
    ['tongbu uninstall anna --dry-run', 'what would be done'],
    ['tongbu uninstall anna --yes --report anna.json', 'give it up, keep the copies, keep the proof'],
    ['tongbu uninstall --copies remove --yes', 'give all pairs up, with their copies to trash'],
  ],
  run: (invocation) => {
    const { given, signal } = invocation
    const copies = copiesGiven(invocation)
    const isMeant = given['yes'] === true
    if (isMeant && given['dryRun'] === true) throw new UsageError('Give --yes or --dry-run, not both.')
    const file = textGiven(given, 'report')
    const by = textGiven(given, 'by')
    const without = sideGiven(invocation)
    const reports: Uninstalled[] = []
    const keep = (): void => (file === undefined ? undefined : write(invocation, file, reports))
    // A file that cannot be written is told of before anything is done.
    keep()
    return eachPair(invocation, async (pair, app, line) => {
      const left = await app.uninstall(pair, { copies, dryRun: !isMeant, signal, onProgress: watchProgress(line, app, pair), ...(by === undefined ? {} : { by }), ...(without === undefined ? {} : { without }) })
      line.clear()
      reports.push(left)
      keep()
      const info = app.pairs().find(({ name }) => name === pair)
      const again = [invocation.argument, ...(copies === 'remove' ? ['--copies remove'] : []), ...(without === undefined ? [] : [`--without ${textGiven(given, 'without')}`]), ...(file === undefined ? [] : [`--report ${file}`])].filter((word) => word !== undefined).join(' ')
      if (info !== undefined) print(invocation, leavingText(left, info, { isMeant, all: given['all'] === true, next: `tongbu uninstall ${again}${again === '' ? '' : ' '}--yes` }))
      return { exitCode: exitCodeOf(left, given), value: left }
    })
  },
}

function copiesGiven({ given }: Invocation): 'keep' | 'remove' {
  const copies = textGiven(given, 'copies') ?? 'keep'
  if (copies !== 'keep' && copies !== 'remove') throw new UsageError('--copies takes keep or remove.')
  return copies
}

function sideGiven({ given, argument }: Invocation): Side | undefined {
  const cloud = textGiven(given, 'without')
  if (cloud === undefined) return undefined
  if (cloud !== 'dingtalk' && cloud !== 'outlook') throw new UsageError('--without takes dingtalk or outlook.')
  if (argument === undefined) throw new UsageError('Name the pair whose mailbox is gone: tongbu uninstall PAIR --without …')
  return cloud === 'dingtalk' ? 'left' : 'right'
}

/** @throws {CommandError} where the file cannot be written */
function write({ surroundings }: Invocation, file: string, reports: readonly Uninstalled[]): void {
  try {
    surroundings.writeFile(file, `${JSON.stringify({ pairs: reports }, undefined, 2)}\n`)
  } catch (cause) {
    throw new CommandError(`The report cannot be written to ${file}.`, { code: 'REPORT', next: 'name a file in a folder that is there and that you may write.', exitCode: EXIT.usage, cause })
  }
}

function exitCodeOf({ stoppedBy, proof }: Uninstalled, { yes, dryRun }: Invocation['given']): number {
  if (stoppedBy !== undefined) return isErrorCode(stoppedBy.code) ? EXIT_BY_REMEDY[ERROR_CODES[stoppedBy.code].remedy] : EXIT.internal
  if (yes !== true) return dryRun === true ? EXIT.ok : EXIT.usage
  return proof?.holds === true ? EXIT.ok : EXIT.different
}
