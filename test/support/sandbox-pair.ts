import { openApp, type App } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import type { SafetyNet } from '../../src/gate/ports.ts'
import { systemClock, type Clock } from '../../src/platform/clock.ts'
import { systemHttp, type Http } from '../../src/platform/http.ts'
import { randomId } from '../../src/platform/ids.ts'
import { NO_TELEMETRY, type Telemetry } from '../../src/platform/telemetry.ts'
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts'
import { meetPeople, type People } from '../../src/sandbox/seed/people.ts'

export interface SandboxPairOptions extends SandboxOptions {
  /** Default `sqlite::memory:`, which is forgotten when the application closes. */
  readonly database?: string
  /** Whether DingTalk's OpenAPI is used beside IMAP. Default false. */
  readonly openapi?: boolean
  /** Calls that the OpenAPI may cost in a month. */
  readonly callsPerMonth?: number
  readonly importMime?: 'on' | 'off' | 'auto'
  readonly attachOriginal?: 'sealed' | 'signed'
  readonly policy?: Readonly<Record<string, unknown>>
  /** Options of the Outlook side in the configuration, over those that are usual here; one that is undefined is left out. */
  readonly outlookOptions?: Readonly<Record<string, unknown>>
  /** The part of the configuration of that name. */
  readonly backup?: Readonly<Record<string, unknown>>
  /** Default: none. */
  readonly archive?: { readonly keepDays: number }
  /** The part of the configuration of that name. Default: that of the configuration. */
  readonly webhooks?: { readonly allowPrivate: boolean }
  /** The part of the configuration of that name. Default: that of the configuration. */
  readonly serve?: Readonly<Record<string, unknown>>
  /** Of both sides. Default: that of the configuration. */
  readonly maxMessageBytes?: number
  /** The application's clock. Default: the system's. */
  readonly clock?: Clock
  /** The application's way to the network. Default: the system's. */
  readonly http?: Http
  readonly telemetry?: Telemetry
  /** Whether it is guarded as a real pair is. Default `auto`: not on the sandbox. */
  readonly gate?: 'auto' | 'on'
  /** What is told of backups. Default: none. */
  readonly safetyNet?: SafetyNet
}

/** Both simulated clouds in this process, people in front of them, and the application between them. */
export interface SandboxPair {
  readonly sandbox: Sandbox
  readonly people: People
  /** The application that is open now. */
  app(): Promise<App>
  /** Closes the application; the next `app()` opens it anew. */
  closeApp(): Promise<void>
  /** One more application over the same database, as another process would open it. The caller closes it. */
  another(): Promise<App>
  sync(options?: { applyHold?: string; discardHold?: string }): ReturnType<App['sync']>
  /** Takes a run back. */
  undo(of: string, options?: { dryRun?: boolean }): ReturnType<App['undo']>
  /** Writes that the application asked for since the last call. */
  writes(): number
  close(): Promise<void>
}

export const NAME = 'anna'
/** What secrets are sealed with here. */
const KEY_PLACE = { environment: { TONGBU_SECRETS_KEY: Buffer.alloc(32, 1).toString('base64url') }, file: '' }

/** Starts everything on free ports of this machine. */
export async function openSandboxPair(options: SandboxPairOptions = {}): Promise<SandboxPair> {
  const sandbox = await startSandbox(options)
  const people = await meetPeople(sandbox.ready)
  const config = loadConfig(configText(sandbox, options), {}, () => '')
  let app: Promise<App> | undefined
  const another = (): Promise<App> => openApp(config, { clock: options.clock ?? systemClock, newId: randomId, http: options.http ?? systemHttp, telemetry: options.telemetry ?? NO_TELEMETRY, keyPlace: KEY_PLACE, ...(options.safetyNet === undefined ? {} : { safetyNet: options.safetyNet }) })
  const open = (): Promise<App> => (app ??= another())
  const closeApp = async (): Promise<void> => {
    await (await app)?.close()
    app = undefined
  }
  return {
    sandbox,
    people,
    app: open,
    closeApp,
    another,
    sync: async (decided = {}) => (await open()).sync(NAME, { signal: new AbortController().signal, untilQuiet: true, ...decided }),
    undo: async (of, given = {}) => (await open()).undo(NAME, { signal: new AbortController().signal, of, ...given }),
    writes: () => {
      const count = sandbox.shared.ledger.requests().reduce((sum, request) => sum + (request.write && !isPerson(sandbox, request.client) ? request.count : 0), 0)
      sandbox.shared.ledger.clear()
      return count
    },
    close: async () => {
      await closeApp()
      await people.close()
      await sandbox.close()
    },
  }
}

const isPerson = (sandbox: Sandbox, client: string): boolean => [sandbox.ready.accounts.outlookSeed.clientId, sandbox.ready.accounts.dingtalkSeed.appId, 'seed'].includes(client)

/** A configuration file for this sandbox. */
export function configText(sandbox: Sandbox, { database = 'sqlite::memory:', openapi = false, callsPerMonth, importMime = 'auto', attachOriginal = 'sealed', policy = {}, backup, archive, webhooks, serve, outlookImap = false, outlookOptions = {}, maxMessageBytes, gate = 'auto' }: SandboxPairOptions): string {
  const { accounts, alimailUrl, graphUrl, loginUrl, imap, outlookImap: door } = sandbox.ready
  const { appId, appSecret, address, imapPassword } = accounts.dingtalk
  const limit = maxMessageBytes === undefined ? {} : { maxMessageBytes }
  return JSON.stringify({
    database,
    ...(backup === undefined ? {} : { backup }),
    ...(archive === undefined ? {} : { archive }),
    ...(webhooks === undefined ? {} : { webhooks }),
    ...(serve === undefined ? {} : { serve }),
    safety: { gate },
    pairs: [
      {
        name: NAME,
        dingtalk: {
          address,
          ...limit,
          imap: { ...imap, password: imapPassword, settleSeconds: 0 },
          ...(openapi ? { openapi: { baseUrl: alimailUrl, appId, appSecret, ...(callsPerMonth === undefined ? {} : { callsPerMonth }) } } : {}),
        },
        outlook: { ...accounts.outlook, ...limit, graphUrl, loginUrl, importMime, attachOriginal, settleSeconds: 0, ...(outlookImap ? { imap: { ...door, enabled: 'auto' } } : {}), ...outlookOptions },
        policy,
      },
    ],
  })
}
