import type { Binding } from '../domain/binding.ts'
import type { Effect } from '../domain/effect.ts'
import { fingerprint } from '../domain/fingerprint.ts'
import type { FolderRef } from '../domain/folder.ts'
import type { Item, ItemRef } from '../domain/item.ts'
import type { MarkAccess, MarkName } from '../domain/marks.ts'
import type { MarkChange, Operation } from '../domain/operation.ts'
import type { PastFolder, PastMessage } from '../domain/past.ts'
import type { Policy } from '../domain/policy.ts'
import { opposite, type Side } from '../domain/side.ts'
import { homeOf, type FolderHome } from './folder-home.ts'
import type { FolderIndex } from './folder-index.ts'
import { matchPast } from './match-past.ts'
import { MARK_NAMES, sameMark } from './merge-marks.ts'
import { pastFolders, type PastFolders } from './past-folders.ts'
import { planPastFolders } from './plan-past-folders.ts'
import { foldersFirst, netOf, type Net, type Written } from './plan-undo.ts'

/** `ours`: what Tongbu did since. `everything`: also what people did. */
export type RollbackScope = 'ours' | 'everything'

/** One mailbox: as the point has it, as it is now, and what Tongbu wrote there between the two. */
export interface RollbackSide {
  readonly side: Side
  readonly messages: readonly PastMessage[]
  readonly folders: readonly PastFolder[]
  /** The cloud's ids of folders of which the point does not say what was in them. */
  readonly unavailable: readonly string[]
  /** Every message of this side that the mirror knows or knew. */
  readonly items: readonly Item[]
  readonly since: WrittenSince
  /** Names of what the backup cannot give any more. */
  readonly damaged: ReadonlySet<string>
  readonly access: MarkAccess
  readonly canCreate: boolean
}

/** What the audit tells of one side after a point. */
export interface WrittenSince {
  readonly writes: readonly Written[]
  /** Writes of which nobody knows whether they were done, because they were interrupted. */
  readonly perhaps: readonly Written[]
  /** Tokens of copies. */
  readonly copies: ReadonlySet<string>
  /** Tokens of messages that were made anew from a point. */
  readonly restored: ReadonlySet<string>
  /** Copies of ours whose place something else took. */
  readonly retired: ReadonlySet<ItemRef>
  /** Made anew from a point: our name by the cloud's id that the message had. */
  readonly remade: ReadonlyMap<string, ItemRef>
  readonly folders: Readonly<Record<'made' | 'changed' | 'deleted', ReadonlySet<FolderRef>>>
}

export interface RollbackInput {
  readonly scope: RollbackScope
  /** Also what vanished without having been seen in trash is made anew. */
  readonly includeDeparted: boolean
  /** Only these messages; everything else stays as it is. */
  readonly only?: (message: PastMessage) => boolean
  /** What is still there outside of trash stays as it is, and marks do anyway: nothing is known of the message but that it was there once. */
  readonly onlyBack?: boolean
  readonly pair: string
  /** Those that are rolled back. */
  readonly sides: readonly RollbackSide[]
  /** Messages of the other side that are bound to those of a side that is rolled back. */
  readonly partners: readonly Item[]
  readonly bindings: readonly Binding[]
  readonly folders: FolderIndex
  readonly policy: Policy
}

/** Why something is not, or will not be, as in the point. */
export type RollbackNote =
  | 'changed-since' | 'gone' | 'left' | 'superseded' | 'forbidden' | 'one-side-only' | 'only-copy'
  | 'unreadable' | 'damaged' | 'cannot-create' | 'unlisted' | 'edited-draft' | 'folder-in-use' | 'differs' | 'unsure'

/** What a person should know of one message or folder. */
export interface RollbackListed {
  readonly on: Side
  readonly why: RollbackNote
  /** Where the mirror knows it. */
  readonly item?: ItemRef
  /** The cloud's id in the point, where it is known from there alone. */
  readonly past?: string
}

export interface RollbackPlan {
  readonly operations: readonly Operation[]
  readonly listed: readonly RollbackListed[]
}

/**
 * What brings one mailbox or both back to a restore point. Pure and repeatable: what is as in the point needs nothing, so that a rollback
 * that was interrupted is finished by asking for it again. Nothing is ever deleted for good. Rules R1–R9 of SPEC.md.
 */
export function planRollback(input: RollbackInput): RollbackPlan {
  const plans = input.sides.map((side) => new SideRollback(side, input).plan())
  return { operations: emptyFoldersLast(foldersFirst(plans.flatMap(({ operations }) => operations))), listed: plans.flatMap(({ listed }) => listed) }
}

