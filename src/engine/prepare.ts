import type { Binding } from '../domain/binding.ts'
import type { Item } from '../domain/item.ts'
import type { Operation } from '../domain/operation.ts'
import { isNight } from '../domain/night.ts'
import { isBeforeStart } from '../domain/policy.ts'
import { opposite, SIDES, type Side } from '../domain/side.ts'
import { guard, type HeldOperations } from '../reconcile/guard.ts'
import { identityOf, match } from '../reconcile/match.ts'
import { plan } from '../reconcile/plan.ts'
import { planFolders, type FolderContents } from '../reconcile/plan-folders.ts'
import { readDigests } from './digests.ts'
import type { Mirror } from './mirror.ts'
import type { Observed } from './observe.ts'
import type { PairContext } from './pair-context.ts'
import type { DirtyRows, SetAside } from './ports.ts'
import { FRESH_MS } from './priority.ts'
import type { Unsettled } from './recover.ts'
import { asideState } from './rows.ts'
import { seenTwice } from './seen-twice.ts'
import { toInstant } from '../domain/instant.ts'
import { holdsIn, OPEN_HOLDS } from './run-events.ts'

/** What there is to do now, and what waits. */
export interface Prepared {
  readonly operations: readonly Operation[]
  readonly held: readonly HeldOperations[]
  /** Folders whose name the other side cannot hold. */
  readonly unwritable: readonly string[]
  /** Items that cannot cross for now: set aside, or drafts that are still being written. */
  readonly waiting: number
  /** Copies of older messages that wait for the night. */
  readonly forNight: number
  /** Messages that are from before the start, and stay on their side. */
  readonly beforeStart: number
  /** Messages that may have been seen twice, because they moved while they were listed: only another look can tell. */
  readonly doubtful: number
}

export interface PrepareOptions {
  readonly observed: Observed
  readonly unsettled: Unsettled
  readonly alreadyTrashed: number
  /** A person decided to apply the hold of this run. */
  readonly isDecided: boolean
  /** Only messages that are in one of these folders, and their partners. Default: all. */
  readonly within?: ReadonlySet<string>
}

/** A draft is carried once nobody has touched it for this long. */
const DRAFT_REST_MS = 2 * 60_000

/** Loads what is dirty, finds first meetings, and plans. Folders come first: messages are planned once there are none to make. */
export async function prepare(mirror: Mirror, context: PairContext, options: PrepareOptions): Promise<Prepared> {
  context.onProgress({ phase: 'planning', pass: 0, done: 0 })
  const aside = await rowsSetAside(context)
  await mirror.loadFolders()
  const { items, bindings } = inFolders(await context.store.dirty(), options.within)
  mirror.hold(items, bindings)
  const bound = new Set(bindings.flatMap((binding) => SIDES.flatMap((side) => binding[side] ?? [])))
  const halves = await halfMoved(options.unsettled, context)
  const unbound = items.filter((item) => item.presence === 'present' && item.base === undefined && !bound.has(item.ref) && !halves.has(likenessOf(item)))

  const movedIn = items.filter(({ presence, base, folder }) => presence === 'present' && base !== undefined && base.folder !== folder)
  const arrived = [...unbound.filter((item) => item.origin === undefined), ...movedIn]
  const folders = await planFolderOperations(mirror, arrived, context)
  const gone = new Set(items.flatMap((item) => (item.presence === 'gone' ? [item.ref] : [])))
  const matched = await matchItems(mirror, unbound, gone, context, options.observed)
  const waiting = waitingItems(unbound, aside, options.unsettled, context)
  const alone = matched.alone.flatMap((ref) => mirror.item(ref) ?? [])
  const forNight = new Set(alone.filter((item) => waitsForNight(item, context)).map(({ ref }) => ref))
  const messages = plan({
    policy: context.policy,
    access: { left: context.mailboxes.left.capabilities.marks, right: context.mailboxes.right.capabilities.marks },
    canCreate: { left: context.mailboxes.left.capabilities.create !== 'none', right: context.mailboxes.right.capabilities.create !== 'none' },
    folders: mirror.foldersOnceBound(folders.operations),
    items,
    bindings: bindings.filter((binding) => !takenOver(matched.operations).has(binding.id)),
    alone: matched.alone.filter((ref) => !waiting.has(ref) && !forNight.has(ref)),
  })
  const untouched = new Set([...asideNow(items, bindings, aside, context), ...options.unsettled])
  const counts = await context.store.counts()
  const guarded = guard({
    operations: messages.filter((operation) => !isAmong(operation, untouched) && (folders.operations.length > 0 || !lacksFolder(operation))),
    boundItems: counts.bindings.live + counts.bindings.differs,
    emptied: options.observed.emptied,
    unavailable: SIDES.filter((side) => options.observed.unavailable[side].length > 0),
    alreadyTrashed: options.alreadyTrashed,
    waiting: holdsIn(await context.store.fact(OPEN_HOLDS)).flatMap(({ on, reason }) => (reason === 'folder-unavailable' ? [] : [on])),
    isDecided: options.isDecided,
  })
  return {
    operations: [...folders.operations, ...matched.operations, ...guarded.operations],
    held: guarded.held,
    unwritable: folders.unwritable,
    waiting: waiting.size,
    forNight: forNight.size,
    beforeStart: alone.filter(({ receivedAt }) => isBeforeStart(receivedAt, context.policy)).length,
    doubtful: matched.doubtful,
  }
}

