import type { PlannedRun, RunOptions } from './app-types.ts'
import type { Binding } from './domain/binding.ts'
import { parseEffect } from './domain/effect.ts'
import { SyncError } from './domain/errors.ts'
import type { Instant } from './domain/instant.ts'
import type { ItemRef, ItemState } from './domain/item.ts'
import type { Marks } from './domain/marks.ts'
import type { Operation } from './domain/operation.ts'
import { opposite, SIDES, type Side } from './domain/side.ts'
import { trashDeparted } from './engine/trash-departed.ts'
import type { PairContext } from './engine/pair-context.ts'
import type { PlannedOperations } from './engine/plan-pair.ts'
import type { PairStore } from './engine/ports.ts'
import type { Report } from './engine/report.ts'
import type { Explained } from './reconcile/explain.ts'
import { indexFolders, type FolderIndex } from './reconcile/folder-index.ts'
import type { AuditLink, Store } from './store/store.ts'

/** A message, without a word of what it says. */
export interface Seen {
  readonly item: ItemRef
  readonly on: Side
  /** Name of its folder. */
  readonly folder: string
  readonly receivedAt: Instant
  readonly size: number
}

/** A message, or a folder, that both sides changed differently, and what was made of it. */
export interface Conflict {
  /** Its place in the audit. */
  readonly seq: number
  readonly at: Instant
  readonly run: string
  /** The side whose value gave way. */
  readonly on: Side
  readonly kind: 'mark' | 'move' | 'change-folder'
  /** Missing for a folder, and for a message that is gone. */
  readonly message?: Seen
  /** What gave way and what took its place. Of a folder nothing is kept but that it was renamed. */
  readonly values: readonly Differing[]
  /** Whether the other value was taken since. */
  readonly isTakenBack: boolean
}

export interface Differing {
  readonly field: keyof Marks | 'folder'
  readonly lost: string | boolean
  readonly applied: string | boolean
}

/** A message that a cloud refused. */
export interface Aside extends Seen {
  readonly code: string
  readonly message: string
  readonly attempts: number
  readonly since: Instant
}

/** A message that left one mailbox without passing through its trash, and is still in the other one. */
export interface Departed extends Seen {
  readonly binding: string
  readonly since: Instant
}

export interface DepartedList {
  readonly departed: readonly Departed[]
  /** Up to when a person said that all of them stay. */
  readonly keptUntil?: Instant
}

/** Folders that are one on both sides, and those that are on one side only. */
export interface FolderPair {
  readonly left?: string
  readonly right?: string
  readonly role?: string
}

/** What sending to trash did, or would do. */
export type TrashedDeparted = Pick<Report, 'run' | 'done' | 'failed' | 'stoppedBy'> & { readonly sentences: readonly Explained[] }

/** What waits for a person, and what was decided for them. All but what writes is from memory alone. */
export interface Decisions {
  folders(pair: string): Promise<readonly FolderPair[]>
  /** Newest first, those before this `seq`. */
  conflicts(pair: string, query: { readonly most: number; readonly since: Instant; readonly before?: number }): Promise<readonly Conflict[]>
  aside(pair: string): Promise<readonly Aside[]>
  /** Has these tried again by the next run, and by every one after it. Answers how many there were. */
  tryAgain(pair: string, items: readonly ItemRef[], call: RunOptions): Promise<number>
  departed(pair: string): Promise<DepartedList>
  /** Says that whatever departed up to a moment stays where it is. */
  keepDeparted(pair: string, until: Instant, call: RunOptions): Promise<void>
  /** Sends the copies that stayed to trash. @throws {SyncError} `GATE_CLOSED`, `NOT_FOUND` for a binding that is not among `departed` */
  trashDeparted(pair: string, bindings: readonly string[], call: RunOptions & { readonly dryRun: boolean }): Promise<TrashedDeparted>
}

