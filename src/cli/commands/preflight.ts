import type { App, PairInfo, PreflightReport } from '../../app.ts'
import { MEASURES } from '../../gate/points.ts'
import { CommandError, textGiven, UsageError, type Command, type Invocation } from '../command.ts'
import { eachPair } from '../each-pair.ts'
import { EXIT } from '../exit-codes.ts'
import { cloudName, section } from '../findings.ts'
import { preflightLines } from '../preflight-lines.ts'
import { print, printResult } from '../print.ts'
import { counted } from '../render.ts'
import { pairsMeant, readConfig, withApp } from '../with-app.ts'
import { sayCheck } from '../../words/checks.ts'
import { GATE_WORDS } from '../../words/gate.ts'
import { LANGUAGES, type Language } from '../../words/languages.ts'
import { languageGiven } from '../language-given.ts'

/** Says whether the safety measures of every pair hold; takes answers and waivers. Writes to no mailbox. */
export const preflight: Command = {
  name: 'preflight',
  summary: 'check the five safety measures that must hold before anything is written',
  description:
    'Asks both clouds what they can tell, asks you the rest, and opens the gate of a pair once all five measures are met or waived in writing: a full backup, the right mailboxes, two-factor sign-in, separate credentials, a rollback plan. Until then a pair is only read, planned and verified. Writes to no mailbox. docs/safety.md takes you through it step by step.',
  argument: { name: 'pair', help: 'only this pair' },
  options: [
    { flags: '--form', help: 'print one form with the questions that are open, for all pairs or the one that is named' },
    { flags: '--language <language>', help: `of what is told, of the form and of the recovery steps: ${LANGUAGES.join(', ')} (default: \`language\` of the configuration)` },
    { flags: '--answers <file>', help: 'take the answers of a form that was filled in; needs --by' },
    { flags: '--waive <measure>', help: `take the responsibility for what is not met of one measure of one pair (${MEASURES.join(', ')}); needs --by and --because` },
    { flags: '--withdraw <what>', help: 'take back an answer, the waiver of a measure, or `all`; needs --by' },
    { flags: '--by <name>', help: 'who answers, waives or withdraws; kept in the audit' },
    { flags: '--because <reason>', help: 'why a measure is waived; kept in the audit and shown in every report' },
    { flags: '--recovery-steps', help: 'print what to do when something went wrong, with the names of this installation' },
  ],
  examples: [
    ['tongbu preflight', 'every pair: what holds, what is missing, what to do'],
    ['tongbu preflight --language zh-Hant-HK', 'the same in another language'],
    ['tongbu preflight --form > answers.yaml', 'the open questions of all pairs, to be filled in'],
    ['tongbu preflight --answers answers.yaml --by "Chan Tai Man"', 'take the answers'],
    ['tongbu preflight anna --waive rollback --by "Chan Tai Man" --because "test mailboxes"', 'waive a measure in writing'],
    ['tongbu preflight anna --recovery-steps > recovery-anna.md', 'the recovery steps, to be kept elsewhere'],
  ],
  async run(invocation) {
    const { given } = invocation
    const meant = (['form', 'answers', 'waive', 'withdraw', 'recoverySteps'] as const).filter((name) => given[name] !== undefined)
    if (meant.length > 1) throw new UsageError('Give one of --form, --answers, --waive, --withdraw and --recovery-steps.')
    languageGiven(invocation, readConfig(invocation))
    switch (meant[0]) {
      case 'form':
        return form(invocation)
      case 'answers':
        return answers(invocation)
      case 'waive':
        return waive(invocation)
      case 'withdraw':
        return withdraw(invocation)
      case 'recoverySteps':
        return steps(invocation)
      default:
        return eachPair(invocation, async (pair, app, line) => {
          line.show({ label: `${pair}: asking both clouds`, done: 0 })
          const report = await app.preflight().look(pair, invocation.signal)
          line.clear()
          return tell(invocation, app, report)
        })
    }
  },
}

function tell(invocation: Invocation, app: App, report: PreflightReport): { readonly exitCode: number; readonly value: object } {
  const info = app.pairs().find(({ name }) => name === report.pair)
  if (info !== undefined) print(invocation, [...linesOf(invocation, report), ...remarkLines(report, info, languageGiven(invocation, readConfig(invocation)))].join('\n'))
  return { exitCode: report.isOpen || !report.isEnforced ? EXIT.ok : EXIT.held, value: report }
}

const linesOf = (invocation: Invocation, report: PreflightReport): string[] => preflightLines(report, languageGiven(invocation, readConfig(invocation)))

const SIGNS = { ok: '✓', warning: '!', failed: '✗' } as const

const remarkLines = ({ remarks }: PreflightReport, info: PairInfo, language: Language): string[] =>
  section(GATE_WORDS[language]['to-know'], remarks.map((remark) => `  ${SIGNS[remark.outcome]} ${remark.on === undefined ? '' : `${cloudName(info[remark.on])}, `}${sayCheck(language, remark)}`))

