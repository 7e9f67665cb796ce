import type { SandboxReady } from '../../sandbox/sandbox.ts'
import type { OwnProcess, Surroundings } from '../surroundings.ts'

/** Both simulated clouds in a process of their own. */
export interface SandboxProcess {
  readonly ready: SandboxReady
  readonly pid: number
  stop(): Promise<number>
}

/** Starts the simulated clouds as their own process and waits until they answer. Throws an `Error` with what the process said when it ends before. */
export async function startSandboxProcess(surroundings: Surroundings, options: readonly string[]): Promise<SandboxProcess> {
  const own = surroundings.startSelf(['sandbox', '--json', ...options])
  const ready = await firstLine(own)
  if (ready === undefined) throw new Error(`the sandbox did not start: ${own.lastWords()}`)
  return { ready: JSON.parse(ready) as SandboxReady, pid: own.pid, stop: () => own.stop() }
}

async function firstLine(own: OwnProcess): Promise<string | undefined> {
  for await (const line of own.lines()) return line
  return undefined
}
