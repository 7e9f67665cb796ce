import { dirname, resolve } from 'node:path'
import type { Setup } from '../../setup-app.ts'
import { MICROSOFT_CLOUDS } from '../../domain/microsoft-cloud.ts'
import type { SetupView } from '../../setup/view.ts'
import { CommandError, textGiven, UsageError, type Command, type Invocation } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { ANSWERS_EXAMPLE, readAnswers, type Answers } from '../init/answers.ts'
import { converse } from '../init/converse.ts'
import { foundLines } from '../init/found-lines.ts'
import { keepKey } from '../init/keep-key.ts'
import { printResult, remark } from '../print.ts'
import { counted } from '../render.ts'
import { setupOf } from '../setup-of.ts'
import { configFile } from '../with-app.ts'

/** The guided set-up in a terminal; the same steps as in the browser, over the same core. */
export const init: Command = {
  name: 'init',
  summary: 'connect your accounts step by step, and write the configuration',
  description: `Asks for the DingTalk side, the Microsoft side, people and what is carried; asks both clouds about each answer at once; and writes the configuration with secrets sealed. It can be stopped and goes on where it was, also in the browser (\`tongbu start\`). Pairs are added later the same way. No mailbox is written to.\n\nAn answers file, for unattended use:\n${ANSWERS_EXAMPLE.replaceAll(/^/gm, '  ')}`,
  options: [
    { flags: '--answers <file>', help: 'take the answers from a file (YAML), and ask nobody' },
    { flags: '--by <name>', help: 'who keeps the copy of the backup key, for the record (default: whoever is signed in to this machine)' },
    { flags: '--dry-run', help: 'with --answers: say what would be given and written; ask no cloud and write nothing' },
  ],
  examples: [
    ['tongbu init', 'step by step'],
    ['tongbu init --answers answers.yaml --dry-run', 'what would be done'],
    ['tongbu init --answers answers.yaml --config /etc/tongbu/tongbu.yaml', 'unattended'],
  ],
  async run(invocation) {
    const { given, surroundings } = invocation
    const file = textGiven(given, 'answers')
    const answers = file === undefined ? undefined : readAnswers(file, surroundings.readFile(file))
    if (given['dryRun'] === true) return dryRun(invocation, answers)
    const setup = await setupOf(invocation)
    // One that an earlier call has made, and that nobody has kept yet.
    if (file === undefined) await keepKey(invocation, setup, true)
    if (answers === undefined || file === undefined) await converse(invocation, setup)
    else await giveAll(invocation, setup, answers, dirname(file))
    return finish(invocation, setup)
  },
}

function dryRun(invocation: Invocation, answers: Answers | undefined): number {
  if (answers === undefined) throw new UsageError('--dry-run goes with --answers FILE; without one, nothing is written before you say so.')
  const { path } = configFile(invocation)
  const would = { file: path, dingtalk: answers.dingtalk !== undefined, microsoft: answers.microsoft !== undefined, people: answers.people.length, ...(answers.list === undefined ? {} : { list: answers.list }) }
  printResult(invocation, would, () => `${counted(answers.people.length, 'person').replace('persons', 'people')} would be connected, and ${path} written. Nobody was asked, nothing was written.`)
  return EXIT.ok
}

