import { SyncError } from '../domain/errors.ts'
import { canonicalAddress } from '../mime/canonical-address.ts'
import { exactDigest } from '../mime/normal-form.ts'
import { messageIdOf } from '../mime/message-id.ts'
import { parseMailboxes } from '../mime/parse-mailboxes.ts'
import { everyPart, type Part } from '../mime/part.ts'
import { readParts } from '../mime/read-parts.ts'
import type { Spool } from '../platform/spool.ts'
import { isIn } from './find-text.ts'
import { needlesOf, type Person } from './person.ts'

/** `party`: wrote or received it. `mention`: is only named in it. */
export type Concern = 'party' | 'mention' | 'none'

/** What one message has to do with a person. */
export interface Look {
  readonly concern: Concern
  readonly messageId?: string
  /** `exactDigest` of it; absent where it cannot be read. */
  readonly digest?: string
  /** Addresses of everybody else who wrote or received it. */
  readonly others: readonly string[]
}

/** Headers that name who wrote a message and who received it. */
const PARTIES = ['from', 'sender', 'reply-to', 'to', 'cc', 'bcc', 'resent-from', 'resent-sender', 'resent-to', 'resent-cc', 'resent-bcc', 'return-path', 'delivered-to', 'x-original-to', 'envelope-to', 'disposition-notification-to']

/** Takes a message apart. What cannot be taken apart is looked at byte by byte: it then mentions the person or does not. */
export async function lookAt(source: Spool, person: Person): Promise<Look> {
  const needles = needlesOf(person)
  try {
    const { root, sha256, dispose } = await readParts(source)
    try {
      const parties = new Set(PARTIES.flatMap((name) => parseMailboxes(root.fields.all(name)).map(({ address }) => canonicalAddress(address))))
      const messageId = messageIdOf(root.fields.first('message-id'))
      const isParty = person.addresses.some((address) => parties.has(address))
      const concern = isParty ? 'party' : (await mentions(source, root, needles)) ? 'mention' : 'none'
      return { concern, ...(messageId === undefined ? {} : { messageId }), digest: exactDigest(sha256), others: [...parties].filter((address) => !person.addresses.includes(address)) }
    } finally {
      await dispose()
    }
  } catch (error) {
    if (!(error instanceof SyncError) || error.code !== 'UNREADABLE_MESSAGE') throw error
    return { concern: (await isIn(source.open(), needles)) ? 'mention' : 'none', others: [] }
  }
}

/** As it lies there, and in each part as it reads once its transfer encoding is undone. */
async function mentions(source: Spool, root: Part, needles: readonly string[]): Promise<boolean> {
  if (await isIn(source.open(), needles)) return true
  for (const { text, stored } of everyPart(root)) {
    if (text !== undefined && (await isIn(pieces(text), needles))) return true
    if (stored !== undefined && (await isIn(stored.bytes.open(), needles))) return true
  }
  return false
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
