import { SyncError } from '../domain/errors.ts'
import { toInstant, type Instant } from '../domain/instant.ts'
import type { Spool } from '../platform/spool.ts'
import { keptLists, readKept } from './kept.ts'
import { nameOf, packOf, packPath, PACKS, readPack } from './packs.ts'
import type { StoredPoint } from './point.ts'
import { readList } from './read-list.ts'
import type { Tools } from './tools.ts'

/** A file of the backup that is not what was written, or that lacks something. */
export interface Damage {
  /** By its path in the backup folder. */
  readonly file: string
  readonly code: 'missing' | 'point-lacks' | 'kept-lacks' | 'not-as-packed' | 'changed'
  /** So many messages of so many. */
  readonly n?: number
  readonly of?: number
  /** The same as one sentence in English, safe to show. */
  readonly what: string
  /** The restore point that lacks something, where it is one. */
  readonly point?: string
}

/** What reading a whole backup back found. */
export interface BackupProof {
  readonly at: Instant
  /** Restore points that were read. */
  readonly points: number
  /** Messages in them, each counted as often as it is in one. */
  readonly messages: number
  readonly packs: number
  /** Of content that was unsealed, and whose name was computed anew. */
  readonly bytes: number
  /** Empty: everything is as it was written. */
  readonly damage: readonly Damage[]
}

export interface VerifyOptions {
  readonly signal: AbortSignal
  /** Told how many packs of how many were read. */
  readonly onProgress?: (done: number, total: number) => void
}

/** Unseals every pack, computes the name of everything in it anew, and looks for all that a restore point names. */
export async function verifyBackup(tools: Tools, open: (blob: string) => Promise<Spool>, { signal, onProgress = () => {} }: VerifyOptions): Promise<BackupProof> {
  const { files, index, points, clock } = tools
  const packs = (await files.list(PACKS)).flatMap(({ name }) => packOf(name) ?? [])
  const there = new Set(packs)
  const damage: Damage[] = index.lost().filter((pack) => !there.has(pack)).map((pack) => ({ file: packPath(pack), code: 'missing', what: 'It is missing.' }))
  index.unmarkAll()
  let bytes = 0
  for (const [at, pack] of packs.entries()) {
    signal.throwIfAborted()
    onProgress(at, packs.length)
    const before = damage.length
    bytes += (await orNote(packPath(pack), damage, () => readBack(pack, tools, damage))) ?? 0
    // What it held is packed anew by the next backup that finds it in a mailbox.
    if (damage.length > before) index.lose(pack)
  }
  onProgress(packs.length, packs.length)
  let messages = 0
  let read = 0
  for (const path of await points.paths()) {
    signal.throwIfAborted()
    const point = await orNote(path, damage, () => points.read(path))
    if (point === undefined) continue
    const { named, missing } = await lookFor(point, tools, open)
    read++
    messages += named
    if (missing > 0) damage.push({ file: path, code: 'point-lacks', n: missing, of: named, what: `${missing} of the ${named} messages of the restore point ${point.id} cannot be restored.`, point: point.id })
  }
  damage.push(...(await lacksOfKept(tools, signal)))
  return { at: toInstant(clock.now()) ?? '', points: read, messages, packs: packs.length, bytes, damage }
}

/** Lists of what is kept beside points that cannot be read, or that name what is in no pack. */
async function lacksOfKept(tools: Tools, signal: AbortSignal): Promise<Damage[]> {
  const damage: Damage[] = []
  for (const file of await keptLists(tools)) {
    signal.throwIfAborted()
    const list = (await orNote(file, damage, () => readKept(file, tools))) ?? []
    const missing = list.filter(({ blob }) => !tools.index.isMarked(blob)).length
    if (missing > 0) damage.push({ file, code: 'kept-lacks', n: missing, of: list.length, what: `${missing} of the ${list.length} messages that are kept by it cannot be read.` })
  }
  return damage
}

/** Marks what a pack really holds. @returns its bytes */
async function readBack(pack: string, tools: Tools, damage: Damage[]): Promise<number> {
  let bytes = 0
  const genuine: string[] = []
  for await (const { id, size, content } of readPack(pack, tools)) {
    bytes += size
    if ((await nameOf(content, tools.namer)) === id) genuine.push(id)
    else damage.push({ file: packPath(pack), code: 'not-as-packed', what: `A message in it is not what was packed (${id.slice(0, 16)}…).` })
  }
  for (const id of genuine) tools.index.mark(id)
  return bytes
}

/** How many messages a point names, and how many of them are not where it is said. */
async function lookFor(point: StoredPoint, { index }: Tools, open: (blob: string) => Promise<Spool>): Promise<{ named: number; missing: number }> {
  let found = 0
  for (const list of point.lists) {
    if (!index.isMarked(list)) continue
    for (const { blob, unreadable } of await readList(list, open)) if (unreadable !== undefined || (blob !== undefined && index.isMarked(blob))) found++
  }
  const named = point.sides.left.messages + point.sides.right.messages
  return { named, missing: named - found }
}

async function orNote<Result>(file: string, damage: Damage[], read: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof SyncError) || error.code !== 'BACKUP_DAMAGED') throw error
    damage.push({ file, code: 'changed', what: 'It was changed, is cut off, or is not a file of this backup.' })
    return undefined
  }
}