type Working = <Result>(pair: string, call: RunOptions, work: (context: PairContext) => Promise<Result>) => Promise<Result>

export interface DecisionsOptions {
  readonly store: () => Promise<Store>
  /** Works on a pair that is nobody else's meanwhile. */
  readonly owning: Working
  /** The same behind an open gate. */
  readonly writing: Working
  readonly explain: (operations: readonly Operation[], context: PairContext) => Promise<readonly Explained[]>
}

/** Name of the fact that says up to when all departed ones stay. */
const KEPT_UNTIL = 'departed kept until'

/** Opens nothing before it is asked. */
export function createDecisions({ store, owning, writing, explain }: DecisionsOptions): Decisions {
  const pairStore = async (pair: string): Promise<PairStore> => (await store()).pair(pair)
  return {
    folders: async (pair) => foldersOf(await pairStore(pair)),
    conflicts: async (pair, { most, since, before }) => {
      const { audit } = await store()
      const links = await audit.search(pair, { most, since, reason: 'conflict', isNewestFirst: true, ...(before === undefined ? {} : { before }) })
      const known = await pairStore(pair)
      const folders = await folderIndex(known)
      const seen = await seenBy(known, links.flatMap(({ item }) => item ?? []), folders)
      return Promise.all(
        links.map(async (link) => {
          const undone = link.item === undefined ? [] : await audit.search(pair, { most: 1, after: link.seq, item: link.item, reason: 'undone' })
          return conflictOf(link, seen.get(link.item ?? ''), folders, undone.length > 0)
        }),
      )
    },
    aside: async (pair) => {
      const known = await pairStore(pair)
      const rows = await known.setAside()
      const seen = await seenBy(known, rows.map(({ item }) => item), await folderIndex(known))
      return rows.flatMap(({ item, code, message, attempts, since }) => {
        const about = seen.get(item)
        return about === undefined ? [] : [{ ...about, code, message, attempts, since }]
      })
    },
    tryAgain: (pair, items, call) =>
      owning(pair, call, async (context) => {
        const aside = new Set((await context.store.setAside()).map(({ item }) => item))
        const released = items.filter((item) => aside.has(item))
        await context.store.commit({ released })
        return released.length
      }),
    departed: async (pair) => departedOf(await pairStore(pair)),
    keepDeparted: (pair, until, call) => owning(pair, call, ({ store: own }) => own.commit({ facts: { [KEPT_UNTIL]: until } })),
    trashDeparted: (pair, bindings, call) => {
      const work = async (context: PairContext): Promise<TrashedDeparted> => {
        const open = new Set((await departedOf(context.store)).departed.map(({ binding }) => binding))
        const unknown = bindings.find((binding) => !open.has(binding))
        if (unknown !== undefined) throw new SyncError('NOT_FOUND', 'One of these messages is no longer on one side alone.')
        const { planned, ...report } = await trashDeparted(context, bindings, call.dryRun)
        return { ...report, sentences: await explain(planned, context) }
      }
      return call.dryRun ? owning(pair, call, work) : writing(pair, call, work)
    },
  }
}

/** A plan as the application tells of it. */
export async function plannedRun({ operations, held, findings, room }: PlannedOperations, explain: (operations: readonly Operation[]) => Promise<readonly Explained[]>): Promise<PlannedRun> {
  const sentences = await Promise.all(held.map(async (hold) => [hold.id, await explain(hold.operations)] as const))
  return { operations, sentences: await explain(operations), holds: held.map(({ id, on, operations: { length }, reason }) => ({ id, on, operations: length, reason })), held: Object.fromEntries(sentences), findings, room }
}

const folderIndex = async (store: PairStore): Promise<FolderIndex> => indexFolders(await store.folders(), await store.folderBindings())

