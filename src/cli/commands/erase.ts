import type { App } from '../../app.ts'
import { isOf, personOf, type Person } from '../../privacy/person.ts'
import { countsText, isTraceless, parseProof, proofText, subjectOf, type Proof, type Traces } from '../../privacy/proof.ts'
import { textGiven, UsageError, type Command, type Given, type Invocation } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { section } from '../findings.ts'
import { printResult, remark } from '../print.ts'
import type { ProgressLine } from '../progress-line.ts'
import { count, counted } from '../render.ts'
import { withProgress } from '../watch-progress.ts'
import { LANGUAGES } from '../../words/languages.ts'
import { languageGiven } from '../language-given.ts'
import { readConfig, withApp } from '../with-app.ts'

type Privacy = ReturnType<App['privacy']>
type Plan = Awaited<ReturnType<Privacy['planErasure']>>

/** Erases a person from everything that the installation holds, and proves it. */
export const erase: Command = {
  name: 'erase',
  summary: 'erase a person from everything that is held, with a proof',
  description:
    'Erases all messages that a person wrote or received from the backup, and all that is remembered of them from the database, looks through everything once more, and writes a proof that does not name the person. ' +
    'A message of several people is erased whole; the dry run says how many others that concerns. What is still in a mailbox would come back with the next run: delete it there first, in both, trash and recoverable items included. ' +
    'The audit holds no content, subject or address; its records and their random refs stay. A copy of the database or of the backup folder that you keep elsewhere, and files that you exported, are yours to erase.',
  options: [
    { flags: '--person <address>', help: 'the address of the person, or several with commas between them' },
    { flags: '--dry-run', help: 'say what would be erased, and erase nothing' },
    { flags: '--by <name>', help: 'who does it, for the proof and the audit' },
    { flags: '--because <why>', help: 'why, without the address: such as the number of the request' },
    { flags: '--report <file>', help: 'where the proof goes (default: tongbu-erasure-ID.json); the same for people beside it, as .txt' },
    { flags: '--language <language>', help: `of the proof for people: ${LANGUAGES.join(', ')} (default: that of the configuration)` },
    { flags: '--mentions', help: 'also messages of others that only name the address' },
    { flags: '--unattributed', help: 'also what is remembered of messages that are gone, of which nobody can tell any more whose they were' },
    { flags: '--even-if-present', help: 'although messages are still in a mailbox, from where the next run reads them again' },
    { flags: '--check <proof>', help: 'look through everything once more for the person that a proof is about, and erase nothing' },
    { flags: '--salt <salt>', help: 'check: the salt that was printed with the proof' },
  ],
  examples: [
    ['tongbu erase --person wong@supplier.example --dry-run', 'what there is of this person, in numbers'],
    ['tongbu erase --person wong@supplier.example --by "Chan Tai Man" --because "request 17"', 'erase and prove it'],
    ['tongbu erase --check proof.json --person wong@supplier.example --salt …', 'is there still no trace?'],
  ],
  run: (invocation) => {
    const { given } = invocation
    const person = personGiven(given)
    if (textGiven(given, 'check') !== undefined) return check(invocation, person)
    return given['dryRun'] === true ? dryRun(invocation, person) : carryOut(invocation, person)
  },
}

/** @throws {UsageError} */
export function personGiven(given: Given): Person {
  const person = personOf(textGiven(given, 'person') ?? '')
  if (person === undefined) throw new UsageError('Name the person by address: --person wong@supplier.example.')
  return person
}

/** @throws {UsageError} */
export function byGiven(given: Given): string {
  const by = textGiven(given, 'by')?.trim()
  if (by === undefined || by === '') throw new UsageError('Say who does this, for the record: --by NAME.')
  return by
}

export const watching = (line: ProgressLine): { readonly onProgress: (progress: { readonly where: string; readonly done: number }) => void } => ({ onProgress: ({ where, done }) => line.show({ label: `looking through ${where}`, done }) })

const withPrivacy = (invocation: Invocation, work: (privacy: Privacy, line: ProgressLine) => Promise<number>): Promise<number> =>
  withApp(invocation, readConfig(invocation), (app) => withProgress(invocation, (line) => work(app.privacy(), line)))

async function dryRun(invocation: Invocation, person: Person): Promise<number> {
  const { given, signal } = invocation
  return withPrivacy(invocation, async (privacy, line) => {
    const plan = await privacy.planErasure({ person, mentions: given['mentions'] === true }, { signal, ...watching(line) })
    line.clear()
    printResult(invocation, plan, () => [...planLines(plan), ...ownerLines(invocation, person), '', 'Nothing was erased.'].join('\n'))
    return EXIT.ok
  })
}

