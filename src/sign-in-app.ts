import type { PairConfig } from './config/config.ts'
import { open, seal, type SecretsKey } from './config/sealed.ts'
import { ensureKey, readSecretsKey, type KeyPlace } from './config/secrets-key.ts'
import { beginDeviceSignIn, awaitDeviceSignIn, beginCodeSignIn, completeCodeSignIn, type CodeSignIn, type DeviceSignIn, type RedirectAnswer, type SignInApp, type SignedIn } from './connectors/outlook/sign-in/by-person.ts'
import type { TokenVault } from './connectors/outlook/sign-in/person-tokens.ts'
import { SyncError } from './domain/errors.ts'
import { toInstant, type Instant } from './domain/instant.ts'
import { cloudOfUrl, MICROSOFT_CLOUDS } from './domain/microsoft-cloud.ts'
import type { Clock } from './platform/clock.ts'
import type { Http } from './platform/http.ts'
import { randomId } from './platform/ids.ts'
import type { Store } from './store/store.ts'

export interface SignInsOptions {
  /** @throws {SyncError} `BAD_CONFIG` */
  readonly pairOf: (name: string) => PairConfig
  readonly clock: Clock
  readonly http: Http
  /** What is stored, to be read and written beside whoever works. */
  readonly store: () => Promise<Pick<Store, 'signIns' | 'service'>>
  /** Where the key is that sign-ins are sealed with. Default: nobody can sign in. */
  readonly keyPlace?: KeyPlace
}

/** @throws {SyncError} `SECRETS_KEY` */
const keyPlaceOf = ({ keyPlace }: Pick<SignInsOptions, 'keyPlace'>): KeyPlace => {
  if (keyPlace === undefined) throw new SyncError('SECRETS_KEY', 'cannot be kept, as no place was named for the key.')
  return keyPlace
}

/** How the sign-in of a person to the Outlook side of a pair stands. */
export type SignInStanding =
  | { readonly state: 'none' }
  | { readonly state: 'good'; readonly signedInAt: Instant; readonly renewedAt: Instant }
  | { readonly state: 'refused'; readonly signedInAt: Instant; readonly refusedAt: Instant; readonly problem: string }

/** Who signed in, as far as Microsoft says. `isOther`: with another address than that of the mailbox, which is right where that account has full access to it. */
export interface SignedInPerson {
  readonly account?: string
  readonly isOther: boolean
}

/** Sign-ins of people to the Outlook side of pairs with `signIn: person`. */
export interface SignIns {
  /** @throws {SyncError} `BAD_CONFIG` where there is no pair of that name, here and below */
  standing(pair: string): Promise<SignInStanding>
  /** In a browser: lead it to `url`, and hand what it comes back with to `completeByCode`. @throws {SyncError} `BAD_CONFIG` where nobody is to sign in */
  beginByCode(pair: string, redirectUri: string): CodeSignIn
  /** Ends it and keeps what is left of it, sealed. @throws {SyncError} `UNAUTHORIZED`, `REMOTE_FAILURE`, `SECRETS_KEY` */
  completeByCode(pair: string, begun: CodeSignIn, answer: RedirectAnswer, signal: AbortSignal): Promise<SignedInPerson>
  /** With a code that is typed in on another device. @throws {SyncError} as above */
  beginByDevice(pair: string, signal: AbortSignal): Promise<DeviceSignIn>
  completeByDevice(pair: string, begun: DeviceSignIn, signal: AbortSignal): Promise<SignedInPerson>
  /** Gives up what is left of it here; with Microsoft the person or an administrator ends it. */
  signOut(pair: string): Promise<void>
}

/** How long a process may take to renew a token before another may try, in milliseconds: longer than the request may take with its repetitions. */
const TURN_MS = 180_000

