import type { Language } from '../gate/catalogue.ts'

/** What somebody is there for. An auditor reads; an operator also works; an administrator also decides who may. */
export const ROLES = ['administrator', 'operator', 'auditor'] as const
export type Role = (typeof ROLES)[number]

/** What a request may do. Each holds those before it. */
export const SCOPES = ['read', 'operate', 'administer'] as const
export type Scope = (typeof SCOPES)[number]

export const SCOPES_OF: Readonly<Record<Role, readonly Scope[]>> = {
  administrator: ['read', 'operate', 'administer'],
  operator: ['read', 'operate'],
  auditor: ['read'],
}

/** Whether somebody with these scopes may do what needs this one. */
export const covers = (scopes: readonly Scope[], needed: Scope): boolean => scopes.some((scope) => SCOPES.indexOf(scope) >= SCOPES.indexOf(needed))

/** Whoever an issuer of OpenID Connect says that somebody is. */
export interface Identity {
  readonly issuer: string
  readonly subject: string
}

/** A one-time code generator that belongs to an account. */
export interface Totp {
  /** The secret, sealed. */
  readonly sealed: string
  readonly since: number
  /** The last step of 30 seconds whose code was used: it and all before are refused. */
  readonly lastStep: number
}

/** Somebody who may sign in. Times are milliseconds since 1970, here and in all of this folder. */
export interface Account {
  readonly id: string
  /** What is typed to sign in, and what the audit calls them. Unique by `nameKey`. */
  readonly name: string
  readonly role: Role
  readonly language: Language
  /** `invited`: nobody has chosen a password yet. `disabled`: whatever is known of it, nobody gets in. */
  readonly status: 'invited' | 'active' | 'disabled'
  /** As `hashPassword` writes it; absent where somebody signs in elsewhere. */
  readonly password?: string
  readonly totp?: Totp
  /** Hashes of recovery codes that are not used. */
  readonly recovery?: readonly string[]
  readonly identity?: Identity
  readonly createdAt: number
  readonly signedInAt?: number
  /** Fingerprints of the addresses from which they signed in last. */
  readonly knownFrom?: readonly string[]
}

/** Two names with the same key are one: case, width and spaces at the ends do not count. */
export const nameKey = (name: string): string => name.normalize('NFKC').trim().toLowerCase()

/** Why nobody can be called that, or nothing. */
export function whyNoName(name: string): string | undefined {
  if (name.trim() === '') return 'A name must not be empty.'
  if (name.length > 100) return 'A name has at most 100 characters.'
  return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name) ? 'A name must not hold control characters.' : undefined
}

/** Administrators who can sign in. */
export const administrators = (accounts: readonly Account[]): readonly Account[] => accounts.filter(({ role, status }) => role === 'administrator' && status === 'active')

/** The one of that name, however it is written. */
export const accountNamed = (accounts: readonly Account[], name: string): Account | undefined => accounts.find((account) => nameKey(account.name) === nameKey(name))

/** The account without its second factor. */
export const withoutTotp = ({ totp: _totp, recovery: _recovery, ...account }: Account): Account => account
