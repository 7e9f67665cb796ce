import { loadConfig } from './config/load-config.ts'
import type { PairConfig } from './config/config.ts'
import { signInApp } from './connectors/dingtalk/alimail-client.ts'
import { createTokenSource, grantedIn } from './connectors/outlook/token.ts'
import type { TokenVault } from './connectors/outlook/sign-in/person-tokens.ts'
import type { Mailbox } from './connectors/connector.ts'
import { checkMailbox } from './checks.ts'
import { SyncError } from './domain/errors.ts'
import { MICROSOFT_CLOUDS } from './domain/microsoft-cloud.ts'
import { SIDES, type Side } from './domain/side.ts'
import { Mailboxes } from './mailboxes.ts'
import type { Clock } from './platform/clock.ts'
import type { Http } from './platform/http.ts'
import type { NewId } from './platform/ids.ts'
import type { CallLedger } from './platform/month-budget.ts'
import { NO_TELEMETRY } from './platform/telemetry.ts'
import { pairOptions } from './setup/config-text.ts'
import type { DingtalkDraft, Draft, MicrosoftDraft, PersonDraft } from './setup/draft.ts'
import { isInTheWay, type Found } from './setup/found.ts'
import { foundOfApp, foundOfEntra, foundOfLeft, foundOfPermissions, foundOfRight } from './setup/judge-checks.ts'
import { lookAtApp } from './setup/looks-like.ts'

/** How the set-up asks both clouds about what it was given. Nothing is written, and no sign-in that was refused is repeated. */
export interface SetupChecks {
  dingtalk(given: Omit<DingtalkDraft, 'found' | 'checkedAt'>, signal: AbortSignal): Promise<readonly Found[]>
  microsoft(given: Omit<MicrosoftDraft, 'found' | 'checkedAt'>, signal: AbortSignal): Promise<readonly Found[]>
  /** One mailbox of a person. Left only where there is a password. */
  person(draft: Draft, person: PersonDraft, side: Side, signal: AbortSignal): Promise<readonly Found[]>
}

export interface SetupChecksOptions {
  readonly clock: Clock
  readonly http: Http
  readonly newId: NewId
}

/** People sign in themselves, rather than the app. */
const isPersonal = (signIn: MicrosoftDraft['signIn']): boolean => signIn === 'code' || signIn === 'device'

export function createSetupChecks(platform: SetupChecksOptions): SetupChecks {
  const { http, clock } = platform
  return {
    dingtalk: async ({ app, edition, openapiUrl }, signal) => {
      if (app === undefined) return [{ code: edition === 'free' ? 'app-free-edition' : 'app-none' }]
      return foundOfApp(await errorOf(signInApp({ baseUrl: openapiUrl, appId: app.id, appSecret: app.secret, http, clock }, signal)))
    },
    microsoft: async ({ cloud, tenant, clientId, signIn, secret, certificate, loginUrl }, signal) => {
      const typed = lookAtApp({ tenant, clientId, secret })
      if (isInTheWay(typed)) return typed
      if (isPersonal(signIn)) return [...typed, { code: 'entra-sign-in-later' }]
      const proof = signIn === 'certificate' ? { clientCertificate: certificate } : { clientSecret: secret }
      if (Object.values(proof)[0] === undefined) return [...typed, { code: 'entra-credential-missing' }]
      try {
        const tokens = createTokenSource({ loginUrl, tenant, clientId, ...proof, scope: `${MICROSOFT_CLOUDS[cloud].resources.graph}/.default`, http, clock })
        return [...typed, { code: 'entra-ok' }, ...foundOfPermissions(grantedIn(await tokens.token(signal)))]
      } catch (error) {
        if (error instanceof SyncError) return [...typed, ...foundOfEntra(error)]
        throw error
      }
    },
    person: async (draft, person, side, signal) => {
      // Who is to sign in cannot have done so for a pair that is not there yet.
      if (side === 'right' && draft.microsoft !== undefined && isPersonal(draft.microsoft.signIn)) return [{ code: 'entra-sign-in-later' }]
      const mailboxes = openBoth(pairToTry(draft, person), platform)
      try {
        const checks = await checkMailbox(mailboxes[side], signal)
        return side === 'left' ? foundOfLeft(checks) : foundOfRight(checks)
      } finally {
        for (const each of SIDES) await mailboxes[each].close()
      }
    },
  }
}

const errorOf = (work: Promise<unknown>): Promise<SyncError | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof SyncError) return error
      throw error
    },
  )

/** The pair as it would be, with a password that does not matter where only the other side is asked. */
function pairToTry(draft: Draft, person: PersonDraft): PairConfig {
  const pair = pairOptions({ ...person, password: person.password ?? 'none' }, draft, (option, secret) => ({ [option]: secret }))
  const config = loadConfig(JSON.stringify({ database: 'sqlite::memory:', pairs: [pair] }), {}, () => '')
  const [first] = config.pairs
  if (first === undefined) throw new SyncError('BROKEN_INVARIANT', 'A pair that was made is not there.')
  return first
}

/** Nothing of a check is counted against a month's budget: there is no place yet to remember it. */
const UNCOUNTED: CallLedger = { add: async () => 0, spent: async () => 0 }

/** Nor has anybody signed in yet whose sign-in could be used. */
const NOBODY: TokenVault = { read: async () => undefined, replace: async () => false, refuse: async () => {}, takeTurn: async () => async () => {} }

const openBoth = (pair: PairConfig, platform: SetupChecksOptions): Readonly<Record<Side, Mailbox>> =>
  new Mailboxes({ ...platform, telemetry: NO_TELEMETRY, ledger: async () => UNCOUNTED, vault: () => NOBODY }).open(pair, new Map())