export function createSignIns(options: SignInsOptions): SignIns {
  const { clock, store } = options
  const appOf = (pair: string): SignInApp => signInAppOf(options.pairOf(pair), options)
  const keep = async (pair: string, { refreshToken, account }: SignedIn): Promise<SignedInPerson> => {
    const { signIns, service } = await store()
    await signIns.keep(pair, seal((await ensureKey(keyPlaceOf(options))).key, sealedUnder(pair), refreshToken), nowOf(clock))
    // A running service tries again what waited for this.
    await service.wish({ pair, why: 'asked', since: clock.now(), dueAt: clock.now() })
    return account === undefined ? { isOther: false } : { account, isOther: account.toLowerCase() !== options.pairOf(pair).outlook.address.toLowerCase() }
  }
  return {
    standing: async (pair) => {
      const kept = await (await store()).signIns.read(options.pairOf(pair).name)
      if (kept === undefined) return { state: 'none' }
      const { signedInAt, renewedAt, refusal } = kept
      return refusal === undefined ? { state: 'good', signedInAt, renewedAt } : { state: 'refused', signedInAt, refusedAt: refusal.at, problem: refusal.problem }
    },
    beginByCode: (pair, redirectUri) => beginCodeSignIn(appOf(pair), { redirectUri, loginHint: options.pairOf(pair).outlook.address }),
    completeByCode: async (pair, begun, answer, signal) => keep(pair, await completeCodeSignIn(appOf(pair), begun, answer, signal)),
    // A key that cannot be used is told before a person takes the trouble.
    beginByDevice: async (pair, signal) => {
      const app = appOf(pair)
      await ensureKey(keyPlaceOf(options))
      return beginDeviceSignIn(app, signal)
    },
    completeByDevice: async (pair, begun, signal) => keep(pair, await awaitDeviceSignIn(appOf(pair), begun, signal)),
    signOut: async (pair) => (await store()).signIns.forget(options.pairOf(pair).name),
  }
}

/** Where the Outlook side of a pair with `signIn: person` has its refresh token. Reads nothing before a token is needed. */
export function vaultOf(pair: string, options: Omit<SignInsOptions, 'pairOf'>): TokenVault {
  const { clock, store } = options
  const key = (): SecretsKey => {
    try {
      return readSecretsKey(keyPlaceOf(options))
    } catch (error) {
      throw error instanceof SyncError ? new SyncError(error.code, `The sign-in of ${pair} ${error.message}`, { cause: error }) : error
    }
  }
  const me = randomId()
  return {
    read: async () => {
      const kept = await (await store()).signIns.read(pair)
      if (kept === undefined) return undefined
      const { sealed, version, refusal } = kept
      return { refreshToken: openKept(pair, sealed, key()), version, ...(refusal === undefined ? {} : { refusal: refusal.problem }) }
    },
    replace: async (version, refreshToken) => (await store()).signIns.replace(pair, version, seal(key(), sealedUnder(pair), refreshToken), nowOf(clock)),
    refuse: async (version, problem) => (await store()).signIns.refuse(pair, version, problem, nowOf(clock)),
    takeTurn: async () => {
      const rows = (await store()).signIns
      const now = clock.now()
      return (await rows.takeTurn(pair, me, now, now + TURN_MS)) ? () => rows.endTurn(pair, me) : undefined
    },
  }
}

const sealedUnder = (pair: string): string => `sign-in of ${pair}`
const nowOf = (clock: Clock): Instant => toInstant(clock.now()) ?? ''

/** @throws {SyncError} `SECRETS_KEY`, `SEALED_VALUE` */
function openKept(pair: string, sealed: string, key: SecretsKey): string {
  try {
    return open(key, sealedUnder(pair), sealed)
  } catch (error) {
    if (!(error instanceof SyncError)) throw error
    const next = error.code === 'SECRETS_KEY' ? 'was sealed with another key: put that key file back' : 'was altered in the database'
    throw new SyncError(error.code, `The sign-in of ${pair} ${next}, or sign in again with \`tongbu sign-in ${pair}\`.`, { cause: error })
  }
}

/** @throws {SyncError} `BAD_CONFIG` */
function signInAppOf({ name, outlook }: PairConfig, { http, clock }: Pick<SignInsOptions, 'http' | 'clock'>): SignInApp {
  if (outlook.signIn !== 'person') throw new SyncError('BAD_CONFIG', `Nobody signs in for ${name}: the app comes in by itself. For a sign-in set \`signIn: person\` in \`outlook\`.`)
  const { tenant, clientId, clientSecret, clientCertificate, loginUrl, graphUrl, importMime, imap } = outlook
  const { graph, exchange } = MICROSOFT_CLOUDS[cloudOfUrl(graphUrl)].resources
  const needsImap = imap !== undefined && imap.enabled !== 'off'
  // Only an administrator can consent to the advanced permission: where it is not insisted on, nobody is kept out for it.
  const permissions = {
    graph: ['Mail.ReadWrite', ...(importMime === 'on' ? ['Mail-Advanced.ReadWrite'] : [])].map((name) => `${graph}/${name}`),
    others: needsImap ? [`${exchange}/IMAP.AccessAsUser.All`] : [],
  }
  return { tenant, clientId, clientSecret, clientCertificate, loginUrl, permissions, http, clock }
}
