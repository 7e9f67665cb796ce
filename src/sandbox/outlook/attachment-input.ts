import { decodeContentBytes } from './body-bytes.ts'
import type { Call } from './call.ts'
import { createFromItem } from './item-mime.ts'
import { unreadableBody } from './errors.ts'
import type { AttachmentCreate } from './schema.ts'
import type { Attachment } from './state.ts'

const FILE = '#microsoft.graph.fileattachment'
const ITEM = '#microsoft.graph.itemattachment'

/** An attachment as a request gives it. @throws {GraphError} 400 */
export function fileOf(call: Call, given: AttachmentCreate, n: number): Attachment {
  const type = given['@odata.type'].toLowerCase()
  if (type !== FILE && type !== ITEM) throw unreadableBody()
  if (typeof given.name !== 'string') throw unreadableBody()
  const bytes = type === FILE ? decodeContentBytes(given.contentBytes ?? '') : createFromItem(given.item)
  return {
    n,
    kind: type === FILE ? 'file' : 'item',
    name: given.name,
    contentType: type === ITEM ? null : (given.contentType ?? 'application/octet-stream'),
    isInline: given.isInline ?? false,
    contentId: given.contentId ?? null,
    size: bytes.length,
    modifiedAt: call.now,
    parts: [call.world.shared.blobs.put(bytes)],
  }
}