async function carryOut(invocation: Invocation, person: Person): Promise<number> {
  const { given, signal, surroundings } = invocation
  const by = byGiven(given)
  const because = textGiven(given, 'because')?.trim()
  if (because === undefined || because === '') throw new UsageError('Say why, without the address: --because "request 17 of 2026-03-01".')
  const request = { person, by, because, mentions: given['mentions'] === true, evenIfPresent: given['evenIfPresent'] === true, unattributed: given['unattributed'] === true }
  const language = languageGiven(invocation, readConfig(invocation))
  let written = ''
  const keepProof = async (proof: Proof): Promise<void> => {
    written = textGiven(given, 'report') ?? `tongbu-erasure-${proof.id}.json`
    surroundings.writeFile(written, `${JSON.stringify(proof, undefined, 2)}\n`)
    surroundings.writeFile(textBeside(written), proofText(proof, language))
  }
  return withPrivacy(invocation, async (privacy, line) => {
    const erasure = await privacy.erase(request, keepProof, { signal, ...watching(line) })
    line.clear()
    if (erasure.outcome === 'still-present') {
      printResult(invocation, erasure, () => [...planLines(erasure.plan), ...ownerLines(invocation, person), '', 'Nothing was erased: what is still in a mailbox would come back with the next run.', `Next: ${NEXT_PRESENT}`].join('\n'))
      return EXIT.held
    }
    const { proof, salt } = erasure
    printResult(invocation, { ...erasure, files: [written, textBeside(written)] }, () =>
      [proofText(proof, language), `The proof is in ${written} and, for people, in ${textBeside(written)}.`, `Salt, for whoever asked, and kept nowhere: ${salt}`, `Next: tongbu erase --check ${written} --person ADDRESS --salt ${salt}   shows at any time that there is no trace`].join('\n'),
    )
    return isTraceless(proof.check) ? EXIT.ok : EXIT.different
  })
}

const NEXT_PRESENT = 'delete them in both mailboxes, trash and recoverable items included (or give the pair up), run `tongbu sync`, then the same command again. It remembers which rows are theirs. --even-if-present erases the rest all the same.'

const textBeside = (path: string): string => `${path.replace(/\.json$/, '')}.txt`

function planLines({ rows, places, naming, present, unreadable, others, unattributed }: Plan): string[] {
  const inPlaces = Object.entries(places).map(([name, { messages, held, mentions }]) => {
    const beside = [...(held > 0 ? [`${count(held)} kept by a legal hold`] : []), ...(mentions > 0 ? [`${count(mentions)} of others that name them (--mentions)`] : [])]
    return `  ${name}: ${counted(messages, 'message')}${beside.length === 0 ? '' : `; ${beside.join('; ')}`}`
  })
  return [
    'What there is of this person:',
    ...inPlaces,
    ...Object.entries(naming).map(([place, counts]) => `  ${place}: ${countsText(counts)}`),
    ...Object.entries(rows).map(([pair, many]) => `  database, pair ${pair}: ${counted(many, 'row')}`),
    `  Other people who wrote or received these messages: ${count(others)}`,
    ...(unattributed === 0 ? [] : [`  ${counted(unattributed, 'row')} of messages that are gone, of which nobody can tell whose they were (--unattributed erases them too)`]),
    ...(unreadable === 0 ? [] : [`  ${counted(unreadable, 'message')} in the mailboxes could not be read, and may be theirs`]),
    ...section('Still in the mailboxes', present.map(({ pair, side, messages }) => `  ${pair}, ${side === 'left' ? 'DingTalk' : 'Outlook'}: ${counted(messages, 'message')}`)),
  ]
}

/** Whoever owns a mailbox is in all of its mail. */
function ownerLines(invocation: Invocation, person: Person): string[] {
  const pairs = readConfig(invocation).pairs.filter(({ dingtalk, imap, outlook }) => [dingtalk?.address, imap?.address, outlook.address].some((address) => address !== undefined && isOf(person, address)))
  return section('This person has a mailbox', pairs.map(({ name }) => `  The pair ${name} is theirs, and the configuration says so: give it up first (tongbu uninstall ${name}).`))
}

async function check(invocation: Invocation, person: Person): Promise<number> {
  const { given, signal, surroundings } = invocation
  const path = textGiven(given, 'check') ?? ''
  const salt = textGiven(given, 'salt')
  const text = surroundings.readFile(path)
  if (text === undefined) throw new UsageError(`There is no file ${path}.`)
  const proof = parseProof(text)
  if (proof === undefined) throw new UsageError(`${path} is no proof of an erasure, or it was changed since it was written.`)
  if (salt === undefined) throw new UsageError('Give the salt that was printed with the proof: --salt.')
  if (subjectOf(person, salt) !== proof.subject) throw new UsageError('The proof is about somebody else, or the salt is not the one that belongs to it.')
  return withPrivacy(invocation, async (privacy, line) => {
    const traces = await privacy.check({ person, mentions: given['mentions'] === true }, { signal, ...watching(line) })
    line.clear()
    const isClean = isTraceless(traces)
    printResult(invocation, { proof: proof.id, noTrace: isClean, ...traces }, () => (isClean ? `No trace. The proof ${proof.id} of ${proof.endedAt} is about this person and was not changed.` : traceLines(traces).join('\n')))
    if (!isClean) remark(invocation, 'Next: run `tongbu erase` again; what came back may still be in a mailbox.')
    return isClean ? EXIT.ok : EXIT.different
  })
}

const traceLines = ({ places, database, files }: Traces): string[] => [
  'TRACES:',
  ...Object.entries(places).map(([place, many]) => `  ${place}: ${count(many)}`),
  ...Object.entries(database).map(([table, many]) => `  database, table ${table}: ${counted(many, 'row')}`),
  ...files.map((file) => `  the bytes of ${file}`),
]