/** Those in one of these folders, with their bindings and partners. */
function inFolders({ items, bindings }: DirtyRows, folders: ReadonlySet<string> | undefined): DirtyRows {
  if (folders === undefined) return { items, bindings }
  const inside = new Set(items.filter(({ folder }) => folders.has(folder)).map(({ ref }) => ref))
  const kept = bindings.filter(({ left, right }) => inside.has(left ?? '') || inside.has(right ?? ''))
  const refs = new Set([...inside, ...kept.flatMap(({ left, right }) => [left, right])])
  return { items: items.filter(({ ref }) => refs.has(ref)), bindings: kept }
}

/** What messages look like that a move left in two folders: the other half of one is no message of its own. */
async function halfMoved(unsettled: Unsettled, { store }: PairContext): Promise<Set<string>> {
  const items = await store.itemsByRef([...unsettled])
  return new Set(items.filter(({ base }) => base !== undefined).map(likenessOf))
}

const likenessOf = ({ side, internetMessageId, size, receivedAt }: Item): string => JSON.stringify([side, internetMessageId ?? null, size, receivedAt])

/** `arrived`: messages that came into a folder since both sides agreed. */
async function planFolderOperations(mirror: Mirror, arrived: readonly Item[], context: PairContext) {
  const { allFolders: all, folderBindings: bindings } = mirror
  const contents = new Map<string, FolderContents>()
  const byRef = new Map(all.map((folder) => [folder.ref, folder]))
  for (const binding of bindings) {
    for (const side of SIDES) {
      const folder = byRef.get(binding[side] ?? '')
      const partner = byRef.get(binding[opposite(side)] ?? '')
      const partnerEnded = partner === undefined || partner.presence === 'gone' || (partner.role === undefined && mirror.folders.inTrash(partner.ref))
      if (folder === undefined || !partnerEnded) continue
      const present = (await context.store.itemsInFolder(side, folder.ref)).length
      contents.set(folder.ref, { present, arrived: arrived.filter((item) => item.folder === folder.ref).length })
    }
  }
  const names = { left: context.mailboxes.left.capabilities.folderNames, right: context.mailboxes.right.capabilities.folderNames }
  return planFolders({ folders: all, bindings, policy: context.policy, names, contents })
}

/** Its folder is not on the other side, and no folder is left to be made: the name is one that the other side cannot hold. */
const lacksFolder = (operation: Operation): boolean => (operation.kind === 'copy' || operation.kind === 'move') && operation.folder === undefined

const takenOver = (operations: readonly Operation[]): Set<string> => new Set(operations.flatMap((operation) => (operation.kind === 'replace' ? [operation.binding] : [])))

