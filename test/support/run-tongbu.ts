import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** How a command ended. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const TONGBU = fileURLToPath(new URL('../../bin/tongbu.js', import.meta.url))

/** The real program in a process of its own, without this process's own `TONGBU_…` variables. */
export function runTongbu(args: readonly string[], options: { readonly cwd?: string; readonly env?: Record<string, string>; readonly node?: string } = {}): Promise<Ended> {
  const child = spawn(options.node ?? process.execPath, [TONGBU, ...args], { cwd: options.cwd, env: { PATH: process.env['PATH'], ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
}
