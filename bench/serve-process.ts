import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
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

/** As people start it: with its own settings for memory. */
const PROGRAM = join(import.meta.dirname, '../bin/tongbu.js')
const TELLS_ITS_MEMORY = join(import.meta.dirname, 'memory-on-request.ts')
const KEPT_LINES = 20

/** Resolves once it listens. @throws {Error} with its last words when it ends before */
export async function startServe(config: string): Promise<ServeProcess> {
  const child = spawn(process.execPath, [PROGRAM, 'serve', '--config', config], { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'], NODE_OPTIONS: `--import=${TELLS_ITS_MEMORY}` } })
  const ended = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  void ended.finally(() => process.off('exit', kill))
  const words: string[] = []
  const told = new EventEmitter<{ inUse: [InUse] }>()
  let runs = 0
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.startsWith('{"inUse":')) return void told.emit('inUse', JSON.parse(line).inUse)
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
    memoryInUse: async () => {
      if (!child.kill('SIGUSR2')) return undefined
      const [inUse] = (await Promise.race([once(told, 'inUse'), ended.then(() => [])])) as [InUse?]
      return inUse
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
