import type { Backups } from '../../app.ts'
import { SIDES, type Side } from '../../domain/side.ts'
import { askedBy, textGiven, UsageError, type Command, type Given, type Invocation } from '../command.ts'
import { eachPair } from '../each-pair.ts'
import { EXIT } from '../exit-codes.ts'
import { section } from '../findings.ts'
import { print, printResult } from '../print.ts'
import type { ProgressLine } from '../progress-line.ts'
import { count, counted, megabytes, table } from '../render.ts'
import { BECAUSE, secondPersonAgrees } from '../second-person.ts'
import { withProgress } from '../watch-progress.ts'
import { readConfig, withApp } from '../with-app.ts'

const VERBS = { init, run, list, verify, export: exportOne, prune, pin: (invocation: Invocation) => pin(invocation, true), unpin: (invocation: Invocation) => pin(invocation, false), key } as const
const FORMATS = ['eml', 'mbox', 'maildir'] as const
const SIDE_NAMES: Readonly<Record<string, Side>> = { dingtalk: 'left', imap: 'left', outlook: 'right' }

/** So many of a kind are shown; `--json` has all. */
const SHOWN = 20

/** Restore points of both mailboxes of each pair, sealed, in a folder of the customer. */
export const backup: Command = {
  name: 'backup',
  summary: 'keep restore points of both mailboxes, sealed with your key',
  description:
    'Keeps both mailboxes of each pair as they were, in the folder that `backup` in the configuration names: every message as MIME with its folder, marks and dates, sealed with a key of yours. ' +
    '`init` makes the folder and the key, `run` takes a restore point now, `list` shows them, `verify` reads everything back, `export` writes one out as plain mail, `prune` drops what is not kept any more, `pin` and `unpin` keep one whatever its age, `key` says which key it is and proves that a copy is kept elsewhere.',
  argument: { name: 'what', help: Object.keys(VERBS).join(', ') },
  options: [
    { flags: '--pair <pair>', help: 'run, list: only this pair' },
    { flags: '--pin', help: 'run: keep the restore point until it is unpinned' },
    { flags: '--point <id>', help: 'export, pin, unpin: the restore point (`list` shows them)' },
    { flags: '--to <folder>', help: 'export: the folder to write to, which must be empty' },
    { flags: '--format <format>', help: 'export: eml, mbox or maildir (default: eml)' },
    { flags: '--side <side>', help: 'export: only one mailbox, dingtalk (or imap) or outlook' },
    { flags: '--dry-run', help: 'prune: say what would be dropped, and drop nothing' },
    { flags: '--prove <end>', help: 'key: the last 12 characters of the copy of the key, to show that there is one' },
    { flags: '--prove-file <file>', help: 'key: the copy itself, where it can be read from here' },
    { ...BECAUSE, help: `export: ${BECAUSE.help}` },
    { flags: '--by <name>', help: 'run, export, prune, key: who wants it, for the record (default: whoever is signed in to this machine)' },
  ],
  examples: [
    ['tongbu backup init', 'make the folder and the key, once'],
    ['tongbu backup run', 'a restore point of every pair, now'],
    ['tongbu backup verify && echo whole', 'read everything back'],
    ['tongbu backup export --point 20260301T080000Z-a1b2c3 --to ./mail --format maildir', 'plain mail, for any program'],
    ['tongbu backup prune --dry-run', 'what is not kept any more'],
  ],
  run: (invocation) => {
    const verb = Object.entries(VERBS).find(([name]) => name === invocation.argument)?.[1]
    if (verb === undefined) throw new UsageError(`Say what to do with the backup: ${Object.keys(VERBS).join(', ')}.`)
    return verb(invocation)
  },
}

/** Lends the backups and a progress line to `work`. */
const withBackups = (invocation: Invocation, work: (backups: Backups, line: ProgressLine) => Promise<number>): Promise<number> =>
  withApp(invocation, readConfig(invocation), (app) => withProgress(invocation, (line) => work(app.backups(), line)))

async function init(invocation: Invocation): Promise<number> {
  return withBackups(invocation, async (backups) => {
    const { secret: _inTheKeyFile, ...place } = await backups.init()
    printResult(invocation, place, () =>
      [
        `The backup is in ${place.folder}, and its key in ${place.keyFile}.`,
        '',
        'KEEP A COPY OF THE KEY ELSEWHERE, on paper or in a password manager: without it nobody, we included, can read the backup.',
        `Next: cat ${place.keyFile}   copy it, then show that you have it: tongbu backup key --prove with the last 12 characters of the copy`,
      ].join('\n'),
    )
    return EXIT.ok
  })
}

