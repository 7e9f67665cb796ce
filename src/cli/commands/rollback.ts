import { restoreOf } from '../../accounts/second-person.ts'
import type { PairInfo, Rehearsal, RolledBack } from '../../app.ts'
import { ERROR_CODES, isErrorCode } from '../../domain/error-codes.ts'
import { SIDES, type Side } from '../../domain/side.ts'
import { textGiven, UsageError, type Command, type Invocation } from '../command.ts'
import { doneWords } from '../done-words.ts'
import { eachPair } from '../each-pair.ts'
import { EXIT, EXIT_BY_REMEDY } from '../exit-codes.ts'
import { cloudName, section } from '../findings.ts'
import { print } from '../print.ts'
import { count, counted, duration } from '../render.ts'
import { BECAUSE, secondPersonAgrees } from '../second-person.ts'
import { sentenceLines } from '../sentences.ts'
import { watchProgress } from '../watch-progress.ts'
import { pairsMeant, readConfig } from '../with-app.ts'

/** So many sentences of a group are shown; `--all` shows every one. */
const SHOWN = 10
/** Messages of each side that a rehearsal tries, unless it is told otherwise. */
const SAMPLE = 50

/** Brings one mailbox or both back to a restore point, or tries whether that would work. */
export const rollback: Command = {
  name: 'rollback',
  summary: 'bring mailboxes back to a restore point',
  description:
    'Takes back what Tongbu did since a restore point (`tongbu backup list` shows them): what it moved, sent to trash or marked goes back, copies that it made go to trash, and what is gone from trash since is made anew from the backup. ' +
    'What somebody changed since is left alone and listed. `--everything` takes back what people did, too: what arrived since goes to trash. Nothing is deleted for good, and nothing is sent. ' +
    'A restore point of the present state is taken first, the pair is paused, and what was made anew is read back and compared. It can be stopped and run again. `--rehearse` tries it on a few messages in a folder of its own.',
  argument: { name: 'pair', help: 'the pair, where the configuration has several' },
  options: [
    { flags: '--to <point>', help: 'the restore point' },
    { flags: '--side <side>', help: 'dingtalk (or imap), outlook or both (default: both)' },
    { flags: '--everything', help: 'every message as in the restore point, whoever changed it' },
    { flags: '--include-departed', help: 'with --everything or --only: also what vanished without having been seen in trash. For a mailbox that was lost; not after somebody removed mail for a reason' },
    { flags: '--only <message>', help: 'only this message: its name in the audit, the id of the cloud, or its Message-ID' },
    { flags: '--folder <path>', help: 'only the messages of this folder of the restore point, and of those in it: names with / between them' },
    { flags: '--dry-run', help: 'say what would be done, and do nothing' },
    { flags: '--no-point', help: 'take no restore point of the present state first' },
    { flags: '--rehearse', help: 'restore some messages into a folder of its own on each side, compare them, and take them away again' },
    { flags: '--sample <messages>', help: `--rehearse: how many messages of each side (default: ${SAMPLE})` },
    { flags: '--by <name>', help: 'who wants it, for the record' },
    BECAUSE,
    { flags: '--all', help: `every sentence, not only the first ${SHOWN} of a group` },
  ],
  examples: [
    ['tongbu rollback anna --to 20260301T080000Z-a1b2c3 --dry-run', 'what would be taken back'],
    ['tongbu rollback anna --to 20260301T080000Z-a1b2c3 --by "Wong Siu Ming"', 'take it back'],
    ['tongbu rollback anna --to 20260301T080000Z-a1b2c3 --side outlook --everything --include-departed', 'fill a mailbox that was lost'],
    ['tongbu rollback anna --rehearse', 'does a restore work here?'],
  ],
  run: (invocation) => {
    const names = pairsMeant(invocation, readConfig(invocation))
    if (names.length !== 1) throw new UsageError(`Say which pair: one of ${names.join(', ')}.`)
    return invocation.given['rehearse'] === true ? rehearse(invocation) : rollBack(invocation)
  },
}

const SIDE_NAMES: Readonly<Record<string, readonly Side[]>> = { dingtalk: ['left'], imap: ['left'], outlook: ['right'], both: SIDES }

