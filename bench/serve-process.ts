import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

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
  /** Resolves once it is gone, with its exit code or the signal that ended it. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | string>
}

const PROGRAM = join(import.meta.dirname, '../src/main.ts')
const KEPT_LINES = 20

/** Resolves once it listens. @throws {Error} with its last words when it ends before */
export async function startServe(config: string): Promise<ServeProcess> {
  const child = spawn(process.execPath, [PROGRAM, 'serve', '--config', config], { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] } })
  const ended = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  void ended.finally(() => process.off('exit', kill))
  const words: string[] = []
  let runs = 0
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.includes('"run ended"')) runs++
    words.push(line)
    if (words.length > KEPT_LINES) words.shift()
  })
  const lines = createInterface({ input: child.stdout })
  const first = await Promise.race([once(lines, 'line'), ended.then(() => undefined)])
  const url = /http:\/\/\S+(?=\/readyz)/.exec(String(first?.[0]))?.[0]
  if (url === undefined) throw new Error(`tongbu serve did not start:\n${words.join('\n')}`)
  return {
    pid: child.pid ?? 0,
    url,
    lastWords: () => words.join('\n'),
    runs: () => runs,
    isAlive: () => child.exitCode === null && child.signalCode === null,
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
