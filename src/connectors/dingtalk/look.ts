import type { FolderMap } from './folder-map.ts'
import type { JoinKeys } from './join-index.ts'
import type { JoinNote, JoinNotes } from './join-notes.ts'
import type { JoinState } from './join-state.ts'
import type { OpenapiScene } from './openapi-scene.ts'

/** What a look at the OpenAPI begins with. */
export interface Ground {
  readonly openapi: OpenapiScene
  readonly notes: JoinNotes
  readonly folders: FolderMap
  readonly state: JoinState
  readonly signal: AbortSignal
}

/** A message that IMAP shows for the first time. */
export interface Newcomer {
  readonly id: string
  readonly folderId: string
  readonly keys: JoinKeys
  readonly receivedAt: string
}

/** What the OpenAPI tells of a message of IMAP. */
export type Telling = Omit<JoinNote, 'keys'>

/** One look at the OpenAPI, while IMAP is listed. */
export interface Look {
  /** Finds messages that IMAP shows for the first time; those of one page together. */
  meet(newcomers: readonly Newcomer[]): Promise<void>
  /** What the OpenAPI tells of a message; nothing where it tells nothing new, or cannot tell: then what was known before holds. */
  told(id: string, keys: JoinKeys, before: JoinNote | undefined): Telling | undefined
  /** What was known of a newcomer under the id that it had before it moved. */
  former(newcomer: { readonly id: string; readonly folderId: string; readonly keys: JoinKeys }): JoinNote | undefined
  /** Whether the OpenAPI has no message of this id any more. */
  isGone(there: string): boolean
  /** After IMAP was listed: messages of which something was told, whether or not IMAP had anything to say of them. */
  rest(): AsyncGenerator<readonly [id: string, telling: Telling]>
  /** What to remember for the next look. */
  state(): JoinState
}
