import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { openApp } from '../../src/app.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { systemHttp } from '../../src/platform/http.ts'
import { randomId } from '../../src/platform/ids.ts'
import { startSandbox, type SandboxOptions, type SandboxReady } from '../../src/sandbox/sandbox.ts'
import { createSetup, type DingtalkGiven, type MicrosoftGiven, type Setup } from '../../src/setup-app.ts'

export const SIGNAL = new AbortController().signal

/** What an administrator would type of a sandbox. */
export const dingtalkGiven = ({ accounts, alimailUrl, imap }: SandboxReady): DingtalkGiven => ({ console: 'alimail', edition: 'paid', app: { id: accounts.dingtalk.appId, secret: accounts.dingtalk.appSecret }, openapiUrl: alimailUrl, imap })
export const microsoftGiven = ({ accounts: { outlook }, graphUrl, loginUrl }: SandboxReady): MicrosoftGiven => ({ cloud: 'global', tenant: outlook.tenant, clientId: outlook.clientId, signIn: 'secret', secret: outlook.clientSecret, graphUrl, loginUrl })

/** A sandbox, an empty folder for a configuration, and the set-up in front of both. */
export async function setupScene(t: TestContext, options: SandboxOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tongbu-setup-'))
  const sandbox = await startSandbox(options)
  const configFile = join(folder, 'tongbu.yaml')
  /** Who said to keep a copy of the backup's key. */
  const kept: string[] = []
  const platform = { clock: systemClock, http: systemHttp, newId: randomId }
  const open = (): Setup =>
    createSetup({
      ...platform,
      configFile,
      environment: {},
      readFile: (path) => readFileSync(path, 'utf8'),
      initBackup: async (config) => {
        const app = await openApp(config, platform)
        try {
          return await app.backups().init()
        } finally {
          await app.close()
        }
      },
      recordKeyKept: async (_config, by) => void kept.push(by),
    })
  t.after(async () => {
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const read = (name: string): string | undefined => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : undefined)
  return { folder, configFile, sandbox, ready: sandbox.ready, open, read, platform, kept }
}
