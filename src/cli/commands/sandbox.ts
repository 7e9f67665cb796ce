import type { SandboxOptions, SandboxReady } from '../../sandbox/sandbox.ts'
import { CommandError, textGiven, UsageError, wholeGiven, type Command, type Given, type Invocation } from '../command.ts'
import { chooseMail } from '../demo/mail-source.ts'
import { SANDBOX_CONFIG, sandboxConfig } from '../demo/sandbox-config.ts'
import { EXIT } from '../exit-codes.ts'
import { printJson, remark } from '../print.ts'
import { counted } from '../render.ts'
import type { Surroundings } from '../surroundings.ts'
import { withProgress } from '../watch-progress.ts'

const PORT = { least: 0, most: 65535 }

/** Runs both simulated clouds until stopped. */
export const sandbox: Command = {
  name: 'sandbox',
  summary: 'run both clouds, simulated, on this machine',
  description:
    'Simulates Outlook (Microsoft Graph and IMAP) and DingTalk mail (IMAP and Alibaba Mail OpenAPI) on 127.0.0.1 until it is stopped. When ready it prints one line of JSON on stdout: every address, the accounts and their made-up credentials.',
  withoutConfig: true,
  options: [
    { flags: '--port <number>', help: 'port of all HTTP addresses', default: '0' },
    { flags: '--imap-port <number>', help: 'port of the IMAP server', default: '0' },
    { flags: '--outlook-imap-port <number>', help: 'port of the IMAP server of Outlook', default: '0' },
    { flags: '--seed-mail <source>', help: 'fill both mailboxes: spam-assassin, spam-assassin:N, an mbox file, a Maildir or a folder of .eml files' },
    { flags: '--config-out <file>', help: 'write a configuration that the other commands take with --config, with a database of its own for each sandbox' },
    { flags: '--advanced-mail', help: 'grant Tongbu the permission Mail-Advanced.ReadWrite.All' },
    { flags: '--outlook-imap', help: 'grant Tongbu the permission IMAP.AccessAsApp, and use it in the configuration' },
    { flags: '--rebuild <how>', help: 'how Exchange rebuilds a message that was not made from MIME: mild, harsh or unstable', default: 'mild' },
    { flags: '--latency <profile>', help: 'how long answers and notifications take: none, or realistic (an answer 0.15 to 0.4 s, a notification 2 to 10 s)', default: 'none' },
  ],
  examples: [
    ['tongbu sandbox --config-out my.yaml', 'then: tongbu doctor --config my.yaml'],
    ['tongbu sandbox --seed-mail spam-assassin:300', 'with 300 real mails and 200 generated ones'],
    ['tongbu sandbox --port 8025 --imap-port 8143', 'at fixed ports'],
  ],
  async run(invocation) {
    const { given, signal, surroundings } = invocation
    const options = sandboxOptions(given)
    const file = textGiven(given, 'configOut')
    if (file !== undefined) keepOthers(surroundings, file)
    const { startSandbox } = await import('../../sandbox/sandbox.ts')
    const running = await startSandbox(options).catch(portTaken)
    try {
      await fill(invocation, running.ready)
      if (file !== undefined) writeConfig(surroundings, file, running.ready, options)
      printJson(invocation, running.ready)
      if (!given['json']) remark(invocation, `Both clouds are up. Stop them with Ctrl-C.${file === undefined ? '' : `\nNext, elsewhere: tongbu plan --config ${file}`}`)
      await new Promise<void>((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true })))
      return EXIT.ok
    } finally {
      await running.close()
    }
  },
}

function sandboxOptions(given: Given): SandboxOptions {
  const rebuild = textGiven(given, 'rebuild')
  if (rebuild !== 'mild' && rebuild !== 'harsh' && rebuild !== 'unstable') throw new UsageError('--rebuild takes mild, harsh or unstable.')
  const latency = textGiven(given, 'latency')
  if (latency !== 'none' && latency !== 'realistic') throw new UsageError('--latency takes none or realistic.')
  return {
    port: wholeGiven(given, 'port', PORT) ?? 0,
    imapPort: wholeGiven(given, 'imapPort', PORT) ?? 0,
    outlookImapPort: wholeGiven(given, 'outlookImapPort', PORT) ?? 0,
    advancedMail: given['advancedMail'] === true,
    outlookImap: given['outlookImap'] === true,
    outlook: { rebuild },
    latency,
  }
}

/** The one failure of starting that a person can cause. */
function portTaken(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error
  throw new CommandError(code === 'EACCES' ? 'This port is reserved for the system.' : 'Another program listens on this port.', {
    code: 'PORT_TAKEN',
    next: 'give other numbers with --port and --imap-port, or leave them out: free ones are taken.',
    exitCode: EXIT.tryLater,
    cause: error,
  })
}

/** Only a configuration for a sandbox is written over: any other is a person's. */
function keepOthers(surroundings: Surroundings, file: string): void {
  const before = unlessUnusable(file, () => surroundings.readFile(file))
  if (before === undefined || before.startsWith(SANDBOX_CONFIG)) return
  throw new CommandError(`The file ${file} is there, and is no configuration for a sandbox.`, { code: 'BAD_CONFIG', next: 'name another file with --config-out, or remove this one.', exitCode: EXIT.usage })
}

/** The mailboxes of a sandbox are new each time. What was remembered of others would only be wrong about them, so its database is new too. */
function writeConfig(surroundings: Surroundings, file: string, ready: SandboxReady, { outlookImap = false }: SandboxOptions): void {
  const id = surroundings.newId().replace(/[^A-Za-z0-9]/g, '').slice(0, 6)
  const database = `sqlite:${file.replace(/\.ya?ml$/, '')}-${id}.db`
  unlessUnusable(file, () => surroundings.writeFile(file, sandboxConfig(ready, database, outlookImap ? 'auto' : 'off')))
}

function unlessUnusable<Value>(file: string, use: () => Value): Value {
  try {
    return use()
  } catch (cause) {
    throw new CommandError(`The file ${file} cannot be written.`, { code: 'STORE_FAILURE', next: 'name a file in a folder that exists and that you may write to.', exitCode: EXIT.usage, cause })
  }
}

async function fill(invocation: Invocation, ready: SandboxReady): Promise<void> {
  const named = textGiven(invocation.given, 'seedMail')
  if (named === undefined) return
  const mail = await chooseMail(named)
  const { fillMailboxes } = await import('../../sandbox/seed/fill.ts')
  const stored = await withProgress(invocation, (line) =>
    fillMailboxes(ready, { ...mail, generated: true, onProgress: ({ dingtalk, outlook }) => line.show({ label: 'putting mail in', done: dingtalk + outlook }) }),
  )
  remark(invocation, `Put in ${counted(stored.dingtalk, 'message')} on the DingTalk side, ${counted(stored.outlook, 'message')} on the Outlook side.`)
}
