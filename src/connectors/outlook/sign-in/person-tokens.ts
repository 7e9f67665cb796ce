import { SyncError } from '../../../domain/errors.ts'
import { proofOf, type AppCredentials } from './client-credential.ts'
import { isSignInProblem, problemOf, signInError, signInProblemOf } from './problems.ts'
import { renewing, type Renewed, type TokenSource } from './renewing.ts'
import { askForTokens, endpointOf, type Authority } from './token-endpoint.ts'

/** The refresh token of one sign-in, as all processes know it. */
export interface KeptToken {
  readonly refreshToken: string
  /** Rises whenever another is kept in its place. */
  readonly version: number
  /** The problem with which it was refused; then it is not tried again. */
  readonly refusal?: string
}

/** Where the refresh token of one sign-in is kept, for all processes that use it. */
export interface TokenVault {
  read(): Promise<KeptToken | undefined>
  /** Keeps another in place of that version, and on the disk when it resolves; false where somebody else has replaced it already. */
  replace(version: number, refreshToken: string): Promise<boolean>
  /** Remembers, for all processes, that it was refused. */
  refuse(version: number, problem: string): Promise<void>
  /** The turn to renew it, which is one process's at a time and ends by itself if that dies. Nothing: another has it. Answers how to end it. */
  takeTurn(): Promise<(() => Promise<void>) | undefined>
}

export interface PersonTokenOptions extends AppCredentials, Authority {
  /** `<graph>/.default`: any resource that the person consented to. */
  readonly scope: string
  readonly vault: TokenVault
}

const TURN_LOOK_MS = 250
/** Once with the token at hand, and once more for each that another process or person keeps in the meantime. */
const TRIES = 3

/**
 * Tokens in the name of a person who signed in. Each renewal may bring another refresh token: it is kept before the access token is used, so
 * that a process that dies at any moment leaves a good one behind. A refused one is asked of the cloud once only, by whichever process.
 * @throws {SyncError} `BAD_CONFIG` for a certificate that cannot be used
 * @see https://learn.microsoft.com/entra/identity-platform/refresh-tokens
 */
export function createPersonTokens(options: PersonTokenOptions): TokenSource {
  const { clock, loginUrl, scope, vault } = options
  const prove = proofOf(options, options)

  const renewOnce = async (refreshToken: string, signal: AbortSignal): Promise<Renewed & { readonly refreshToken?: string | undefined }> => {
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken, scope: `${scope} offline_access openid profile` }
    const answer = await askForTokens(options, { ...form, ...prove(endpointOf(options, 'token')) }, signal)
    if ('error' in answer) throw signInError(problemOf(answer), { loginUrl, refusal: answer })
    return { token: answer.access_token, seconds: answer.expires_in, refreshToken: answer.refresh_token }
  }

  const renew = async (signal: AbortSignal): Promise<Renewed> => {
    for (let attempt = 1; ; attempt++) {
      const kept = await vault.read()
      if (kept === undefined) throw signInError('sign-in-missing', { loginUrl })
      if (kept.refusal !== undefined) throw signInError(isSignInProblem(kept.refusal) ? kept.refusal : 'refused', { loginUrl })
      try {
        const { refreshToken, ...renewed } = await renewOnce(kept.refreshToken, signal)
        // Where another was kept in the meantime, that one is newer than ours; our access token is good all the same.
        if (refreshToken !== undefined && refreshToken !== kept.refreshToken) await vault.replace(kept.version, refreshToken)
        return renewed
      } catch (error) {
        const problem = signInProblemOf(error)
        if (problem === undefined) throw error
        const now = await vault.read()
        if (now !== undefined && now.version !== kept.version && attempt < TRIES) continue
        await vault.refuse(kept.version, problem)
        throw error
      }
    }
  }

  return renewing(clock, async (signal) => {
    for (;;) {
      const endTurn = await vault.takeTurn()
      if (endTurn === undefined) await clock.wait(TURN_LOOK_MS, signal)
      else return await renew(signal).finally(() => endTurn().catch(ignoreLostTurn))
    }
  })
}

/** A turn that cannot be given back ends by itself. */
const ignoreLostTurn = (error: unknown): void => {
  if (!(error instanceof SyncError)) throw error
}