async function rollBack(invocation: Invocation): Promise<number> {
  const { given, signal } = invocation
  const to = textGiven(given, 'to')
  if (to === undefined) throw new UsageError('Name a restore point: --to POINT. `tongbu backup list` shows them.')
  const sides = SIDE_NAMES[textGiven(given, 'side') ?? 'both']
  if (sides === undefined) throw new UsageError('--side takes dingtalk, imap, outlook or both.')
  const [message, folder, by] = [textGiven(given, 'only'), textGiven(given, 'folder'), textGiven(given, 'by')]
  const only = message === undefined && folder === undefined ? {} : { only: { ...(message === undefined ? {} : { message }), ...(folder === undefined ? {} : { folder }) } }
  const scope = given['everything'] === true ? 'everything' : 'ours'
  const includeDeparted = given['includeDeparted'] === true
  if (includeDeparted && scope === 'ours' && !('only' in only)) throw new UsageError('--include-departed goes with --everything, --only or --folder.')
  const dryRun = given['dryRun'] === true
  const config = readConfig(invocation)
  const [name = ''] = pairsMeant(invocation, config)
  if (!dryRun) await secondPersonAgrees(invocation, config, restoreOf(name, { point: to, part: message ?? folder }))
  return eachPair(invocation, async (pair, app, line) => {
    const request = { to, sides, scope, includeDeparted, dryRun, noPoint: given['point'] === false, ...only, ...(by === undefined ? {} : { by }) } as const
    const rolledBack = await app.rollbacks().rollBack(pair, { ...request, signal, onProgress: watchProgress(line, app, pair) })
    line.clear()
    const info = app.pairs().find(({ name }) => name === pair)
    if (info !== undefined) print(invocation, describe(rolledBack, info, { dryRun, all: given['all'] === true }))
    return { exitCode: exitCodeOf(rolledBack, dryRun), value: rolledBack }
  })
}

function exitCodeOf({ stoppedBy, failed, compared, planned }: RolledBack, dryRun: boolean): number {
  if (stoppedBy !== undefined) return isErrorCode(stoppedBy.code) ? EXIT_BY_REMEDY[ERROR_CODES[stoppedBy.code].remedy] : EXIT.internal
  if (dryRun) return EXIT.ok
  if (failed > 0 || planned.length > 0) return EXIT.tryLater
  return compared.differs + compared.unread > 0 ? EXIT.different : EXIT.ok
}

const NOTES: Readonly<Record<RolledBack['listed'][number]['why'], string>> = {
  'changed-since': 'was changed since by somebody: that change is left as it is',
  gone: 'is no longer there, and was not in the restore point',
  left: 'vanished without having been seen in trash: comes back only with --include-departed',
  superseded: 'is a copy whose place the original has taken',
  forbidden: 'may not be written there by the policy of this pair',
  'one-side-only': 'is gone on the other side: comes back on this side only',
  'only-copy': 'is a copy whose original is gone: stays, being the only one',
  unreadable: 'has no content in the restore point',
  damaged: 'cannot be read from the backup: see tongbu backup verify',
  'cannot-create': 'cannot be put back: this mailbox takes no messages from us',
  unlisted: 'is in a folder of which the restore point does not say what was in it',
  'edited-draft': 'is a draft that was edited since: stays as it is',
  'folder-in-use': 'folder is new, and stays: there is something in it',
  unsure: 'is not listed at present, and not known to be gone: run the same command again',
  differs: 'was made anew and does not read back as it is in the backup',
}

