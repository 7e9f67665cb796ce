import { createCipheriv, createDecipheriv } from 'node:crypto'
import { INSTALLATION } from '../domain/installation.ts'
import { randomId, randomSecret } from '../platform/ids.ts'
import { openStore, type Store } from '../store/open-store.ts'
import { createAccounts, type Accounts, type SignedIn, type Who } from './accounts.ts'
import type { Seal } from './ports.ts'
import { SESSION_LIMITS } from './sessions.ts'

export const HOME = { from: '203.0.113.7', agent: 'Firefox' }
export const AWAY = { from: '198.51.100.9', agent: 'curl' }
export const PASSWORD = 'a sentence about tea'

/** Time that a test moves. */
export interface Hand {
  now: number
}

/** Accounts over a database in memory. */
export interface Scene extends AsyncDisposable {
  readonly accounts: Accounts
  readonly store: Store
  readonly time: Hand
  /** An account that has signed in, with a session. */
  member(name: string, role: Who['role']): Promise<SignedIn & { readonly who: Who }>
  /** Whoever has the cookie. */
  who(signedIn: SignedIn): Promise<Who>
  /** Records of the installation, the newest first, as `kind by: reason`. */
  told(): Promise<readonly string[]>
}

export async function openAccounts(): Promise<Scene> {
  const time: Hand = { now: Date.parse('2026-03-01T00:00:00Z') }
  const clock = { now: () => time.now, wait: async () => {} }
  const store = await openStore('sqlite::memory:', { clock })
  const accounts = createAccounts({ store: store.accounts, clock, newId: randomId, newSecret: randomSecret, seal: async () => testSeal, limits: SESSION_LIMITS })
  const who = async ({ secret }: SignedIn): Promise<Who> => (await accounts.whoHas(secret)) ?? Promise.reject(new Error('nobody'))
  return {
    ...{ accounts, store, time, who },
    async member(name, role) {
      const { secret } = await accounts.invite({ name: 'test' }, { name, role, language: 'en' })
      const signedIn = await accounts.useLink(secret, { password: PASSWORD }, HOME)
      return { ...signedIn, who: await who(signedIn) }
    },
    told: async () => (await store.audit.last(INSTALLATION, 999)).map(({ kind, by, reason }) => `${kind} ${by ?? '–'}: ${reason}`),
    [Symbol.asyncDispose]: () => store.close(),
  }
}

const KEY = Buffer.alloc(32, 7)

export const testSeal: Seal = {
  seal(name, text) {
    const cipher = createCipheriv('aes-256-gcm', KEY, Buffer.alloc(12)).setAAD(Buffer.from(name))
    return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64url')
  },
  open(name, sealed) {
    const bytes = Buffer.from(sealed, 'base64url')
    const decipher = createDecipheriv('aes-256-gcm', KEY, Buffer.alloc(12), { authTagLength: 16 }).setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(-16))
    return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString()
  },
}
