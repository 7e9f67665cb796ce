import type { Binding } from '../domain/binding.ts'
import { stateOf, stateText, type Item, type ItemRef } from '../domain/item.ts'
import type { Operation } from '../domain/operation.ts'
import type { Trace } from '../domain/origin-mark.ts'
import type { Policy } from '../domain/policy.ts'
import { opposite, type Side } from '../domain/side.ts'
import type { FolderIndex } from './folder-index.ts'

export interface LeavingInput {
  readonly pair: string
  /** What becomes of our copies: they stay as mail like any other, or go to trash. */
  readonly copies: 'keep' | 'remove'
  /** Present items that carry anything of ours, and the partners of copies. */
  readonly items: readonly Item[]
  readonly bindings: readonly Binding[]
  /** What can be taken off, by message. */
  readonly traces: ReadonlyMap<ItemRef, readonly Trace[]>
  /** Messages that a cloud refused to have changed. */
  readonly refused: ReadonlySet<ItemRef>
  readonly folders: FolderIndex
  readonly policy: Policy
}

/** Why something of ours stays. */
export type LeavingNote = 'in-mime' | 'last' | 'unproven' | 'changed' | 'forbidden' | 'refused'

/** Something of ours that stays on a message. */
export interface LeavingListed {
  readonly item: ItemRef
  readonly on: Side
  readonly why: LeavingNote
}

export interface LeavingPlan {
  /** Moves to trash before marks: once its mark is gone nothing proves any more that a copy is ours. */
  readonly operations: readonly Operation[]
  readonly listed: readonly LeavingListed[]
}

/**
 * What has to be done so that nothing of a pair is left on its messages. What is done already needs nothing, so that a leaving that was
 * interrupted is finished by asking for it again. Rules L1–L6 of SPEC.md.
 */
export function planLeaving(input: LeavingInput): LeavingPlan {
  const leaving = new Leaving(input)
  for (const item of [...input.items].sort((a, b) => (a.ref < b.ref ? -1 : 1))) leaving.look(item)
  return { operations: [...leaving.trashes, ...leaving.strips], listed: leaving.listed }
}

class Leaving {
  readonly trashes: Operation[] = []
  readonly strips: Operation[] = []
  readonly listed: LeavingListed[] = []
  readonly #input: LeavingInput
  readonly #items: ReadonlyMap<ItemRef, Item>
  readonly #bindings = new Map<ItemRef, Binding>()

  constructor(input: LeavingInput) {
    this.#input = input
    this.#items = new Map(input.items.map((item) => [item.ref, item]))
    for (const binding of input.bindings) for (const ref of [binding.left, binding.right]) if (ref !== undefined) this.#bindings.set(ref, binding)
  }

  look(item: Item): void {
    const { copies, traces } = this.#input
    if (copies === 'remove' && this.#isCopy(item)) this.#remove(item)
    if (isOfPair(item, this.#input.pair) && !this.#comesOff(item)) this.#list(item, 'in-mime')
    const due = traces.get(item.ref) ?? []
    if (due.length > 0) this.#strip(item, due)
  }

  /** A mark that came in with the bytes of the message stays in them, whatever is taken off beside. */
  #comesOff({ ref, origin }: Item): boolean {
    return origin?.route !== 'exact' && this.#input.traces.get(ref)?.includes('origin') === true
  }

  #strip({ ref: item, side: on }: Item, traces: readonly Trace[]): void {
    const { policy, refused } = this.#input
    if (policy.readOnly === on) this.#list({ ref: item, side: on }, 'forbidden')
    else if (refused.has(item)) this.#list({ ref: item, side: on }, 'refused')
    else this.strips.push({ kind: 'strip', on, item, traces, reason: 'uninstalled' })
  }

  #remove(copy: Item): void {
    const { folders } = this.#input
    if (folders.inTrash(copy.folder)) return
    const binding = this.#bindings.get(copy.ref)
    const folder = folders.trash(copy.side)
    const why = this.#whyKept(copy, binding)
    if (why !== undefined || binding === undefined || folder === undefined) this.#list(copy, why ?? 'forbidden')
    else this.trashes.push({ kind: 'trash', on: copy.side, item: copy.ref, binding: binding.id, folder, reason: 'uninstalled' })
  }

  #whyKept(copy: Item, binding: Binding | undefined): LeavingNote | undefined {
    const { policy, refused } = this.#input
    if (binding === undefined) return 'unproven'
    if (!this.#hasOriginal(copy, binding)) return 'last'
    if (this.#isChanged(copy)) return 'changed'
    if (policy.readOnly === copy.side || policy.noDelete === copy.side) return 'forbidden'
    return refused.has(copy.ref) ? 'refused' : undefined
  }

  /** Where both are copies, each of the other, neither is the original. */
  #hasOriginal(copy: Item, { status, ...binding }: Binding): boolean {
    const original = this.#items.get(binding[opposite(copy.side)] ?? '')
    return status === 'live' && original?.presence === 'present' && !this.#input.folders.inTrash(original.folder) && !isOfPair(original, this.#input.pair)
  }

  /** One that was to go to trash and did not get there is still where both sides agreed on before. */
  #isChanged(copy: Item): boolean {
    const { base } = copy
    if (base === undefined) return true
    const agreed = this.#input.folders.inTrash(base.folder) ? { ...base, folder: copy.folder } : base
    return stateText(stateOf(copy)) !== stateText(agreed)
  }

  #isCopy(item: Item): boolean {
    return isOfPair(item, this.#input.pair) && item.origin?.side === opposite(item.side)
  }

  #list({ ref: item, side: on }: Pick<Item, 'ref' | 'side'>, why: LeavingNote): void {
    this.listed.push({ item, on, why })
  }
}

/** Whether it carries the origin mark of this pair. */
export const isOfPair = ({ origin }: Pick<Item, 'origin'>, pair: string): boolean => origin?.pair === pair
