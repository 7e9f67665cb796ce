import type { Side } from './side.ts'

/** What was found about the way into one mailbox. */
export interface SideLook {
  /** By code, with what stands for `…` in its words: safe to show, never a secret. */
  readonly found: readonly { readonly code: string; readonly about?: string | undefined }[]
  /** Permissions that the cloud's own token names; absent where it names none, or there was no token. */
  readonly granted?: readonly string[]
  /** By which ways messages are put in, the best first; absent where that was not found out. */
  readonly routes?: readonly string[]
}

/** What was found when both clouds were last asked about a pair. Holds no address. `at`: in milliseconds since 1970. */
export interface ConnectionLook {
  readonly pair: string
  readonly at: number
  readonly sides: Readonly<Record<Side, SideLook>>
}
