import type { Spool } from '../platform/spool.ts'
import { keptLists, readKept } from './kept.ts'
import { kindOf, PACKS } from './packs.ts'
import { withoutLists, type Point, type StoredPoint } from './point.ts'
import { readList } from './read-list.ts'
import { removePacks, rewritePacks } from './rewrite-packs.ts'
import { refresh, type Tools } from './tools.ts'
import { unfinishedEntries } from './unfinished.ts'

export interface PruneOptions {
  /** Ids of points that are to go. The last point of a pair and those that are pinned stay all the same. */
  readonly drop: readonly string[]
  readonly isDryRun?: boolean
  /** Nothing that is not needed any more may be left on the disk: packs with little of it are written anew too. */
  readonly isThorough?: boolean
  readonly signal: AbortSignal
  /** Told how many packs of how many were looked after. */
  readonly onProgress?: (done: number, total: number) => void
}

/** What a prune did, or would do. */
export interface PruneReport {
  readonly dropped: readonly Point[]
  readonly packsRemoved: number
  /** Packs that were mostly not needed any more, or small, and whose rest was written into new ones. */
  readonly packsRewritten: number
  /** Bytes on the disk before and, unless it is a dry run, after. */
  readonly bytesBefore: number
  readonly bytesAfter?: number
  /** Bytes of content that nobody needs any more. */
  readonly deadBytes: number
}

/** A pack with less than this share of what is needed is written anew. */
const LEAST_ALIVE = 0.5
/** Packs below this share of a full one are small, and joined once there are so many of a kind. */
const SMALL_SHARE = 0.25
const MOST_SMALL = 16

/**
 * Drops points, and removes what no point needs any more. Nothing is swept unless every point, list and note could be read.
 * Killed at any point, the next prune goes on. @throws {SyncError} `BACKUP_DAMAGED` with nothing swept
 */
export async function pruneBackup(tools: Tools, open: (blob: string) => Promise<Spool>, { drop, isDryRun = false, isThorough = false, signal, onProgress = () => {} }: PruneOptions): Promise<PruneReport> {
  const { index, points } = tools
  const all = await points.all()
  const dropped = droppable(all, new Set(drop))
  const kept = all.filter((point) => !dropped.includes(point))
  index.unmarkAll()
  await markNeeded(kept, tools, open, signal)
  const fates = index.packs().map((pack) => fateOf(pack, tools, isThorough ? 1 : LEAST_ALIVE))
  const report = {
    dropped: dropped.map(withoutLists),
    packsRemoved: fates.filter(({ fate }) => fate === 'remove').length,
    deadBytes: fates.reduce((sum, { dead }) => sum + dead, 0),
    bytesBefore: await bytesOnDisk(tools),
  }
  const packsToRewrite = toRewrite(fates)
  if (isDryRun) return { ...report, packsRewritten: packsToRewrite.length }
  signal.throwIfAborted()
  for (const point of dropped) await points.remove(point)
  await removePacks(fates.filter(({ fate }) => fate === 'remove').map(({ pack }) => pack), tools)
  let done = 0
  await rewritePacks(packsToRewrite, tools, { isKept: (id, pack) => index.isMarked(id) && index.find(id)?.pack === pack, signal, onPack: () => onProgress(++done, packsToRewrite.length) })
  return { ...report, packsRewritten: packsToRewrite.length, bytesAfter: await bytesOnDisk(tools) }
}

/** Of what is to go, what may: never the last of a pair, nor what is pinned. */
function droppable(all: readonly StoredPoint[], drop: ReadonlySet<string>): StoredPoint[] {
  const last = new Map(all.map((point) => [point.pair, point.id]))
  return all.filter(({ id, pair, pinned }) => drop.has(id) && !pinned && last.get(pair) !== id)
}

async function markNeeded(points: readonly StoredPoint[], tools: Tools, open: (blob: string) => Promise<Spool>, signal: AbortSignal): Promise<void> {
  const { index } = tools
  await refresh(tools)
  for (const point of points) {
    signal.throwIfAborted()
    for (const list of point.lists) {
      if (!index.mark(list)) continue
      for (const { blob } of await readList(list, open)) if (blob !== undefined) index.mark(blob)
    }
  }
  for (const { blob } of await unfinishedEntries(tools)) if (blob !== undefined) index.mark(blob)
  for (const path of await keptLists(tools)) for (const { blob } of await readKept(path, tools)) index.mark(blob)
}

interface Fate {
  readonly pack: string
  readonly fate: 'remove' | 'rewrite' | 'small' | 'keep'
  readonly dead: number
}

/** A blob that is in two packs is needed in the one where it is found. */
function fateOf(pack: string, { index, packBytes }: Tools, leastAlive: number): Fate {
  let alive = 0
  let dead = 0
  for (const { id, size } of index.blobsOf(pack)) {
    // The header of each member counts too, so that empty messages weigh something.
    if (index.isMarked(id) && index.find(id)?.pack === pack) alive += size + 512
    else dead += size + 512
  }
  if (alive === 0) return { pack, fate: 'remove', dead }
  if (alive < (alive + dead) * leastAlive) return { pack, fate: 'rewrite', dead }
  return { pack, fate: alive < packBytes * SMALL_SHARE ? 'small' : 'keep', dead }
}

function toRewrite(fates: readonly Fate[]): string[] {
  const small = Map.groupBy(fates.filter(({ fate }) => fate === 'small'), ({ pack }) => kindOf(pack))
  const joined = [...small.values()].filter((ofKind) => ofKind.length >= MOST_SMALL).flat()
  return [...fates.filter(({ fate }) => fate === 'rewrite'), ...joined].map(({ pack }) => pack)
}

async function bytesOnDisk({ files }: Tools): Promise<number> {
  return (await files.list(PACKS)).reduce((sum, { size }) => sum + size, 0)
}