async function giveAll({ surroundings, signal }: Invocation, setup: Setup, answers: Answers, folder: string): Promise<void> {
  const secretIn = (value: string | undefined, file: string | undefined): { readonly secret?: string } => {
    if (file === undefined) return value === undefined ? {} : { secret: value }
    const text = surroundings.readFile(resolve(folder, file))
    if (text === undefined) throw new UsageError(`There is no file ${file}, which the answers name.`)
    return { secret: text.replace(/\r?\n$/, '') }
  }
  const { dingtalk, microsoft, people, list, policy } = answers
  if (dingtalk !== undefined) {
    const { app, ...rest } = dingtalk
    await setup.dingtalk({ ...rest, ...(app === undefined ? {} : { app: { id: app.id, ...secretIn(app.secret, app.secretFile) } }) }, signal)
  }
  if (microsoft !== undefined) {
    const { secret, secretFile, certificateFile, graphUrl, loginUrl, ...rest } = microsoft
    const { secret: certificate } = secretIn(undefined, certificateFile)
    const cloud = MICROSOFT_CLOUDS[rest.cloud]
    await setup.microsoft({ ...rest, graphUrl: graphUrl ?? cloud.graphUrl, loginUrl: loginUrl ?? cloud.loginUrl, ...secretIn(secret, secretFile), ...(certificate === undefined ? {} : { certificate }) }, signal)
  }
  if (policy !== undefined) {
    const { noDelete, startDate, backupFolder, ...rest } = policy
    await setup.policy({ ...rest, ...(noDelete === undefined ? {} : { noDelete }), ...(startDate === undefined ? {} : { startDate }), ...(backupFolder === undefined ? {} : { backupFolder }) })
  }
  if (list !== undefined) {
    const text = surroundings.readFile(resolve(folder, list))
    if (text === undefined) throw new UsageError(`There is no list ${list}, which the answers name.`)
    const { bad } = await setup.addList(Buffer.from(text), false)
    if (bad.length > 0) throw new UsageError(`Lines of ${list} that cannot be used:\n${bad.map(({ line, problem, other }) => `  line ${line}: ${problem}${other === undefined ? '' : ` (as on line ${other})`}`).join('\n')}`)
  }
  const isKnown = async (left: string): Promise<string | undefined> => (await setup.look()).people.find((each) => each.left.toLowerCase() === left.toLowerCase())?.name
  for (const { dingtalk: left, outlook: right, wave, password, passwordFile } of people) {
    if ((await isKnown(left)) === undefined) await setup.addPeople([{ left, right, ...(wave === undefined ? {} : { wave }) }])
    const name = await isKnown(left)
    const { secret } = secretIn(password, passwordFile)
    if (name !== undefined && secret !== undefined) await setup.givePassword(name, secret, signal)
  }
}

async function finish(invocation: Invocation, setup: Setup): Promise<number> {
  const before = await setup.look()
  const plan = await setup.plan().catch((error: unknown) => {
    throw new CommandError(`Nothing is written yet: ${error instanceof Error ? error.message : ''}`, { code: 'SETUP_INCOMPLETE', exitCode: EXIT.held, next: ['run `tongbu init` again once it is mended; what was given is kept.', ...wrongLines(before)].join('\n'), cause: error })
  })
  const isAsked = textGiven(invocation.given, 'answers') === undefined
  if (isAsked) {
    remark(invocation, `\n5. Connect ${plan.pairs.join(', ')}: ${plan.file} is ${plan.isNew ? 'written' : 'added to, and the file as it is now kept beside it'}.`)
    const answer = await invocation.surroundings.ask('Write it? (yes, no) [yes]: ')
    if (answer === undefined || /^n/i.test(answer.trim())) {
      remark(invocation, 'Nothing was written; what was given is kept for the next time.')
      return EXIT.ok
    }
  }
  const { pairs } = await setup.write()
  await keepKey(invocation, setup, isAsked)
  const view = await setup.look()
  const isPersonal = view.microsoft?.signIn === 'code' || view.microsoft?.signIn === 'device'
  const waiting = view.people.map(({ name, state }) => ({ name, state }))
  printResult(invocation, { file: plan.file, pairs, waiting, connected: view.connected }, () =>
    [`Connected: ${pairs.join(', ')}. The configuration is ${plan.file}; keep a copy of it, and of tongbu.key beside it.`, ...waiting.map(({ name, state }) => `  ${name} waits: ${state}`), 'Nothing is written to a mailbox before the safety measures hold.', `Next: ${isPersonal ? `tongbu sign-in ${pairs[0] ?? ''}   each person, once; then: ` : ''}tongbu preflight   then: tongbu probe ${pairs[0] ?? ''}`].join('\n'))
  return EXIT.ok
}

/** What is in the way, and where it is mended. */
function wrongLines({ dingtalk, microsoft, people }: SetupView): readonly string[] {
  const parts = [
    ['DingTalk', dingtalk?.found ?? []],
    ['Microsoft', microsoft?.found ?? []],
    ...people.map(({ name, found }) => [name, [...found.left, ...found.right]] as const),
  ] as const
  return parts.flatMap(([name, found]) => {
    const wrong = found.filter(({ weight }) => weight === 'wrong')
    return wrong.length === 0 ? [] : [`${name}:`, ...foundLines(wrong)]
  })
}
