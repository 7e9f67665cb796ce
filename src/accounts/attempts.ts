import { SyncError } from '../domain/errors.ts'
import { fingerprint } from '../domain/fingerprint.ts'
import { nameKey, type Account } from './account.ts'
import { counted, waitOf, type AttemptKeys } from './delay.ts'
import { addressKey } from './let-in.ts'
import { recorder, type AccountsTools } from './tools.ts'

/** One try to prove who somebody is, which counts as failed until it is known to be right. */
export interface Attempt {
  /** It was right: what was counted by name is forgotten. */
  succeed(): Promise<void>
}

/**
 * Counts a try before anything is compared, so that many at once are not one.
 * @throws {SyncError} `SIGN_IN_DELAYED` when it comes too early after failures
 */
export async function beginAttempt(tools: AccountsTools, name: string, from: string, account: Account | undefined): Promise<Attempt> {
  const { store, clock } = tools
  const keys = keysOf(name, from)
  const isKnown = account?.knownFrom?.includes(addressKey(from)) ?? false
  const waitMs = await store.attempt(Object.values(keys), (failures) => {
    const wait = waitOf(failures, keys, clock.now(), isKnown)
    return { keep: wait > 0 ? [] : counted(failures, keys, clock.now()), answer: wait }
  })
  if (waitMs > 0) throw new SyncError('SIGN_IN_DELAYED', `Signing in has failed too often. Try again in ${inWords(waitMs)}.`, { retryAfterMs: waitMs })
  return { succeed: () => store.forgetFailures([keys.name, keys.both]) }
}

/** Writes down that somebody was not let in. Of a name that nobody has only that: what was typed may be a password. */
export async function recordRefusal(tools: AccountsTools, reason: string, { account, from }: { readonly account?: string | undefined; readonly from: string }): Promise<void> {
  const record = recorder(tools)
  await tools.store.change(() => ({ change: {}, audit: [record({ kind: 'refuse', reason, detail: { account, from } })], answer: undefined }))
}

/** Under which failures to sign in with this name are counted. */
export const failureKeyOf = (name: string): string => fingerprint(`name ${nameKey(name)}`, 32)

const keysOf = (name: string, from: string): AttemptKeys => ({ name: failureKeyOf(name), address: addressKey(from), both: fingerprint(`both ${nameKey(name)} ${from}`, 32) })

const inWords = (ms: number): string => {
  const seconds = Math.ceil(ms / 1000)
  return seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`
}