/** A folder is deleted once everything that was in it is elsewhere. */
const emptyFoldersLast = (operations: readonly Operation[]): Operation[] => [...operations.filter(({ kind }) => kind !== 'delete-folder'), ...operations.filter(({ kind }) => kind === 'delete-folder')]

/** A name for a message that the mirror never knew: the same whenever it is planned. */
const nameOf = (side: Side, { id, blob }: PastMessage): ItemRef => `p${fingerprint(`${side} ${id} ${blob ?? ''}`, 24)}`

class SideRollback {
  readonly #here: RollbackSide
  readonly #input: RollbackInput
  readonly #past: PastFolders
  readonly #now: ReadonlyMap<PastMessage, Item>
  readonly #pastOf: ReadonlyMap<ItemRef, PastMessage>
  readonly #bindings = new Map<ItemRef, Binding>()
  readonly #partners: ReadonlyMap<ItemRef, Item>
  readonly #operations: Operation[] = []
  readonly #listed: RollbackListed[] = []

  constructor(here: RollbackSide, input: RollbackInput) {
    this.#here = here
    this.#input = input
    this.#past = pastFolders(here.side, here.folders, input.folders)
    this.#now = matchPast({ messages: here.messages, items: here.items, remade: here.since.remade, isNewCopy: (item) => this.#isNewCopy(item) })
    this.#pastOf = new Map([...this.#now].map(([message, item]) => [item.ref, message]))
    this.#partners = new Map(input.partners.map((item) => [item.ref, item]))
    for (const binding of input.bindings) {
      const ref = binding[here.side]
      if (binding.kind === 'message' && ref !== undefined) this.#bindings.set(ref, binding)
    }
  }

