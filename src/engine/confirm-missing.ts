import type { RemoteMessage } from '../connectors/connector.ts'
import { SyncError } from '../domain/errors.ts'
import type { Folder } from '../domain/folder.ts'
import { toInstant } from '../domain/instant.ts'
import type { Item } from '../domain/item.ts'
import { opposite, type Side } from '../domain/side.ts'
import { rejoin, rematch, type Moved } from '../reconcile/rematch.ts'
import { roleClassIn, seenAgain } from './absorb.ts'
import { readDigests } from './digests.ts'
import { mergeChanges } from './mirror.ts'
import type { PairContext } from './pair-context.ts'
import type { ChangeSet } from './ports.ts'

/** So long after a message was copied its original may go and the two still count as one that was moved. */
const MOVE_BY_COPYING_MS = 24 * 60 * 60_000

/** What is missing was moved, is only late, or is gone: where the cloud can be asked it is asked, else a quiet listing tells. */
export async function confirmMissing(context: PairContext, side: Side, isQuiet: () => Promise<boolean>): Promise<void> {
  const missing = await context.store.missing(side)
  if (missing.length === 0) return
  if (context.mailboxes[side].lookUp !== undefined) return lookUpMissing(context, side, missing)
  const stillMissing = await rematchMissing(context, side, missing)
  if (stillMissing.length > 0 && (await isQuiet())) await confirmGone(context, side, stillMissing)
}

async function confirmGone(context: PairContext, side: Side, missing: readonly Item[]): Promise<void> {
  const gone = await rejoinCopied(context, side, missing)
  if (gone.length > 0) await context.store.commit({ items: gone.map((item) => ({ ...item, presence: 'gone' })) })
}

async function lookUpMissing(context: PairContext, side: Side, missing: readonly Item[]): Promise<void> {
  const present = (await context.store.folders()).filter((folder) => folder.side === side && folder.presence === 'present')
  const folders = new Map(present.map((folder) => [folder.id, folder]))
  for (let at = 0; at < missing.length; at += LOOK_UPS_AT_ONCE) {
    const chunk = missing.slice(at, at + LOOK_UPS_AT_ONCE)
    const found = await Promise.all(chunk.map((item) => lookUp(context, side, item.id)))
    const seen = chunk.flatMap((item, n) => seenElsewhere(item, found[n], folders) ?? [])
    if (seen.length > 0) await context.store.commit({ items: seen })
    await confirmGone(context, side, chunk.filter(({ ref }) => !seen.some((item) => item.ref === ref)))
  }
}

const LOOK_UPS_AT_ONCE = 4

async function lookUp({ mailboxes, signal }: PairContext, side: Side, id: string): Promise<RemoteMessage | undefined> {
  try {
    return await mailboxes[side].lookUp?.(id, signal)
  } catch (error) {
    if (error instanceof SyncError && error.code === 'NOT_FOUND') return undefined
    throw error
  }
}

/** A message in a folder that is never synced has left the part of the mailbox that we keep. */
function seenElsewhere(item: Item, found: RemoteMessage | undefined, folders: ReadonlyMap<string, Folder>): Item | undefined {
  const folder = found === undefined ? undefined : folders.get(found.folderId)
  return found === undefined || folder === undefined ? undefined : seenAgain(item, found, folder.ref, roleClassIn(folder.role))
}

/** @returns what is still missing. */
async function rematchMissing(context: PairContext, side: Side, missing: readonly Item[]): Promise<Item[]> {
  const { store } = context
  const { items, bindings } = await store.dirty()
  const bound = new Set(bindings.flatMap((binding) => [binding.left, binding.right]))
  let newcomers = items.filter((item) => item.side === side && item.presence === 'present' && item.base === undefined && !bound.has(item.ref))
  let result = rematch(missing, newcomers)
  if (result.wanted.length > 0) {
    const read = await readDigests(context, newcomers.filter((item) => result.wanted.includes(item.ref)))
    newcomers = newcomers.map((item) => read.get(item.ref) ?? item)
    result = rematch(missing, newcomers)
  }
  await store.commit(mergeChanges(result.same.map(becomeOne)))
  return leftOver(missing, result.same)
}

/**
 * Mail programs that move by copying may remove the original hours later, when the copy has crossed as a message of its own. The two
 * become one then, and what the copy had become on the other side is a superseded copy of ours.
 *
 * @returns what is still missing
 */
async function rejoinCopied({ store, clock, pair }: PairContext, side: Side, missing: readonly Item[]): Promise<readonly Item[]> {
  const other = opposite(side)
  const alike = [
    ...(await store.itemsByMessageId(missing.flatMap(({ internetMessageId }) => internetMessageId ?? []))),
    ...(await store.itemsByReceived(missing.flatMap(({ internetMessageId, receivedAt }) => (internetMessageId === undefined ? receivedAt : [])))),
  ].filter((item) => item.side === side && item.presence === 'present')
  if (alike.length === 0) return missing
  const bindings = await store.bindingsOf([...missing, ...alike].map(({ ref }) => ref))
  const partners = await store.itemsByRef(bindings.flatMap((binding) => binding[other] ?? []))
  const rejoined = rejoin({ pair, side, missing, alike, bindings, partners, since: toInstant(clock.now() - MOVE_BY_COPYING_MS) ?? '' })
  await store.commit(
    mergeChanges(rejoined.map(({ was, is, binding, partner: { base: _agreed, ...partner } }) => ({ ...mergeChanges([becomeOne({ was, is }), { items: [partner] }]), deletedBindings: [binding.id] }))),
  )
  return leftOver(missing, rejoined)
}

/** What vanished there is what appeared here: the ref stays. */
const becomeOne = ({ was, is }: Moved): ChangeSet => ({
  items: [{ ...was, id: is.id, folder: is.folder, marks: is.marks, presence: 'present', ...(is.etag === undefined ? {} : { etag: is.etag }) }],
  deletedItems: [is.ref],
})

function leftOver(missing: readonly Item[], moved: readonly Moved[]): Item[] {
  const found = new Set(moved.map(({ was }) => was.ref))
  return missing.filter(({ ref }) => !found.has(ref))
}
