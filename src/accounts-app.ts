import type { AccountsStore } from './accounts/ports.ts'
import { createAccounts, type Accounts, type Oidc } from './accounts/accounts.ts'
import { createOidc } from './accounts/oidc.ts'
import { SESSION_LIMITS, type SessionLimits } from './accounts/sessions.ts'
import type { AccountsConfig } from './config/config.ts'
import { open, seal } from './config/sealed.ts'
import { ensureKey, type KeyPlace } from './config/secrets-key.ts'
import type { Clock } from './platform/clock.ts'
import type { Http } from './platform/http.ts'
import { randomSecret, type NewId } from './platform/ids.ts'
import { openStore } from './store/open-store.ts'

export type { Accounts } from './accounts/accounts.ts'

/** Signing in elsewhere, as the configuration says it now; nothing where it does not. */
export function oidcNow({ clock, keyPlace, config, http }: AccountsPlatform & { readonly http: Http }): () => { readonly oidc: Oidc; readonly redirectUrl?: string | undefined } | undefined {
  let made: { readonly from: OidcConfig; readonly oidc: Oidc } | undefined
  return () => {
    const from = config()?.oidc
    if (from === undefined) return undefined
    const { administrator = [], operator = [], auditor = [] } = from.roles
    if (made?.from !== from) made = { from, oidc: createOidc({ settings: { ...from, roles: { administrator, operator, auditor } }, clock, http, seal: sealing(keyPlace) }) }
    return { oidc: made.oidc, redirectUrl: from.redirectUrl }
  }
}

export interface AccountsPlatform {
  readonly clock: Clock
  readonly newId: NewId
  /** Where the key is that secrets are sealed with; made when it is needed first. */
  readonly keyPlace: KeyPlace
  /** Nothing before anything is configured. */
  readonly config: () => AccountsConfig | undefined
}

/** People who sign in, over a store that may be another one at each call. */
export function accountsOver(store: () => Promise<AccountsStore>, { clock, newId, keyPlace, config }: AccountsPlatform): Accounts {
  return createAccounts({ store: each(store), clock, newId, newSecret: randomSecret, seal: sealing(keyPlace), limits: limitsNow(config) })
}

/** Opens the people of a database beside whoever uses it, lends them to `work`, and closes it. */
export async function withAccounts<Result>(database: string, platform: AccountsPlatform, work: (accounts: Accounts) => Promise<Result>): Promise<Result> {
  const store = await openStore(database, { clock: platform.clock, exclusive: 'beside' })
  try {
    return await work(accountsOver(async () => store.accounts, platform))
  } finally {
    await store.close()
  }
}

/** Seals with the key of the installation, which is made when it is needed first. */
const sealing = (keyPlace: KeyPlace) => async () => {
  const { key } = await ensureKey(keyPlace)
  return { seal: (name: string, text: string) => seal(key, name, text), open: (name: string, sealed: string) => open(key, name, sealed) }
}

type OidcConfig = NonNullable<AccountsConfig['oidc']>

const MINUTE = 60_000
const limitsOf = (config: AccountsConfig | undefined): SessionLimits => (config === undefined ? SESSION_LIMITS : { idleMs: config.idleMinutes * MINUTE, mostMs: config.sessionHours * 60 * MINUTE })

/** The configuration may become another one while people are signed in. */
const limitsNow = (config: AccountsPlatform['config']): SessionLimits => ({
  get idleMs() {
    return limitsOf(config()).idleMs
  },
  get mostMs() {
    return limitsOf(config()).mostMs
  },
})

/** A store whose methods are those of the one that is there when they are called. */
const each = (store: () => Promise<AccountsStore>): AccountsStore => ({
  known: async () => (await store()).known(),
  change: async (decide) => (await store()).change(decide),
  attempt: async (...given) => (await store()).attempt(...given),
  forgetFailures: async (...given) => (await store()).forgetFailures(...given),
  session: async (...given) => (await store()).session(...given),
  sessions: async (...given) => (await store()).sessions(...given),
  noteSeen: async (...given) => (await store()).noteSeen(...given),
  token: async (...given) => (await store()).token(...given),
  noteUse: async (...given) => (await store()).noteUse(...given),
  sweep: async (...given) => (await store()).sweep(...given),
})