async function foldersOf(store: PairStore): Promise<readonly FolderPair[]> {
  const index = await folderIndex(store)
  const pathOf = (ref: string | undefined): string => {
    const folder = ref === undefined ? undefined : index.get(ref)
    return folder === undefined ? '' : [pathOf(folder.parent), folder.name].filter((part) => part !== '').join(' / ')
  }
  const both = index.of('left').map(({ ref, role }) => {
    // The two trashes are one without being bound.
    const partner = role === 'trash' ? index.trash('right') : index.binding(ref)?.right
    const isThere = partner !== undefined && index.get(partner)?.presence === 'present'
    return { left: pathOf(ref), ...(isThere ? { right: pathOf(partner) } : {}), ...(role === undefined ? {} : { role }) }
  })
  const alone = index.of('right').filter(({ ref, role }) => role !== 'trash' && index.get(index.binding(ref)?.left ?? '')?.presence !== 'present')
  return [...both, ...alone.map(({ ref, role }) => ({ right: pathOf(ref), ...(role === undefined ? {} : { role }) }))]
}

/** Of these messages those that are not gone, by their name. */
async function seenBy(store: PairStore, items: readonly ItemRef[], folders: FolderIndex): Promise<ReadonlyMap<ItemRef, Seen>> {
  const rows = await store.itemsByRef([...new Set(items)])
  return new Map(rows.filter(({ presence }) => presence !== 'gone').map(({ ref, side, folder, receivedAt, size }) => [ref, { item: ref, on: side, folder: folders.get(folder)?.name ?? '', receivedAt, size }]))
}

function conflictOf({ seq, at, run, on = 'right', kind, detail }: AuditLink, message: Seen | undefined, folders: FolderIndex, isTakenBack: boolean): Conflict {
  const effect = parseEffect(detail)
  const what = kind === 'mark' || kind === 'move' ? kind : 'change-folder'
  return { seq, at, run, on, kind: what, ...(message === undefined ? {} : { message }), values: effect === undefined ? [] : differing(effect.was, effect.is, folders), isTakenBack }
}

function differing(was: ItemState, is: ItemState, folders: FolderIndex): readonly Differing[] {
  const textOf = (state: ItemState, field: Differing['field']): string | boolean => {
    if (field === 'folder') return folders.get(state.folder)?.name ?? ''
    const value = state.marks[field]
    return typeof value === 'string' || typeof value === 'boolean' ? value : value.join(', ')
  }
  return (['folder', 'read', 'flag', 'answered', 'forwarded', 'tags'] as const)
    .filter((field) => (field === 'folder' ? was.folder !== is.folder : JSON.stringify(was.marks[field]) !== JSON.stringify(is.marks[field])))
    .map((field) => ({ field, lost: textOf(was, field), applied: textOf(is, field) }))
}

/** What is in a trash by now needs no decision any more. */
async function departedOf(store: PairStore): Promise<DepartedList> {
  const keptUntil = await store.fact(KEPT_UNTIL)
  const bindings = (await store.bindingsWith('departed')).filter(({ kind, since }) => kind === 'message' && since > (keptUntil ?? ''))
  const index = await folderIndex(store)
  const rows = new Map((await store.itemsByRef(bindings.flatMap(refsOf))).map((item) => [item.ref, item]))
  const isKept = (ref: string | undefined): boolean => {
    const item = rows.get(ref ?? '')
    return item?.presence === 'present' && !index.inTrash(item.folder)
  }
  const seen = await seenBy(store, bindings.flatMap(refsOf), index)
  const departed = bindings.flatMap((binding) => {
    const side = SIDES.find((each) => isKept(binding[each]) && !isKept(binding[opposite(each)]))
    const about = side === undefined ? undefined : seen.get(binding[side] ?? '')
    return about === undefined ? [] : [{ ...about, binding: binding.id, since: binding.since }]
  })
  return { departed, ...(keptUntil === undefined ? {} : { keptUntil }) }
}

const refsOf = (binding: Binding): readonly string[] => SIDES.flatMap((side) => binding[side] ?? [])
