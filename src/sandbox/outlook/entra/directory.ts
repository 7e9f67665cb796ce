import { randomBytes } from 'node:crypto'
import type { World } from '../call.ts'
import type { Person, Tokens } from '../tokens.ts'
import { BY_ADMINISTRATOR, type App } from './app.ts'
import { invalidRequest } from './refusal.ts'
import type { Wanted } from './scopes.ts'

/** A sign-in that was finished in the browser and not yet redeemed. */
export interface IssuedCode {
  readonly app: App
  readonly person: Person
  readonly wanted: Wanted
  readonly redirectUri: string
  readonly challenge: { readonly value: string; readonly method: string } | undefined
  readonly nonce: string | undefined
  readonly expiresAt: number
  isSpent: boolean
}

/** A device that waits for a person to type in its code. */
export interface WaitingDevice {
  readonly app: App
  readonly userCode: string
  readonly scope: string
  readonly expiresAt: number
  /** In milliseconds. */
  intervalMs: number
  askedAt: number
  state: 'waiting' | 'declined' | Person
}

export interface IssuedRefresh {
  readonly app: App
  readonly person: Person
  readonly wanted: Wanted
  readonly expiresAt: number
  isRevoked: boolean
}

/** The directory of one tenant: its apps, who consented to what, and everything that was given out and is not an access token. */
export interface Directory {
  readonly world: World
  readonly tokens: Tokens
  /** Directory id first, then the domains, in lower case. */
  readonly tenantNames: readonly string[]
  /** By client id in lower case. */
  readonly apps: Map<string, App>
  /** What people, or with `*` an administrator, let an app do: by `client id person`. */
  readonly consents: Map<string, Set<string>>
  readonly codes: Map<string, IssuedCode>
  /** By device code. */
  readonly devices: Map<string, WaitingDevice>
  readonly refreshTokens: Map<string, IssuedRefresh>
}

export const createDirectory = (world: World, tokens: Tokens, domains: readonly string[]): Directory => ({
  world,
  tokens,
  tenantNames: [world.tenantId, ...domains].map((name) => name.toLowerCase()),
  ...{ apps: new Map(), consents: new Map(), codes: new Map(), devices: new Map(), refreshTokens: new Map() },
})

/** @throws {EntraError} 90002 */
export function checkTenant({ tenantNames }: Directory, tenant: string): void {
  if (![...tenantNames, 'common', 'organizations'].includes(tenant.toLowerCase())) throw invalidRequest(90002, `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`)
}

/** Text that nobody guesses. */
export const secretText = (prefix = ''): string => `${prefix}${randomBytes(48).toString('base64url')}`

export const peopleOf = ({ world }: Directory): readonly Person[] => [...world.mailboxes.values()].map(({ userId, address, displayName }) => ({ userId, address, displayName }))

const consentKey = (app: App, person: Person | '*'): string => `${app.clientId.toLowerCase()} ${person === '*' ? '*' : person.userId}`

/** What of it nobody has consented to yet, and whether this person can. */
export function consentNeeded({ consents }: Directory, app: App, person: Person, { delegated }: Wanted): { readonly names: readonly string[]; readonly byAdministrator: boolean } {
  const given = new Set([...(consents.get(consentKey(app, '*')) ?? []), ...(consents.get(consentKey(app, person)) ?? [])])
  const names = delegated.filter((name) => !given.has(name))
  return { names, byAdministrator: names.some((name) => BY_ADMINISTRATOR.has(name)) }
}

export function consent({ consents }: Directory, app: App, person: Person | '*', names: Iterable<string>): void {
  const key = consentKey(app, person)
  consents.set(key, new Set([...(consents.get(key) ?? []), ...names]))
}

/** An administrator consents to all that the app lists, for everybody. */
export function consentForAll(directory: Directory, app: App): void {
  consent(directory, app, '*', app.delegated ?? [])
  directory.apps.set(app.clientId.toLowerCase(), { ...app, permissions: new Set([...app.permissions, ...(app.requested ?? [])]), requested: new Set() })
}
