import type { Instant } from '../domain/instant.ts'
import type { PastFolder } from '../domain/past.ts'
import type { Side } from '../domain/side.ts'
import { keepList, type KeptMessage } from './kept.ts'
import { atHand, newPack, nameOf, type BlobKind, type Content, type NewPack } from './packs.ts'
import { inOrder, listsOf, listText, totalsOf, type Point, type PointEntry, type PointSide } from './point.ts'
import { NOTE_SUFFIX, NOTES, writeNote } from './notes.ts'
import { once } from './seal.ts'
import type { Tools } from './tools.ts'
import { forgetUnfinished, keepUnfinished, unfinishedEntries } from './unfinished.ts'

export interface NewPoint extends Pick<Point, 'pair' | 'takenAt' | 'why' | 'pinned' | 'audit'> {
  readonly folders: Readonly<Record<Side, readonly PastFolder[]>>
  /** See `PointSide`. Default: none. */
  readonly unavailable?: Readonly<Record<Side, readonly string[]>>
  /** In any order. */
  readonly entries: readonly PointEntry[]
}

/** What only one process at a time may do with a repository. */
export interface Writer {
  /** Packs some bytes, unless they are packed already. Durable only after `flush`. */
  put(content: Content, kind?: BlobKind): Promise<{ readonly blob: string; readonly isNew: boolean }>
  /** So much was put and is not durable yet that it should be. */
  readonly isFull: boolean
  /** Makes durable what was put. */
  flush(): Promise<void>
  /** Keeps what is known of a point that is being taken, so that a process that is killed has not read it for nothing. What it names must be flushed. */
  keepUnfinished(pair: string, entries: readonly PointEntry[]): Promise<void>
  /** What `keepUnfinished` was given since the last point of this pair was saved. What is damaged is left out. */
  unfinished(pair: string): Promise<PointEntry[]>
  /** Saves a point, which is durable when this resolves; what was unfinished of the pair is forgotten. */
  savePoint(point: NewPoint): Promise<Point>
  /** Saves another state of a point that is there. */
  changePoint(id: string, change: Pick<Point, 'pinned'>): Promise<Point>
  /** Keeps these messages, which must be flushed, from being pruned, until their list is dropped. Durable when it resolves. @returns the list, by its path */
  keepList(pair: string, messages: readonly KeptMessage[]): Promise<string>
  /** What a list held is no longer kept for its sake. */
  dropList(list: string): Promise<void>
  /** Keeps a small text, in place of the one of the same name. */
  writeNote(name: string, text: string): Promise<void>
  /** What was put and not flushed is dropped. */
  close(): Promise<void>
}

export function newWriter(tools: Tools): Writer {
  const { index, points, newId, packBytes, namer, clock } = tools
  const packs = new Map<BlobKind, NewPack>()
  const pending = new Set<string>()
  const put: Writer['put'] = async (given, kind = 'mail') => {
    const content = await atHand(given)
    const blob = await nameOf(content.open(), namer)
    if (pending.has(blob) || index.find(blob) !== undefined) return { blob, isNew: false }
    const pack = packs.get(kind) ?? newPack(kind, tools)
    packs.set(kind, pack)
    await pack.add(blob, content)
    pending.add(blob)
    return { blob, isNew: true }
  }
  const flush = async (): Promise<void> => {
    for (const [kind, pack] of packs) {
      await pack.end()
      packs.delete(kind)
      index.add(pack.name, pack.blobs)
    }
    pending.clear()
  }
  return {
    put,
    get isFull() {
      return [...packs.values()].some(({ size }) => size >= packBytes)
    },
    flush,
    keepUnfinished: (pair, entries) => keepUnfinished(pair, entries, tools),
    unfinished: (pair) => unfinishedEntries(tools, pair),
    savePoint: async ({ folders, entries, unavailable, ...about }) => {
      const lists: string[] = []
      for (const list of listsOf(inOrder(entries))) lists.push((await put(contentOf(Buffer.from(listText(list))), 'list')).blob)
      await flush()
      const totals = totalsOf(entries)
      const id = idOf(about.takenAt, clock.now(), newId())
      const sideOf = (side: Side): PointSide => ({ folders: folders[side], ...totals[side], unavailable: unavailable?.[side] ?? [] })
      const point = { id, ...about, sides: { left: sideOf('left'), right: sideOf('right') } }
      await points.save({ ...point, lists })
      await forgetUnfinished(about.pair, tools)
      return point
    },
    changePoint: async (id, change) => {
      const changed = { ...(await points.named(id)), ...change }
      await points.save(changed)
      return changed
    },
    keepList: (pair, messages) => keepList(pair, messages, tools),
    dropList: (list) => tools.files.remove(list),
    writeNote: (name, text) => writeNote(`${NOTES}/${name}${NOTE_SUFFIX}`, text, tools),
    close: async () => {
      for (const pack of packs.values()) await pack.abandon()
      packs.clear()
      pending.clear()
    },
  }
}

const contentOf = (bytes: Buffer): Content => ({ size: bytes.length, open: () => once(bytes) })

/** Short enough to be typed; those of one second are in the order in which they were saved. */
function idOf(takenAt: Instant, savedAt: number, chance: string): string {
  const sinceTaken = Math.max(0, savedAt - Date.parse(takenAt)).toString(36).padStart(5, '0').slice(-5)
  return `${takenAt.replace(/[-:]/g, '')}-${sinceTaken}${chance.replace(/[^a-zA-Z0-9]/g, '').slice(0, 3)}`
}
