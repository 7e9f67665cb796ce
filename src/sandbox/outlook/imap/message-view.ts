import type { ImapMessage } from '../../imap/mailbox.ts'
import { putContent, type Content } from '../../mime/content.ts'
import { ANSWERED, DELETED, DRAFT, FLAGGED, SEEN } from '../../imap/flags.ts'
import type { World } from '../call.ts'
import { headerEnd } from '../mime-headers.ts'
import { lastVerb } from '../property-values.ts'
import type { Mailbox, Message } from '../state.ts'
import { mimeOf } from '../value.ts'

/** One message of the mailbox in one folder, as IMAP shows it. After a move it is another object. */
export class MessageView implements ImapMessage {
  readonly message: Message
  readonly uid: number
  /** When the message came to where this is. */
  readonly arrivedSeq: number
  flags: number
  modSeq = 1
  gone = false
  /** `\Deleted`: known to IMAP alone. */
  deleted = false
  readonly #world: World
  readonly #mailbox: Mailbox
  #content: { readonly seq: number; readonly content: Content } | undefined

  constructor(world: World, mailbox: Mailbox, message: Message, uid: number) {
    this.#world = world
    this.#mailbox = mailbox
    this.message = message
    this.uid = uid
    this.arrivedSeq = message.arrivedSeq
    this.flags = this.flagsNow
  }

  get receivedAt(): number {
    return Math.floor(this.message.receivedAt / 1000) * 1000
  }

  /** The MIME that `$value` answers. What is rebuilt is rebuilt once for each version of the message. */
  get content(): Content {
    const { contentSeq, mime } = this.message
    if (this.#content?.seq === contentSeq) return this.#content.content
    const { blobs } = this.#world.shared
    const content = mime
      ? { pieces: [mime], size: mime.size, headerSize: headerEnd(blobs.get(mime)) }
      : putContent(blobs, mimeOf(this.#world, this.#mailbox, this.message))
    this.#content = { seq: contentSeq, content }
    return content
  }

  /** Flags by what the message is now. A flag that was completed is none to IMAP. */
  get flagsNow(): number {
    const { isRead, isDraft, flag } = this.message
    const verb = lastVerb(this.message)
    return (
      (isRead ? SEEN : 0) |
      (isDraft ? DRAFT : 0) |
      (flag.flagStatus === 'flagged' ? FLAGGED : 0) |
      (verb === 'answered' ? ANSWERED : 0) |
      (this.deleted ? DELETED : 0)
    )
  }
}
