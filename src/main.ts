import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { getHeapStatistics } from 'node:v8'
import { runCli } from './cli/cli.ts'
import { EXIT } from './cli/exit-codes.ts'
import type { Output, OwnProcess, Surroundings } from './cli/surroundings.ts'
import { systemClock } from './platform/clock.ts'
import { systemHttp } from './platform/http.ts'
import { randomId } from './platform/ids.ts'

/** The reader of our output went away (`tongbu plan | head`): what is written from then on is dropped, and the work is finished. */
function toOutput(stream: NodeJS.WriteStream): Output {
  let open = true
  stream.on('error', () => (open = false))
  return { write: (content) => void (open && stream.write(content)), isTerminal: stream.isTTY === true, columns: () => stream.columns ?? 80 }
}

function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function ask(prompt: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined
  // Questions go where remarks go: stdout is for results.
  const lines = createInterface({ input: process.stdin, output: process.stderr, historySize: 0 })
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  try {
    return await new Promise<string>((resolve) => lines.once('close', () => resolve('')).question(prompt, resolve))
  } finally {
    lines.close()
  }
}

async function readSecret(prompt: string): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).replace(/\r?\n$/, '')
  process.stderr.write(prompt)
  // What is typed is echoed into nothing.
  const lines = createInterface({ input: process.stdin, output: new Writable({ write: (_chunk, _encoding, done) => done() }), terminal: true, historySize: 0 })
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  try {
    return await new Promise<string>((resolve) => lines.once('line', resolve).once('close', () => resolve('')))
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}

function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'tongbu-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** With the settings of this process. The channel of messages between the two processes is never used: that it closes tells the child that we are gone. */
function startSelf(args: readonly string[]): OwnProcess {
  const child = spawn(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), ...args], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  let words = ''
  child.stderr?.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-2000)))
  const ended = new Promise<number>((resolve) => {
    child.once('error', () => resolve(EXIT.internal))
    child.once('exit', (code) => resolve(code ?? EXIT.internal))
  })
  return {
    pid: child.pid ?? 0,
    lines: () => createInterface({ input: child.stdout ?? process.stdin }),
    lastWords: () => words.trim(),
    stop: () => {
      child.kill('SIGTERM')
      return ended
    },
  }
}

function onStop(listener: (reason: 'interrupt' | 'terminate') => void): () => void {
  const interrupt = () => listener('interrupt')
  const terminate = () => listener('terminate')
  process.on('SIGINT', interrupt).on('SIGTERM', terminate).on('SIGHUP', terminate).on('disconnect', terminate)
  return () => void process.off('SIGINT', interrupt).off('SIGTERM', terminate).off('SIGHUP', terminate).off('disconnect', terminate)
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A container may run as a number that has no name.
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}

function versions(): Record<string, string> {
  const manifest: { readonly version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return { tongbu: manifest.version, node: process.version, sqlite: process.versions['sqlite'] ?? '', system: `${process.platform}-${process.arch}` }
}

const surroundings: Surroundings = {
  args: process.argv.slice(2),
  environment: process.env,
  stdout: toOutput(process.stdout),
  stderr: toOutput(process.stderr),
  readFile,
  ask,
  readSecret,
  writeFile: (path, text) => writeFileSync(path, text, { mode: 0o600 }),
  temporaryFolder,
  versions: versions(),
  pid: process.pid,
  userName: userName(),
  startSelf,
  onStop,
  exitNow: (code) => process.exit(code),
  clock: systemClock,
  newId: randomId,
  http: systemHttp,
}

const LOOK_MS = 20
const GARBAGE_BYTES = 16_000_000

/**
 * Mail is mostly buffers; they lie outside the heap, and V8 lets 64 MB of dead ones gather before it looks. Where the launcher
 * made `gc` known this looks more often: first among what is young, and at everything only when that was not enough.
 */
function freeEarly(collect: NodeJS.GCFunction): void {
  const held = (): number => {
    // Unlike process.memoryUsage it asks the system for nothing.
    const { used_heap_size: heap, external_memory: external } = getHeapStatistics()
    return heap + external
  }
  let floor = held()
  const look = (): void => {
    floor = Math.min(floor, held())
    if (held() < floor + GARBAGE_BYTES) return
    collect({ type: 'minor' })
    if (held() < floor + GARBAGE_BYTES / 2) return
    collect({ type: 'major' })
    floor = held()
  }
  setInterval(look, LOOK_MS).unref()
}

if (globalThis.gc !== undefined) freeEarly(globalThis.gc)

process.on('uncaughtException', (error) => {
  surroundings.stderr.write(`Tongbu failed in an unforeseen way: ${error.stack ?? error.message}\nNext: please report it; nothing is lost.\n`)
  process.exit(EXIT.internal)
})

const code = await runCli(surroundings)
/** What is still open (an idle connection) must not keep a finished command waiting. */
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)))
