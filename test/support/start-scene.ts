import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { leavePages } from './open-pages.ts'
import { runHere } from './run-here.ts'
import { configText } from './sandbox-pair.ts'
import { openScratch } from './scratch.ts'
import type { Cleanup } from './visit.ts'
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts'

export interface StartOptions {
  /** Whether both clouds are connected already. Default: nothing is configured yet. */
  readonly isConfigured?: boolean
  /** Whether restore points are taken, too; `without-key`: once somebody has made the key. Default false. */
  readonly withBackup?: boolean | 'without-key'
  /** Whether alerts and webhooks may be sent to this machine. Default false. */
  readonly tellsHere?: boolean
  /** Default: a file of its own. */
  readonly database?: string
  /** The part of the configuration of that name. */
  readonly serve?: Readonly<Record<string, unknown>>
  /** Of the process. */
  readonly env?: Readonly<Record<string, string>>
  readonly sandbox?: SandboxOptions
  /** After `tongbu start`. */
  readonly args?: readonly string[]
}

/** `tongbu start` as a process of its own, both clouds in this one, and a folder for the configuration. */
export interface Start {
  readonly url: string
  readonly sandbox: Sandbox
  readonly folder: string
  /** All that it wrote so far. */
  said(): string
}

const TONGBU = fileURLToPath(new URL('../../bin/tongbu.js', import.meta.url))
const DASHBOARD = new URL('../../dist/dashboard/index.html', import.meta.url)

/** Starts everything on free ports, and ends it with the test. @throws with what it said, where it does not start */
export async function openStart(t: Cleanup, { isConfigured = false, withBackup = false, tellsHere = false, database, serve, env = {}, sandbox: wished = {}, args = [] }: StartOptions = {}): Promise<Start> {
  if (!existsSync(DASHBOARD)) throw new Error('The dashboard is not built.\nNext: node scripts/build-dashboard.ts')
  const scratch = openScratch()
  const sandbox = await startSandbox(wished)
  const backup = withBackup !== false ? { backup: { folder: scratch.path('backup'), keyFile: scratch.path('backup-key.txt') }, archive: { keepDays: 400 } } : {}
  if (isConfigured) writeFileSync(scratch.path('tongbu.yaml'), configText(sandbox, { database: database ?? `sqlite:${scratch.path('tongbu.db')}`, ...(serve === undefined ? {} : { serve }), ...backup, ...(tellsHere ? { webhooks: { allowPrivate: true } } : {}) }))
  if (withBackup === true) assert.equal((await runHere(['backup', 'init', '--config', scratch.path('tongbu.yaml')])).code, 0)
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const child = spawn(process.execPath, [TONGBU, 'start', '--port', '0', ...args], { cwd: scratch.folder, env: { PATH, ...env, ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }) }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const ended = once(child, 'exit')
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  t.after(async () => {
    await leavePages()
    child.kill('SIGTERM')
    await ended
    await sandbox.close()
    scratch[Symbol.dispose]()
  })
  const listening = Promise.withResolvers<string>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    said += `${line}\n`
    const [url] = /http:\/\/\S+?(?=[\s/.]*(?:\s|$))/.exec(line) ?? []
    if (url !== undefined) listening.resolve(new URL(url).origin)
  })
  void ended.then(() => listening.reject(new Error(`tongbu start did not start:\n${said}`)))
  return { url: await listening.promise, sandbox, folder: scratch.folder, said: () => said }
}
