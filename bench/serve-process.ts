import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { InUse } from './memory-in-use.ts'

/** `tongbu serve` in a process of its own. */
export interface ServeProcess {
  readonly pid: number
  /** Where it listens. */
  readonly url: string
  /** The last lines of its log. */
  lastWords(): string
  /** Runs that it told of so far. */
  runs(): number
  isAlive(): boolean
  /** Once it has collected what nobody needs; undefined when it ends before it can tell. */
  memoryInUse(): Promise<InUse | undefined>
  /** Resolves once it is gone, with its exit code or the signal that ended it. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | string>
}

const PROGRAM = join(import.meta.dirname, '../src/main.ts')
const TELLS_ITS_MEMORY = join(import.meta.dirname, 'memory-on-request.ts')
const KEPT_LINES = 20

/** Resolves once it listens. @throws {Error} with its last words when it ends before */
export async function startServe(config: string): Promise<ServeProcess> {
  const child = spawn(process.execPath, [`--import=${TELLS_ITS_MEMORY}`, PROGRAM, 'serve', '--config', config], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: { PATH: process.env['PATH'] } })
  const { stdout, stderr } = child
  if (stdout === null || stderr === null) throw new Error('a process without pipes')
  const ended = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  void ended.finally(() => process.off('exit', kill))
  const words: string[] = []
  let runs = 0
  createInterface({ input: stderr }).on('line', (line) => {
    if (line.includes('"run ended"')) runs++
    words.push(line)
    if (words.length > KEPT_LINES) words.shift()
  })
  const lines = createInterface({ input: stdout })
  const first = await Promise.race([once(lines, 'line'), ended.then(() => undefined)])
  const url = /http:\/\/\S+(?=\/readyz)/.exec(String(first?.[0]))?.[0]
  if (url === undefined) throw new Error(`tongbu serve did not start:\n${words.join('\n')}`)
  return {
    pid: child.pid ?? 0,
    url,
    lastWords: () => words.join('\n'),
    runs: () => runs,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    memoryInUse: async () => {
      if (!child.connected) return undefined
      child.send('How much?', () => {})
      const [told] = (await Promise.race([once(child, 'message'), ended.then(() => [])])) as [InUse?]
      return told
    },
    end: async (signal) => {
      child.kill(signal)
      const [code, by] = await ended
      return by ?? code ?? 0
    },
  }
}

/** Resident memory of a process in MB (proc(5), `VmRSS`); 0 when it is gone. */
export function residentMB(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

/** Processor time of a process so far in milliseconds, to ten of them (proc(5), /proc/PID/stat); 0 when it is gone. */
export function processorMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return 0
  }
}