  plan(): RollbackPlan {
    const { scope, only } = this.#input
    if (only !== undefined || scope === 'everything') this.#everything()
    else this.#ours()
    if (only === undefined) this.#folders()
    return { operations: this.#operations, listed: this.#listed }
  }

  /** R1–R4: what Tongbu moved, marked and copied. */
  #ours(): void {
    const { items, since } = this.#here
    for (const item of items) if (item.presence === 'missing' && this.#isMadeSince(item)) this.#list('unsure', { item: item.ref })
    const byRef = new Map(items.map((item) => [item.ref, item]))
    const certain = netOf(since.writes)
    const written = new Set(certain.map(({ item }) => item))
    for (const net of [...certain, ...netOf(since.perhaps).filter(({ item }) => !written.has(item))]) {
      const item = byRef.get(net.item)
      if (item === undefined || this.#isRetired(net.item)) this.#list('superseded', { item: net.item })
      else if (item.presence === 'gone') this.#broughtToItsEnd(item, net)
      else if (item.presence === 'missing') this.#list('unsure', { item: item.ref })
      else if (!this.#isMadeSince(item)) this.#takeBack(item, net)
    }
    for (const ref of since.retired) if (this.#pastOf.has(ref)) this.#list('superseded', { item: ref })
    for (const item of items) if (item.presence === 'present' && this.#isMadeSince(item) && !this.#isRetired(item.ref)) this.#putAway(item, true)
  }

  /** Sent to trash by us and gone from there since. */
  #broughtToItsEnd(item: Item, net: Net): void {
    const { folders } = this.#input
    const message = this.#pastOf.get(item.ref)
    const wasTrashed = net.place !== undefined && folders.inTrash(net.place.is) && !folders.inTrash(net.place.was)
    if (!wasTrashed || message === undefined) this.#list('gone', { item: item.ref })
    else this.#remake(message, item)
  }

  #takeBack(item: Item, net: Net): void {
    const message = this.#pastOf.get(item.ref)
    const partner = this.#partnerOf(item)
    const notes = new Set<RollbackNote>()
    const { folders } = this.#input
    const isMovedThere = partner?.presence === 'present' && partner.base !== undefined && folders.place(partner.folder) !== folders.place(partner.base.folder)
    let home: FolderHome | undefined
    if (net.place !== undefined) {
      home = message === undefined ? homeOf(net.place.was, folders, 'rolled-back') : this.#past.home(message.folder)
      const isAsLeft = [net.place.is, ...this.#perhaps(item).map(({ is }) => is.folder)].some((left) => folders.place(left) === folders.place(item.folder))
      const isChanged = !isAsLeft || isMovedThere
      if (isChanged && home !== undefined && !this.#isAt(item, home)) notes.add('changed-since')
      if (isChanged) home = undefined
    }
    const change: Record<string, unknown> = {}
    for (const [name, { was, is }] of net.marks) {
      const goal = message === undefined ? was : message.marks[name]
      if (sameMark(item.marks[name], goal) || !this.#canWrite(name)) continue
      const isMarkedThere = partner?.presence === 'present' && partner.base !== undefined && !sameMark(partner.marks[name], partner.base.marks[name])
      const isAsLeft = [is, ...this.#perhaps(item).map((effect) => effect.is.marks[name])].some((left) => sameMark(item.marks[name], left))
      if (!isAsLeft || isMarkedThere) notes.add('changed-since')
      else change[name] = goal
    }
    this.#change(item, home, change)
    for (const note of notes) this.#list(note, { item: item.ref })
  }

  #perhaps({ ref }: Item): Effect[] {
    return this.#here.since.perhaps.flatMap((write) => (write.item === ref ? write.effect : []))
  }

  /** R5–R7: every message of the point, and every other one. */
  #everything(): void {
    const { items, messages } = this.#here
    const { only } = this.#input
    for (const message of messages) {
      if (only?.(message) === false) continue
      const item = this.#input.onlyBack === true ? (this.#sameAs(message) ?? this.#now.get(message)) : this.#now.get(message)
      if (item === undefined || item.presence === 'gone') this.#bringBack(message, item)
      else if (item.presence === 'present' && this.#input.onlyBack !== true) this.#makeAs(message, item)
      else if (item.presence === 'present' && this.#input.folders.inTrash(item.folder)) this.#change(item, this.#past.home(message.folder), {})
    }
    if (only !== undefined) return
    for (const item of items) if (item.presence === 'missing') this.#list('unsure', { item: item.ref })
    const unavailable = new Set(this.#here.unavailable.flatMap((id) => this.#past.home(id)?.folder ?? []))
    for (const item of items) {
      if (item.presence !== 'present' || this.#pastOf.has(item.ref) || item.origin?.partial === true) continue
      if (unavailable.has(item.folder)) this.#list('unlisted', { item: item.ref })
      else this.#putAway(item, false)
    }
  }

  /** By Message-ID alone, as the bytes of an original and of its copy differ; one outside of trash comes before one in it. */
  #sameAs({ internetMessageId: id, roleClass }: PastMessage): Item | undefined {
    const same = this.#here.items.filter((item) => id !== undefined && item.internetMessageId === id && item.roleClass === roleClass && item.presence !== 'gone')
    return same.find(({ folder }) => !this.#input.folders.inTrash(folder)) ?? same[0]
  }

  /** What was never seen in trash has left, or was taken away for a reason: it comes back only by explicit wish. */
  #bringBack(message: PastMessage, item: Item | undefined): void {
    const wasInTrash = this.#past.wasInTrash(message.folder) || (item !== undefined && this.#input.folders.inTrash(item.folder))
    if (wasInTrash || this.#input.includeDeparted) this.#remake(message, item)
    else this.#list('left', item === undefined ? { past: message.id } : { item: item.ref })
  }

  #makeAs(message: PastMessage, item: Item): void {
    const change: Record<string, unknown> = {}
    for (const name of MARK_NAMES) if (this.#canWrite(name) && !sameMark(item.marks[name], message.marks[name])) change[name] = message.marks[name]
    this.#change(item, this.#past.home(message.folder), change)
    if (this.#isRetired(item.ref)) this.#list('superseded', { item: item.ref })
    if (message.roleClass === 'draft' && item.size !== message.listedSize) this.#list('edited-draft', { item: item.ref })
  }

  #change(item: Item, home: FolderHome | undefined, change: MarkChange): void {
    const { side } = this.#here
    const binding = this.#bindings.get(item.ref)
    const bound = binding === undefined ? {} : { binding: binding.id }
    const isMoved = home !== undefined && !this.#isAt(item, home)
    const isMarked = Object.keys(change).length > 0
    if (!isMoved && !isMarked) return
    if (this.#isForbidden(item, isMoved && home.folder !== undefined && this.#input.folders.inTrash(home.folder))) return
    if (isMoved) {
      this.#operations.push(...home.before, ...this.#partFrom(item, binding))
      this.#operations.push({ kind: 'move', on: side, item: item.ref, ...bound, ...(home.folder === undefined ? {} : { folder: home.folder }), reason: 'rolled-back' })
    }
    if (isMarked) this.#operations.push({ kind: 'mark', on: side, item: item.ref, ...bound, change, reason: 'rolled-back' })
  }

  /** A tombstone would say for ever that nobody wants the message. */
  #partFrom(item: Item, binding: Binding | undefined): Operation[] {
    const partner = this.#partnerOf(item)
    if (binding === undefined || (partner !== undefined && partner.presence !== 'gone')) return []
    this.#list('one-side-only', { item: item.ref })
    return binding.status === 'tombstone' && partner !== undefined ? [{ kind: 'close', binding: binding.id, status: 'departed', reason: 'rolled-back' }] : []
  }

  /** To trash, where it can be taken out again. What it is one with stays as it is, and is never copied for it again. */
  #putAway(item: Item, isOurs: boolean): void {
    const { folders } = this.#input
    const binding = this.#bindings.get(item.ref)
    const trash = folders.trash(this.#here.side)
    const isDone = folders.inTrash(item.folder)
    const isLive = binding?.status === 'live' || binding?.status === 'differs'
    const partner = this.#partnerOf(item)
    if (isOurs && !isDone && binding !== undefined && partner?.presence !== 'present') return this.#list('only-copy', { item: item.ref })
    if (isDone && !(isOurs && isLive)) return
    if (trash === undefined || this.#isForbidden(item, true)) return
    if (isLive) this.#operations.push({ kind: 'close', binding: binding.id, status: 'departed', reason: 'rolled-back' })
    if (!isDone) this.#operations.push({ kind: 'move', on: this.#here.side, item: item.ref, ...(binding === undefined ? {} : { binding: binding.id }), folder: trash, reason: 'rolled-back' })
  }

  #remake(message: PastMessage, item: Item | undefined): void {
    const { side, damaged, canCreate } = this.#here
    const about = item === undefined ? { past: message.id } : { item: item.ref }
    const home = this.#past.home(message.folder)
    if (message.blob === undefined || home === undefined) return this.#list('unreadable', about)
    if (damaged.has(message.blob)) return this.#list('damaged', about)
    if (!canCreate) return this.#list('cannot-create', about)
    if (this.#input.policy.readOnly === side) return this.#list('forbidden', about)
    const { id, blob, marks, receivedAt, roleClass } = message
    const ref = item?.ref ?? message.ref ?? nameOf(side, message)
    const place = home.folder === undefined ? {} : { folder: home.folder }
    const binding = this.#bindings.get(ref)
    const bound = binding === undefined ? {} : { binding: binding.id }
    this.#operations.push(...home.before, { kind: 'restore-message', on: side, item: ref, ...bound, past: id, blob, ...place, marks, receivedAt, roleClass, reason: 'rolled-back' })
  }

  /** R8. */
  #folders(): void {
    const { side, items, since, folders: past } = this.#here
    const { scope, policy, folders } = this.#input
    const planned = planPastFolders({ side, scope, policy, folders, past, index: this.#past, since: since.folders, stays: this.#staying(items) })
    this.#operations.push(...planned.operations)
    for (let n = 0; n < planned.inUse; n++) this.#list('folder-in-use', {})
  }

  /** Folders in which something will be once everything is done. */
  #staying(items: readonly Item[]): ReadonlySet<FolderRef> {
    const moved = new Set(this.#operations.flatMap((each) => (each.kind === 'move' ? each.item : [])))
    const into = this.#operations.flatMap((each) => ((each.kind === 'move' || each.kind === 'restore-message') && each.folder !== undefined ? each.folder : []))
    return new Set([...into, ...items.flatMap(({ ref, presence, folder }) => (presence === 'gone' || moved.has(ref) ? [] : folder))])
  }

  #isAt(item: Item, { folder }: FolderHome): boolean {
    const { folders } = this.#input
    return folder !== undefined && (item.folder === folder || (folders.inTrash(item.folder) && folders.inTrash(folder)))
  }

  #isNewCopy({ origin, side }: Item): boolean {
    return origin !== undefined && origin.pair === this.#input.pair && origin.side === opposite(side) && this.#here.since.copies.has(origin.token)
  }

  /** A copy, or what a later rollback made anew. */
  #isMadeSince(item: Item): boolean {
    return this.#isNewCopy(item) || (item.origin?.pair === this.#input.pair && this.#here.since.restored.has(item.origin.token) && !this.#pastOf.has(item.ref))
  }

  #isRetired(ref: ItemRef): boolean {
    return this.#bindings.get(ref)?.status === 'retired'
  }

  #partnerOf(item: Item): Item | undefined {
    return this.#partners.get(this.#bindings.get(item.ref)?.[opposite(item.side)] ?? '')
  }

  #canWrite(name: MarkName): boolean {
    const access = this.#here.access[name]
    return access === 'read-write' || access === 'ternary' || access === 'binary'
  }

  #isForbidden({ ref, side }: Item, isToTrash: boolean): boolean {
    const { readOnly, noDelete } = this.#input.policy
    const isForbidden = readOnly === side || (isToTrash && noDelete === side)
    if (isForbidden) this.#list('forbidden', { item: ref })
    return isForbidden
  }

  #list(why: RollbackNote, about: Pick<RollbackListed, 'item' | 'past'>): void {
    this.#listed.push({ on: this.#here.side, why, ...about })
  }
}