async function form(invocation: Invocation): Promise<number> {
  const config = readConfig(invocation)
  const language = languageGiven(invocation, config)
  const pairs = pairsMeant(invocation, config)
  return withApp(invocation, config, async (app) => {
    const text = await app.preflight().form(pairs, language)
    printResult(invocation, { form: text }, () => text.trimEnd())
    return EXIT.ok
  })
}

async function answers(invocation: Invocation): Promise<number> {
  const by = whoGiven(invocation)
  const file = textGiven(invocation.given, 'answers') ?? ''
  const text = read(invocation, file)
  const config = readConfig(invocation)
  return withApp(invocation, config, async (app) => {
    const { answers: given, problems } = app.preflight().readForm(text)
    if (problems.length > 0) {
      throw new CommandError(`The form ${file} is not usable; nothing of it was taken:\n${problems.map((line) => `  ${line}`).join('\n')}`, { code: 'BAD_FORM', next: 'mend these lines, or make a new form with `tongbu preflight --form`.', exitCode: EXIT.usage })
    }
    await app.preflight().answer(given, by)
    const pairs = [...new Set(given.map(({ pair }) => pair))]
    const reports = await Promise.all(pairs.map((pair) => app.preflight().standing(pair)))
    printResult(invocation, { answers: given.length, by, pairs: reports }, () => [`${counted(given.length, 'answer')} of ${by} taken.`, ...reports.flatMap((report) => ['', ...linesOf(invocation, report)])].join('\n'))
    return reports.every(({ isOpen, isEnforced }) => isOpen || !isEnforced) ? EXIT.ok : EXIT.held
  })
}

/** @throws {CommandError} for a file that is not there or cannot be read */
function read({ surroundings }: Invocation, file: string): string {
  const refuse = (cause?: unknown): never => {
    throw new CommandError(`The form ${file} cannot be read.`, { code: 'BAD_FORM', next: 'make one with `tongbu preflight --form`, and name it.', exitCode: EXIT.usage, cause })
  }
  try {
    return surroundings.readFile(file) ?? refuse()
  } catch (error) {
    return error instanceof CommandError ? refuse() : refuse(error)
  }
}

async function waive(invocation: Invocation): Promise<number> {
  const by = whoGiven(invocation)
  const because = textGiven(invocation.given, 'because')?.trim() ?? ''
  if (because === '') throw new UsageError('Say why with --because "…": a measure is not waived without a reason.')
  const named = textGiven(invocation.given, 'waive')
  const measure = MEASURES.find((each) => each === named)
  if (measure === undefined) throw new UsageError(`--waive takes one of ${MEASURES.join(', ')}.`)
  return onOnePair(invocation, async (pair, app) => {
    const covers = await app.preflight().waive(pair, measure, by, because)
    const report = await app.preflight().standing(pair)
    const done = covers.length === 0 ? `${measure} is met for ${pair}: there is nothing to waive.` : `${measure} is waived for ${pair} by ${by}, because: ${because}. It covers ${covers.join(', ')}, and no more.`
    printResult(invocation, { waived: covers, report }, () => [done, '', ...linesOf(invocation, report)].join('\n'))
    return report.isOpen || !report.isEnforced ? EXIT.ok : EXIT.held
  })
}

async function withdraw(invocation: Invocation): Promise<number> {
  const by = whoGiven(invocation)
  const what = textGiven(invocation.given, 'withdraw') ?? ''
  return onOnePair(invocation, async (pair, app) => {
    const many = await app.preflight().withdraw(pair, what, by)
    if (many === 0) throw new UsageError(`Nothing is remembered of ${pair} under that name. \`tongbu preflight ${pair}\` shows what is.`)
    const report = await app.preflight().standing(pair)
    printResult(invocation, { withdrawn: many, report }, () => [`Taken back for ${pair} by ${by}: ${what}.`, '', ...linesOf(invocation, report)].join('\n'))
    return EXIT.ok
  })
}

const steps = (invocation: Invocation): Promise<number> =>
  onOnePair(invocation, async (pair, app) => {
    const text = app.preflight().recoverySteps(pair, languageGiven(invocation, readConfig(invocation)))
    printResult(invocation, { recoverySteps: text }, () => text.trimEnd())
    return EXIT.ok
  })

/** @throws {UsageError} when it is not clear which pair is meant */
async function onOnePair(invocation: Invocation, work: (pair: string, app: App) => Promise<number>): Promise<number> {
  const config = readConfig(invocation)
  const [pair, ...others] = pairsMeant(invocation, config)
  if (pair === undefined || others.length > 0) throw new UsageError(`Say which pair is meant: ${[pair, ...others].join(', ')}.`)
  return withApp(invocation, config, (app) => work(pair, app))
}

function whoGiven({ given }: Invocation): string {
  const by = textGiven(given, 'by')?.trim() ?? ''
  if (by === '') throw new UsageError('Say who you are with --by "Your name": it is kept in the audit.')
  return by
}
