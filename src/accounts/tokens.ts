import { SCOPES_OF, type Account, type Scope } from './account.ts'

/** What a program signs in with. */
export interface ApiToken {
  readonly id: string
  /** `hashOf` the token. */
  readonly hash: string
  readonly account: string
  /** What it is for, in the words of whoever made it. */
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly createdAt: number
  readonly expiresAt: number
  readonly usedAt?: number
}

const DAY = 24 * 60 * 60_000

/** How long a token may be good for, in days. */
export const TOKEN_DAYS = { least: 1, most: 730, standard: 90 } as const

export const tokenEnd = (now: number, days: number): number => now + days * DAY

/** What may be done with a token now: never more than its owner may. */
export const scopesOfToken = ({ scopes }: Pick<ApiToken, 'scopes'>, { role }: Pick<Account, 'role'>): readonly Scope[] => scopes.filter((scope) => SCOPES_OF[role].includes(scope))

/** It is not written down at each request that a token is in use. */
export const isUseWorthNoting = ({ usedAt }: ApiToken, now: number): boolean => usedAt === undefined || now - usedAt >= 60_000
