import { Command as Commander, CommanderError, Option } from 'commander'
import type { Command, Given, Invocation } from './command.ts'
import { accounts } from './commands/accounts.ts'
import { archive } from './commands/archive.ts'
import { audit } from './commands/audit.ts'
import { backup } from './commands/backup.ts'
import { certificate } from './commands/certificate.ts'
import { demo } from './commands/demo.ts'
import { doctor } from './commands/doctor.ts'
import { events } from './commands/events.ts'
import { erase } from './commands/erase.ts'
import { init } from './commands/init.ts'
import { migrate } from './commands/migrate.ts'
import { pairs } from './commands/pairs.ts'
import { pause } from './commands/pause.ts'
import { plan } from './commands/plan.ts'
import { preflight } from './commands/preflight.ts'
import { privacy } from './commands/privacy.ts'
import { probe } from './commands/probe.ts'
import { resume } from './commands/resume.ts'
import { rollback } from './commands/rollback.ts'
import { runs } from './commands/runs.ts'
import { sandbox } from './commands/sandbox.ts'
import { seal } from './commands/seal.ts'
import { serve } from './commands/serve.ts'
import { signIn } from './commands/sign-in.ts'
import { start } from './commands/start.ts'
import { status } from './commands/status.ts'
import { stop } from './commands/stop.ts'
import { supportBundle } from './commands/support-bundle.ts'
import { sync } from './commands/sync.ts'
import { undo } from './commands/undo.ts'
import { uninstall } from './commands/uninstall.ts'
import { verify } from './commands/verify.ts'
import { watch } from './commands/watch.ts'
import { webhooks } from './commands/webhooks.ts'
import { worker } from './commands/worker.ts'
import { EXIT } from './exit-codes.ts'
import { reportError } from './report-error.ts'
import { Stopped } from './stopped.ts'
import type { Surroundings } from './surroundings.ts'

/** In the order in which a newcomer needs them. */
export const COMMANDS: readonly Command[] = [
  demo,
  start,
  init,
  doctor,
  plan,
  preflight,
  probe,
  sync,
  serve,
  worker,
  pause,
  resume,
  stop,
  verify,
  status,
  runs,
  events,
  webhooks,
  watch,
  undo,
  backup,
  rollback,
  archive,
  audit,
  accounts,
  privacy,
  erase,
  pairs,
  seal,
  certificate,
  signIn,
  migrate,
  supportBundle,
  uninstall,
  sandbox,
]

const AFTER_HELP = `
Start here:
  $ tongbu demo                       both clouds simulated on this machine, thousands of real mails
  $ tongbu sandbox --config-out my.yaml   the same clouds, to try the other commands on
  $ tongbu plan --config my.yaml      what a sync would do, without doing it

Exit codes: 0 done, 1 the mailboxes differ, 3 something waits for your decision, 64 wrong usage,
70 a fault of Tongbu, 75 try again later, 77 sign in again, 78 configuration.`

/** Runs the command that `surroundings.args` name and answers the exit code. Never throws. */
export async function runCli(surroundings: Surroundings): Promise<number> {
  const stopping = new AbortController()
  const stopListening = stopOn(surroundings, stopping)
  let code: number = EXIT.ok
  const program = createProgram(surroundings, async (command, { argument, rest, given }) => {
    const invocation: Invocation = { surroundings, argument, rest, given, signal: stopping.signal }
    code = await Promise.try(() => command.run(invocation)).catch((error: unknown) => reportError(error, invocation))
  })
  try {
    if (surroundings.args.length === 0) program.outputHelp()
    else await program.parseAsync(surroundings.args, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    throw error
  } finally {
    stopListening()
  }
}

type Run = (command: Command, written: Pick<Invocation, 'argument' | 'rest' | 'given'>) => Promise<void>

function createProgram(surroundings: Surroundings, run: Run): Commander {
  const program = new Commander('tongbu')
    .description('Keeps a DingTalk mailbox and an Outlook mailbox the same, in both directions.')
    .version(surroundings.versions['tongbu'] ?? 'unknown', '-V, --version', 'show which Tongbu this is')
    .helpCommand('help [command]', 'show what a command does')
    .addHelpText('after', AFTER_HELP)
  for (const command of COMMANDS) program.addCommand(toCommander(command, run))
  for (const each of [program, ...program.commands]) {
    each
      .exitOverride()
      .helpOption('-h, --help', 'show this help')
      .showHelpAfterError(`Next: tongbu ${each === program ? '' : `${each.name()} `}--help`)
      .configureOutput({
        writeOut: (text) => surroundings.stdout.write(text),
        writeErr: (text) => surroundings.stderr.write(text),
        getOutHelpWidth: () => Math.min(surroundings.stdout.columns(), 110),
        outputError: (text, write) => write(text.replace(/^error: (.)/, (_, first: string) => first.toUpperCase())),
      })
  }
  return program
}

function toCommander(command: Command, run: Run): Commander {
  const commander = new Commander(command.name).summary(command.summary).description(command.description ?? command.summary)
  if (command.argument !== undefined) commander.argument(`[${command.argument.name}]`, command.argument.help)
  if (command.rest !== undefined) commander.argument(`[${command.rest.name}...]`, command.rest.help)
  for (const { flags, help, default: standard } of command.options ?? []) commander.addOption(new Option(flags, help).default(standard))
  if (!command.withoutConfig) commander.option('-c, --config <file>', 'configuration (default: TONGBU_CONFIG, else ./tongbu.yaml)')
  commander.option('--json', 'print the result as one line of JSON, the last line on stdout')
  commander.addHelpText('after', `\nExamples:\n${command.examples.map(([line, what]) => `  $ ${line.padEnd(52)} ${what}`).join('\n')}`)
  return commander.action(async (...values: unknown[]) => {
    const argument = typeof values[0] === 'string' ? values[0] : undefined
    const rest = command.rest !== undefined && Array.isArray(values[1]) ? (values[1] as string[]) : []
    await run(command, { argument, rest, given: commander.opts<Given>() })
  })
}

/** A second wish to stop that comes this much later is taken at its word; sooner it is the same one, sent by a terminal to every process. */
const INSISTING_MS = 1000

/** Aborts `stopping` when asked to stop, so that what is under way can end well; when asked again, ends at once. */
function stopOn(surroundings: Surroundings, stopping: AbortController): () => void {
  let askedAt: number | undefined
  return surroundings.onStop((reason) => {
    const now = surroundings.clock.now()
    const code = reason === 'interrupt' ? EXIT.interrupted : EXIT.terminated
    if (askedAt !== undefined && now - askedAt > INSISTING_MS) surroundings.exitNow(code)
    askedAt ??= now
    stopping.abort(new Stopped(code))
  })
}
