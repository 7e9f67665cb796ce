import { SyncError } from '../domain/errors.ts'
import type { Operation } from '../domain/operation.ts'
import { SIDES, type Side } from '../domain/side.ts'
import type { Mirror } from './mirror.ts'
import type { PairContext } from './pair-context.ts'
import type { Room } from './report.ts'

/** Fewer copies are simply tried. */
const MANY = 50
/** Largest messages that may be on the disk at once: originals and their attachments, for every copy under way. */
const SPOOLED_AT_ONCE = 16
/** What a copy leaves in the database, in bytes. */
const REMEMBERED_BYTES = 4096
/** Left to other programs on a disk, in bytes. */
const SPARE_BYTES = 64 * 1024 * 1024

/** What many copies need, and what there is. Sides to which few or none go are left out, so that nobody is asked in vain. */
export async function roomFor(operations: readonly Operation[], mirror: Mirror, context: PairContext): Promise<readonly Room[]> {
  const rooms: Room[] = []
  for (const on of SIDES) {
    const sizes = operations.flatMap((operation) => (operation.kind === 'copy' && operation.on === on ? [mirror.item(operation.item)?.size ?? 0] : []))
    if (sizes.length < MANY) continue
    const bytes = sizes.reduce((sum, size) => sum + size, 0)
    const leftBytes = await context.mailboxes[on].room?.(context.signal)
    const largest = sizes.reduce((most, size) => Math.max(most, size), 0)
    const disk = await context.disk?.()
    const fitsOnDisk = enough(disk?.spool, SPOOLED_AT_ONCE * largest) && enough(disk?.database, REMEMBERED_BYTES * sizes.length)
    rooms.push({ on, copies: sizes.length, bytes, fitsOnDisk, ...(leftBytes === undefined ? {} : { leftBytes }) })
  }
  return rooms
}

const enough = (free: number | undefined, needed: number): boolean => free === undefined || free >= needed + SPARE_BYTES

/** Where copies that may take their time are not to be begun, and why. A mailbox that is filled to its end takes no new mail. */
export function shortOf(rooms: readonly Room[]): ReadonlyMap<Side, SyncError> {
  const short = new Map<Side, SyncError>()
  for (const { on, copies, bytes, leftBytes, fitsOnDisk } of rooms) {
    if (!fitsOnDisk) short.set(on, new SyncError('DISK_FULL', `The disk has too little room for ${copies === 1 ? '1 copy' : `${copies} copies`}.`))
    else if (leftBytes !== undefined && leftBytes < bytes) {
      short.set(on, new SyncError('MAILBOX_FULL', `${copies === 1 ? '1 message' : `${copies} messages`} (${megabytes(bytes)} MB) ${copies === 1 ? 'is' : 'are'} to be copied, and the mailbox has room for ${megabytes(leftBytes)} MB.`))
    }
  }
  return short
}

/** Whether nothing more can be put somewhere, while everything else can go on. */
export const isFull = ({ code }: SyncError): boolean => code === 'MAILBOX_FULL' || code === 'DISK_FULL'

const megabytes = (bytes: number): string => Math.ceil(bytes / 1048576).toLocaleString('en')