function describe(rolledBack: RolledBack, pair: PairInfo, { dryRun, all }: { readonly dryRun: boolean; readonly all: boolean }): string {
  const { planned, sentences, failed, stoppedBy, point, compared, pointBefore } = rolledBack
  const took = duration(Date.parse(rolledBack.endedAt) - Date.parse(rolledBack.startedAt))
  const done = doneWords(rolledBack.done, pair).map((words) => `  ${words}`)
  const isWhole = stoppedBy === undefined && failed === 0 && planned.length === 0
  const steps = sentences.filter(({ operation }) => operation.kind !== 'close' && operation.kind !== 'forget-folder')
  const head = dryRun
    ? planned.length === 0 ? `nothing to take back to ${point}.` : `${counted(steps.length, 'step')} to go back to ${point}. Nothing was written.`
    : `${isWhole ? `went back to ${point}` : 'stopped early'}, ${took}.${done.length === 0 ? ' Nothing had to be written.' : ''}`
  const lines = [`${pair.name}: ${head}`, ...done, ...comparedLines(compared), ...(dryRun ? sentenceLines(steps, all ? Infinity : SHOWN) : [])]
  if (pointBefore !== undefined) lines.push(`  the state before is restore point ${pointBefore}`)
  if (!dryRun && failed + planned.length > 0) lines.push(`  ${count(Math.max(failed, planned.length))} not done yet; the same command goes on.`)
  lines.push(...section('Not as in the restore point', noteLines(rolledBack, pair)))
  if (stoppedBy !== undefined) lines.push('', stoppedBy.message, `Next: ${isErrorCode(stoppedBy.code) ? ERROR_CODES[stoppedBy.code].cure : 'run the same command again.'}`)
  else if (!dryRun) lines.push(...nextLines(pair, done.length > 0))
  return lines.join('\n')
}

const comparedLines = ({ exact, same, differs, unread }: RolledBack['compared']): string[] =>
  exact + same + differs + unread === 0 ? [] : [`  read back: ${count(exact)} equal byte for byte, ${count(same)} equal in content, ${count(differs)} different, ${count(unread)} could not be read`]

function nextLines({ name }: PairInfo, hasWritten: boolean): string[] {
  if (!hasWritten) return []
  return [
    '',
    `The pair is paused: the service (\`tongbu start\` or \`tongbu serve\`) leaves it alone. The next sync treats what was taken back like edits of a person: what went back on one side goes back on the other,`,
    'what was made anew meets its partner or is copied, and a copy that went to trash is kept apart from its original.',
    `Next: tongbu plan ${name}     what that would be`,
    `      tongbu resume ${name}   when it is what you want`,
  ]
}

function noteLines({ listed }: RolledBack, pair: PairInfo): string[] {
  const counts = new Map<string, number>()
  for (const { on, why } of listed) {
    const line = `${cloudName(pair[on])}: ${NOTES[why]}`
    counts.set(line, (counts.get(line) ?? 0) + 1)
  }
  return [...counts].map(([line, times]) => `  ${count(times)} × ${line}`)
}

async function rehearse(invocation: Invocation): Promise<number> {
  const { given, signal } = invocation
  const [point, by] = [textGiven(given, 'to'), textGiven(given, 'by')]
  const most = Number(textGiven(given, 'sample') ?? SAMPLE)
  if (!Number.isInteger(most) || most < 1) throw new UsageError('--sample takes a number of messages.')
  return eachPair(invocation, async (pair, app, line) => {
    const request = { most, signal, onProgress: watchProgress(line, app, pair), ...(point === undefined ? {} : { point }), ...(by === undefined ? {} : { by }) }
    const rehearsal = await app.rollbacks().rehearse(pair, request)
    line.clear()
    const info = app.pairs().find(({ name }) => name === pair)
    if (info !== undefined) print(invocation, describeRehearsal(rehearsal, info))
    return { exitCode: rehearsal.isEqual ? EXIT.ok : EXIT.different, value: rehearsal }
  })
}

function describeRehearsal({ point, isEqual, sides, compared, refused, untried }: Rehearsal, pair: PairInfo): string {
  const tried = sides.flatMap((side) => comparedLines(compared[side] ?? { exact: 0, same: 0, differs: 0, unread: 0 }).map((words) => `  on ${cloudName(pair[side])},${words.slice(1)}`))
  const empty = sides.filter((side) => comparedLines(compared[side] ?? { exact: 0, same: 0, differs: 0, unread: 0 }).length === 0).map((side) => `  on ${cloudName(pair[side])}: no message to try`)
  return [
    `${pair.name}: ${isEqual ? `a restore of ${point} works: what came back is what was saved` : `a restore of ${point} did NOT bring back what was saved`}. Everything it made is gone again.`,
    ...tried,
    ...empty,
    ...untried.map((side) => `  on ${cloudName(pair[side])}: not tried, since nothing may be written there`),
    ...section('Refused', refused.slice(0, SHOWN).map(({ on, code, message }) => `  ${cloudName(pair[on])}: ${message} (${code})`)),
    ...(isEqual ? [] : ['', 'Next: tongbu backup verify   is the backup whole?']),
  ].join('\n')
}
