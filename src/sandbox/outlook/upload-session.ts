import type { Blob } from '../blobs.ts'
import type { Mailbox, Message } from './state.ts'

/** A large attachment on its way. */
export interface UploadSession {
  readonly id: string
  /** The address itself is the credential. */
  readonly authToken: string
  readonly client: string
  /** Counts against no limit. */
  readonly unlimited: boolean
  readonly mailbox: Mailbox
  readonly message: Message
  readonly immutable: boolean
  readonly file: { readonly name: string; readonly contentType: string; readonly isInline: boolean; readonly contentId: string | null }
  readonly size: number
  received: number
  readonly parts: Blob[]
  readonly expiresAt: number
}