async function run(invocation: Invocation): Promise<number> {
  const { given, signal } = invocation
  const meant = { ...invocation, argument: textGiven(given, 'pair') }
  return eachPair(meant, async (pair, app, line) => {
    const onProgress = ({ phase, done, total }: { phase: 'listing' | 'reading'; done: number; total?: number }): void =>
      line.show({ label: `${pair}: ${phase === 'listing' ? 'listing' : 'backing up'}`, done, windowShare: app.windowShare(), ...optional('total', total) })
    const taken = await app.backups().take(pair, { why: 'asked', pinned: given['pin'] === true, signal, onProgress, by: askedBy(invocation) })
    line.clear()
    const { point, read, known, bytes, unreadable, vanished } = taken
    const unavailable = SIDES.reduce((sum, side) => sum + point.sides[side].unavailable.length, 0)
    const lines = [
      `${pair}: restore point ${point.id}${point.pinned ? ' (pinned)' : ''} with ${counted(point.sides.left.messages + point.sides.right.messages, 'message')}.`,
      `  ${count(read)} read now (${megabytes(bytes)}), ${count(known)} were there already${vanished === 0 ? '' : `, ${count(vanished)} were deleted meanwhile`}`,
      ...(unavailable === 0 ? [] : [`  ${counted(unavailable, 'folder')} could not be listed and ${unavailable === 1 ? 'is' : 'are'} not in it: see tongbu doctor ${pair}`]),
      ...section('In it without content', unreadable.slice(0, SHOWN).map(({ id, unreadable: reason }) => `  message ${id}: ${reason?.message ?? ''} (${reason?.code ?? ''})`)),
      ...(unreadable.length > SHOWN ? [`  … and ${unreadable.length - SHOWN} more (--json has all)`] : []),
    ]
    print(invocation, lines.join('\n'))
    return { exitCode: EXIT.ok, value: taken }
  })
}

async function list(invocation: Invocation): Promise<number> {
  return withBackups(invocation, async (backups) => {
    const points = await (await backups.repository()).points(textGiven(invocation.given, 'pair'))
    printResult(invocation, { points }, () => {
      const rows = points.map(({ id, pair, takenAt, why, pinned, sides, erased = 0 }) => {
        const lacking = sides.left.unreadable + sides.right.unreadable
        const notes = [pinned ? 'pinned' : '', lacking === 0 ? '' : `${count(lacking)} without content`, erased === 0 ? '' : `${count(erased)} erased`]
        return [id, pair, takenAt, why, sides.left.messages, sides.right.messages, megabytes(sides.left.bytes + sides.right.bytes), notes.filter((note) => note !== '').join(', ')]
      })
      return points.length === 0 ? 'There is no restore point yet.\nNext: tongbu backup run' : table(['POINT', 'PAIR', 'TAKEN', 'WHY', 'LEFT', 'RIGHT', 'MAIL', ''], rows)
    })
    return EXIT.ok
  })
}

async function verify(invocation: Invocation): Promise<number> {
  return withBackups(invocation, async (backups, line) => {
    const proof = await backups.verify({ signal: invocation.signal, onProgress: (done, total) => line.show({ label: 'reading the backup back', done, total, unit: 'packs' }) })
    line.clear()
    const isWhole = proof.damage.length === 0
    printResult(invocation, proof, () =>
      isWhole
        ? `Whole: ${counted(proof.points, 'restore point')} with ${counted(proof.messages, 'message')}, ${counted(proof.packs, 'pack')} (${megabytes(proof.bytes)} of content) read back.`
        : [
            `NOT WHOLE: ${counted(proof.damage.length, 'fault')}.`,
            ...proof.damage.slice(0, SHOWN).map(({ file, what }) => `  ${file}: ${what}`),
            ...(proof.damage.length > SHOWN ? [`  … and ${proof.damage.length - SHOWN} more (--json has all)`] : []),
            'Next: put these files back from a copy of the folder; else `tongbu backup run` reads again what is still in the mailboxes.',
          ].join('\n'),
    )
    return isWhole ? EXIT.ok : EXIT.different
  })
}