/** Matches as often as it takes: content is read only where it decides. */
async function matchItems(mirror: Mirror, unbound: readonly Item[], gone: ReadonlySet<string>, context: PairContext, observed: Observed) {
  let related = await relatedTo(unbound, context)
  const doubtful = await seenTwice(unbound, related.items, observed, context)
  let open = unbound.filter((item) => !doubtful.has(item.ref))
  for (;;) {
    mirror.hold(related.items, related.bindings)
    const result = match({ pair: context.pair, unbound: open, related: related.items, bindings: related.bindings, gone, folders: mirror.folders })
    if (result.wanted.length === 0) return { ...result, doubtful: doubtful.size }
    const wanted = new Set(result.wanted)
    const read = await readDigests(context, open.filter((item) => wanted.has(item.ref)))
    mirror.hold([...read.values()], [])
    if (read.size === 0) return { ...result, doubtful: doubtful.size }
    open = open.map((item) => read.get(item.ref) ?? item)
    related = await relatedTo(open, context)
  }
}

async function relatedTo(unbound: readonly Item[], { store, pair }: PairContext): Promise<{ items: Item[]; bindings: Binding[] }> {
  if (unbound.length === 0) return { items: [], bindings: [] }
  const ids = [...new Set(unbound.flatMap((item) => identityOf(item) ?? []))]
  const seconds = [...new Set(unbound.filter((item) => identityOf(item) === undefined).map((item) => item.receivedAt))]
  const origins = (side: Side): string[] => unbound.flatMap((item) => (item.origin?.pair === pair && item.origin.side === side ? item.origin.id : []))
  const found = await Promise.all([
    store.itemsByMessageId(ids),
    store.itemsByReceived(seconds),
    ...SIDES.map((side) => store.itemsById(side, origins(side))),
  ])
  const items = [...new Map(found.flat().map((item) => [item.ref, item])).values()].filter((item) => item.presence === 'present')
  return { items, bindings: await store.bindingsOf(items.map((item) => item.ref)) }
}

/** What is set aside, by item. What is gone since is nobody's concern any more, and released. */
async function rowsSetAside({ store }: PairContext): Promise<ReadonlyMap<string, SetAside>> {
  const rows = await store.setAside()
  if (rows.length === 0) return new Map()
  const present = new Set((await store.itemsByRef(rows.map((row) => row.item))).filter((item) => item.presence !== 'gone').map((item) => item.ref))
  const released = rows.map((row) => row.item).filter((ref) => !present.has(ref))
  if (released.length > 0) await store.commit({ released })
  return new Map(rows.filter((row) => present.has(row.item)).map((row) => [row.item, row]))
}

/** Items that a cloud refused for good, as long as they are as they were then. */
function asideNow(items: readonly Item[], bindings: readonly Binding[], rows: ReadonlyMap<string, SetAside>, context: PairContext): Set<string> {
  const byRef = new Map(items.map((item) => [item.ref, item]))
  const partners = new Map(bindings.flatMap(({ left, right }) => (left === undefined || right === undefined ? [] : [[left, byRef.get(right)] as const, [right, byRef.get(left)] as const])))
  const isAsThen = (item: Item): boolean => {
    const row = rows.get(item.ref)
    return row !== undefined && row.state === asideState(row.code, item, partners.get(item.ref), context)
  }
  return new Set(items.filter(isAsThen).map((item) => item.ref))
}

const isAmong = (operation: Operation, items: ReadonlySet<string>): boolean => 'item' in operation && items.has(operation.item)

/** Whether a copy of it may take its time, and now is day. */
function waitsForNight({ receivedAt, roleClass }: Item, { policy, clock }: PairContext): boolean {
  const isOld = roleClass !== 'draft' && clock.now() - Date.parse(receivedAt) >= FRESH_MS
  return policy.oldMailAtNight === true && isOld && !isBeforeStart(receivedAt, policy) && !isNight(clock.now())
}

/** Unbound items that are not to be copied now. */
function waitingItems(unbound: readonly Item[], rows: ReadonlyMap<string, SetAside>, unsettled: Unsettled, context: PairContext): Set<string> {
  const aside = asideNow(unbound, [], rows, context)
  const restedAt = toInstant(context.clock.now() - DRAFT_REST_MS) ?? ''
  const isWaiting = (item: Item): boolean => unsettled.has(item.ref) || aside.has(item.ref) || (item.roleClass === 'draft' && item.receivedAt > restedAt)
  return new Set(unbound.filter(isWaiting).map((item) => item.ref))
}
