import { SyncError } from '../../../domain/errors.ts'
import type { Clock } from '../../../platform/clock.ts'

/** Where access tokens come from. */
export interface TokenSource {
  /**
   * A token that is still good, or a new one where `refused` (a token that Graph did not take) is the one at hand.
   * @throws {SyncError} `UNAUTHORIZED` (remembered: asked of the cloud once only), `REMOTE_FAILURE`
   */
  token(signal: AbortSignal, refused?: string): Promise<string>
}

/** A token and how long it is good, in seconds. */
export interface Renewed {
  readonly token: string
  readonly seconds: number
}

/** A token is renewed when less than this, or a tenth of its life, is left, in milliseconds. */
const MARGIN_MS = 300_000

/**
 * Keeps a token for as long as it is good. Callers that ask at the same time share one request. A refusal of the credentials is
 * remembered, so that no account is locked by asking again.
 */
export function renewing(clock: Clock, ask: (signal: AbortSignal) => Promise<Renewed>): TokenSource {
  let current: { token: string; renewAt: number } | undefined
  let refusal: SyncError | undefined
  let asking: Promise<string> | undefined

  const renew = async (signal: AbortSignal): Promise<string> => {
    try {
      const { token, seconds } = await ask(signal)
      const lifeMs = seconds * 1000
      current = { token, renewAt: clock.now() + lifeMs - Math.min(MARGIN_MS, lifeMs / 10) }
      return token
    } catch (error) {
      if (error instanceof SyncError && error.code === 'UNAUTHORIZED') refusal = error
      throw error
    }
  }

  return {
    token: async (signal, refused) => {
      if (refusal !== undefined) throw refusal
      if (current !== undefined && current.token !== refused && clock.now() < current.renewAt) return current.token
      const mine = (asking ??= renew(signal).finally(() => (asking = undefined)))
      try {
        return await mine
      } catch (error) {
        // The one who asked was stopped; those who only waited ask again.
        if (error instanceof SyncError || signal.aborted) throw error
        return await (asking ??= renew(signal).finally(() => (asking = undefined)))
      }
    },
  }
}