async function exportOne(invocation: Invocation): Promise<number> {
  const { given, signal } = invocation
  const point = pointNamed(given)
  const to = textGiven(given, 'to')
  const named = textGiven(given, 'format') ?? 'eml'
  const format = FORMATS.find((each) => each === named)
  const sideName = textGiven(given, 'side')
  const side = sideName === undefined ? undefined : SIDE_NAMES[sideName]
  if (to === undefined) throw new UsageError('Say where to: --to with an empty folder.')
  if (format === undefined) throw new UsageError(`--format takes ${FORMATS.join(', ')}.`)
  if (sideName !== undefined && side === undefined) throw new UsageError('--side takes dingtalk, imap or outlook.')
  const config = readConfig(invocation)
  return withBackups(invocation, async (backups, line) => {
    const { pair } = await (await backups.repository()).point(point)
    await secondPersonAgrees(invocation, config, { deed: 'archive-read', pair, about: '' })
    const exported = await backups.export({ point, to, format, signal, onProgress: (done, total) => line.show({ label: 'exporting', done, total }), by: askedBy(invocation), ...optional('side', side) })
    line.clear()
    printResult(invocation, exported, () => {
      const lacking = exported.unreadable === 0 ? '' : ` ${counted(exported.unreadable, 'message')} had no content in the restore point; contents.jsonl says why.`
      return `${counted(exported.messages, 'message')} (${megabytes(exported.bytes)}) written to ${to}, with a list of them in contents.jsonl.${lacking}`
    })
    return EXIT.ok
  })
}

async function prune(invocation: Invocation): Promise<number> {
  const { given, signal } = invocation
  const isDryRun = given['dryRun'] === true
  return withBackups(invocation, async (backups, line) => {
    const report = await backups.prune({ isDryRun, signal, onProgress: (done, total) => line.show({ label: 'writing packs anew', done, total, unit: 'packs' }), by: askedBy(invocation) })
    line.clear()
    const { dropped, deadBytes, bytesBefore, bytesAfter, packsRemoved, packsRewritten } = report
    printResult(invocation, report, () =>
      [
        ...dropped.map(({ id, pair, why }) => `  ${id} of ${pair} (${why})`),
        bytesAfter === undefined
          ? `${counted(dropped.length, 'restore point')} would be dropped, ${megabytes(deadBytes)} of content with them. Nothing was written.`
          : `${counted(dropped.length, 'restore point')} dropped: the backup had ${megabytes(bytesBefore)} and has ${megabytes(bytesAfter)} (${counted(packsRemoved, 'pack')} removed, ${count(packsRewritten)} written anew).`,
      ].join('\n'),
    )
    return EXIT.ok
  })
}

async function pin(invocation: Invocation, pinned: boolean): Promise<number> {
  const id = pointNamed(invocation.given)
  return withBackups(invocation, async (backups) => {
    const point = await backups.pin(id, pinned, askedBy(invocation))
    printResult(invocation, point, () => (pinned ? `${id} is kept until it is unpinned.` : `${id} is kept as long as others are.`))
    return EXIT.ok
  })
}

async function key(invocation: Invocation): Promise<number> {
  const { given } = invocation
  const [words, file] = [textGiven(given, 'prove'), textGiven(given, 'proveFile')]
  if (words !== undefined && file !== undefined) throw new UsageError('Give --prove or --prove-file, not both.')
  return withBackups(invocation, async (backups) => {
    const place = await backups.place()
    const copy = words === undefined ? (file === undefined ? undefined : { file }) : { words }
    const isCopy = copy === undefined ? undefined : await backups.showKeyCopy(copy, askedBy(invocation))
    printResult(invocation, { ...place, ...optional('isCopy', isCopy) }, () => {
      if (isCopy === undefined) return `The key in ${place.keyFile} seals for ${place.recipient}.`
      return isCopy ? 'That is a copy of the key. It is noted that there is one.' : 'That is no copy of the key, or it is the key file itself.\nNext: make a copy and give its last 12 characters, or its file.'
    })
    return isCopy === false ? EXIT.different : EXIT.ok
  })
}

function pointNamed(given: Given): string {
  const point = textGiven(given, 'point')
  if (point === undefined) throw new UsageError('Name a restore point with --point: `tongbu backup list` shows them.')
  return point
}

const optional = <Key extends string, Value>(name: Key, value: Value | undefined): { readonly [key in Key]?: Value } => (value === undefined ? {} : ({ [name]: value } as { readonly [key in Key]?: Value }))
