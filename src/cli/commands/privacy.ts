import { NOTICE_LANGUAGES } from '../../privacy/notices.ts'
import { countsText } from '../../privacy/proof.ts'
import { findingText, placeOf, registerCsv, registerMarkdown, type Register } from '../../privacy/register.ts'
import { textGiven, UsageError, type Command, type Invocation } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { section } from '../findings.ts'
import { printResult, remark } from '../print.ts'
import { count, counted, table } from '../render.ts'
import { withProgress } from '../watch-progress.ts'
import { readConfig, withApp } from '../with-app.ts'
import { byGiven, personGiven, watching } from './erase.ts'

const VERBS = { register, notice, export: exportAll } as const

/** What is owed to people whose data crosses: a register, notices, and access to what is held about them. */
export const privacy: Command = {
  name: 'privacy',
  summary: 'the register of what crosses the border, notices, and all that is held about a person',
  description:
    '`register` tells what kinds of data cross, between which places, since when, on whose authority and how much in each month, from the counts of this installation. `notice` prints a draft for employees in one of three languages. `export` writes all that the installation holds about one person into a folder: messages, rows, records, and the rules, channels, accounts, webhooks and the like that name them, without secrets. Erasing is `tongbu erase`. docs/compliance.md says which duty each of them serves.',
  argument: { name: 'what', help: Object.keys(VERBS).join(', ') },
  options: [
    { flags: '--format <format>', help: 'register: csv or md, for a file' },
    { flags: '--language <language>', help: `notice: ${NOTICE_LANGUAGES.join(', ')}` },
    { flags: '--person <address>', help: 'export: the address of the person, or several with commas between them' },
    { flags: '--to <folder>', help: 'export: the folder to write to, which must be empty' },
    { flags: '--mentions', help: 'export: also messages of others that only name the address' },
    { flags: '--by <name>', help: 'export: who wants it, for the audit' },
  ],
  examples: [
    ['tongbu privacy register --format md > register.md', 'for the file of the company'],
    ['tongbu privacy notice --language zh-Hant-HK', 'a draft for employees'],
    ['tongbu privacy export --person wong@supplier.example --to ./wong --by "Chan Tai Man"', 'for a data access request'],
  ],
  run: (invocation) => {
    const verb = Object.entries(VERBS).find(([name]) => name === invocation.argument)?.[1]
    if (verb === undefined) throw new UsageError(`Say what: ${Object.keys(VERBS).join(', ')}.`)
    return verb(invocation)
  },
}

async function register(invocation: Invocation): Promise<number> {
  const { given, surroundings } = invocation
  const format = textGiven(given, 'format')
  if (format !== undefined && format !== 'csv' && format !== 'md') throw new UsageError('--format takes csv or md.')
  return withApp(invocation, readConfig(invocation), async (app) => {
    const found = await app.privacy().register()
    if (format !== undefined) surroundings.stdout.write(format === 'csv' ? registerCsv(found) : registerMarkdown(found))
    else printResult(invocation, found, () => registerLines(found).join('\n'))
    return EXIT.ok
  })
}

function registerLines({ facts, categories, rows, people, findings }: Register): string[] {
  const said = (value: string | undefined): string => value ?? 'not said'
  return [
    `Company: ${said(facts.company)}. Since: ${said(facts.since)}. Authority: ${said(facts.authority)}.`,
    `Between ${placeOf('left', facts)} and ${placeOf('right', facts)}:`,
    ...categories.map((category) => `  ${category}`),
    '',
    rows.length === 0 ? 'Nothing has crossed yet.' : table(['MONTH', 'PAIR', 'TO', 'MESSAGES', 'BYTES', 'CHANGES'], rows.map(({ month, pair, to, messages, bytes, changes }) => [month, pair, to === 'left' ? 'DingTalk' : 'Outlook', messages, bytes, changes])),
    '',
    people === undefined ? 'People are not counted (privacy.countPeople).' : `Distinct people in ${people.year}: ${count(people.to.right)} towards Outlook, ${count(people.to.left)} towards DingTalk.`,
    ...section('To know', findings.map((finding) => `  ${findingText(finding)}`)),
  ]
}

async function notice(invocation: Invocation): Promise<number> {
  const named = textGiven(invocation.given, 'language')
  const language = NOTICE_LANGUAGES.find((each) => each === named)
  if (language === undefined) throw new UsageError(`--language takes ${NOTICE_LANGUAGES.join(', ')}.`)
  return withApp(invocation, readConfig(invocation), async (app) => {
    const { text, missing } = app.privacy().notice(language)
    printResult(invocation, { language, text, missing }, () => text)
    if (missing.length > 0) remark(invocation, `Gaps are in square brackets. Next: say in the configuration: ${missing.join(', ')}.`)
    return EXIT.ok
  })
}

async function exportAll(invocation: Invocation): Promise<number> {
  const { given, signal } = invocation
  const person = personGiven(given)
  const by = byGiven(given)
  const to = textGiven(given, 'to')
  if (to === undefined) throw new UsageError('Say where to: --to with an empty folder.')
  return withApp(invocation, readConfig(invocation), (app) =>
    withProgress(invocation, async (line) => {
      const done = await app.privacy().exportPerson({ person, by, to, mentions: given['mentions'] === true }, { signal, ...watching(line) })
      line.clear()
      printResult(invocation, done, () => [`${counted(done.messages, 'message')}, ${counted(done.rows, 'row')} and ${counted(done.auditRecords, 'audit record')} are in ${to}; ${to}/index.txt says what is what.`, ...section('What names them beside their messages', Object.entries(done.named).map(([place, counts]) => `  ${place}: ${countsText(counts)}`)), 'Next: look through it before you hand it out: it holds the data of others too.'].join('\n'))
      return EXIT.ok
    }),
  )
}
