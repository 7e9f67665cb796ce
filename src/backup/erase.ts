import { SyncError } from '../domain/errors.ts'
import { toInstant, type Instant } from '../domain/instant.ts'
import { SIDES } from '../domain/side.ts'
import type { Spool } from '../platform/spool.ts'
import { thinKept } from './kept.ts'
import { kindOf, packOf, PACKS, readPack, type Content } from './packs.ts'
import { listText, parseList, totalsOf, type PointEntry, type StoredPoint } from './point.ts'
import { readList } from './read-list.ts'
import { rewritePacks } from './rewrite-packs.ts'
import { once } from './seal.ts'
import type { Tools } from './tools.ts'
import { thinUnfinished } from './unfinished.ts'
import type { Writer } from './writer.ts'

/** What an erasure found, and that nothing of it is left. */
export interface ErasureProof {
  readonly at: Instant
  /** Messages that were to be erased, by their names in the backup. */
  readonly blobs: readonly string[]
  /** Places in lists: of restore points, each counted once however many points share the list, and of what is kept beside them. */
  readonly entries: number
  /** Ids of points that lack them now. */
  readonly points: readonly string[]
  /** Names of packs that held them and are gone. */
  readonly packsRemoved: readonly string[]
  /** Names of packs that hold the rest of those; they were read back. */
  readonly packsWritten: readonly string[]
}

interface ErasureTools {
  readonly writer: Writer
  readonly open: (blob: string) => Promise<Spool>
  readonly signal: AbortSignal
  /** Messages that are in points without content go too where they have one of these. */
  readonly messageIds?: ReadonlySet<string>
}

/**
 * Removes these messages, and all that is known of them, from every point, list, note and pack. Done again after a kill it goes on;
 * done again after its end it finds nothing. @throws {SyncError} `BACKUP_DAMAGED` where something cannot be read, so that it cannot be promised
 */
export async function eraseBlobs(blobs: ReadonlySet<string>, tools: Tools, { writer, open, signal, messageIds = new Set() }: ErasureTools): Promise<ErasureProof> {
  const { index, points, clock, files } = tools
  const known = new Set(index.packs())
  const unread = (await files.list(PACKS)).map(({ name }) => name).filter((name) => !known.has(packOf(name) ?? ''))
  if (unread.length > 0) throw new SyncError('BACKUP_DAMAGED', `The file ${PACKS}/${unread[0]} of the backup cannot be read, and may hold what is to be erased.`)
  const isKept = ({ blob, internetMessageId }: Pick<PointEntry, 'blob' | 'internetMessageId'>): boolean => (blob === undefined ? !messageIds.has(internetMessageId ?? '') : !blobs.has(blob))
  const { replaced, entries } = await thinLists(isKept, tools, { writer, signal })
  const changed: string[] = []
  for (const point of await points.all()) {
    if (!point.lists.some((list) => replaced.has(list))) continue
    await points.save(await thinPoint(point, replaced, open))
    changed.push(point.id)
  }
  const noted = await thinUnfinished(isKept, tools)
  const isErased = (id: string): boolean => blobs.has(id) || replaced.has(id)
  const packs = index.packs().filter((pack) => index.blobsOf(pack).some(({ id }) => isErased(id)))
  const packsWritten = await rewritePacks(packs, tools, { isKept: (id) => !isErased(id), signal })
  for (const pack of packsWritten) await proveClean(pack, isErased, tools)
  if ([...blobs, ...replaced.keys()].some((id) => index.find(id) !== undefined)) throw new SyncError('BROKEN_INVARIANT', 'Something that was erased is still in the index of the backup.')
  // Last: while one of them names a message, whoever erases it by that list finds it again after a kill.
  const unkept = await thinKept(isKept, tools)
  return { at: toInstant(clock.now()) ?? '', blobs: [...blobs].sort(), entries: entries + noted + unkept, points: changed, packsRemoved: packs, packsWritten }
}

/** Old lists that name what is to be erased → the lists without it; also of lists that no point has any more. */
async function thinLists(isKept: (entry: PointEntry) => boolean, tools: Tools, { writer, signal }: { readonly writer: Writer; readonly signal: AbortSignal }): Promise<{ replaced: Map<string, string | undefined>; entries: number }> {
  const replaced = new Map<string, string | undefined>()
  let entries = 0
  for (const pack of tools.index.packs().filter((each) => kindOf(each) === 'list')) {
    signal.throwIfAborted()
    for await (const { id, content } of readPack(pack, tools)) {
      const list = parseList(Buffer.concat(await Array.fromAsync(content)).toString('utf8'))
      const kept = list.filter(isKept)
      if (kept.length === list.length || replaced.has(id)) continue
      entries += list.length - kept.length
      replaced.set(id, kept.length === 0 ? undefined : (await writer.put(contentOf(listText(kept)), 'list')).blob)
    }
  }
  await writer.flush()
  return { replaced, entries }
}

async function thinPoint(point: StoredPoint, replaced: ReadonlyMap<string, string | undefined>, open: (blob: string) => Promise<Spool>): Promise<StoredPoint> {
  const lists = point.lists.flatMap((list) => (replaced.has(list) ? (replaced.get(list) ?? []) : list))
  const entries: PointEntry[] = []
  for (const list of lists) entries.push(...(await readList(list, open)))
  const totals = totalsOf(entries)
  const before = SIDES.reduce((sum, side) => sum + point.sides[side].messages, 0)
  const sides = { left: { ...point.sides.left, ...totals.left }, right: { ...point.sides.right, ...totals.right } }
  return { ...point, lists, sides, erased: (point.erased ?? 0) + before - entries.length }
}

async function proveClean(pack: string, isErased: (id: string) => boolean, tools: Tools): Promise<void> {
  for await (const { id } of readPack(pack, tools)) if (isErased(id)) throw new SyncError('BROKEN_INVARIANT', 'Something that was erased is still in a pack.')
}

function contentOf(text: string): Content {
  const bytes = Buffer.from(text)
  return { size: bytes.length, open: () => once(bytes) }
}
