import type { Binding } from '../domain/binding.ts'
import type { Item, ItemRef } from '../domain/item.ts'
import type { Operation } from '../domain/operation.ts'
import { opposite, type Side } from '../domain/side.ts'
import type { FolderIndex } from './folder-index.ts'

export interface MatchInput {
  readonly pair: string
  /** Present items that are not bound. */
  readonly unbound: readonly Item[]
  /** Every present item on either side that could be one with an unbound one: same Message-ID, or none and the same second, or named by an origin mark. */
  readonly related: readonly Item[]
  /** The bindings of the related items. */
  readonly bindings: readonly Binding[]
  /** Bound items that went for good since both sides last agreed. */
  readonly gone?: ReadonlySet<ItemRef>
  readonly folders: FolderIndex
}

export interface MatchResult {
  /** `bind`, `replace`, `retire`, `leave`. */
  readonly operations: readonly Operation[]
  /** Items whose digests decide, and are not known: read these and match again. */
  readonly wanted: readonly ItemRef[]
  /** Unbound items that are alone: to be copied. */
  readonly alone: readonly ItemRef[]
}

/**
 * First meeting: which unbound messages are one. By origin mark; else by equal identity key (Message-ID, or received second
 * where there is none) and equal content; else, with equal Message-ID and headline, as twins that differ. A message that
 * was delivered to both sides after we copied the first one takes the place of our copy. Rules M1–M8 of SPEC.md.
 */
export function match(input: MatchInput): MatchResult {
  const matching = new Matching(input)
  matching.byOriginMark(false)
  matching.byContent(keyOf)
  matching.byContent(anyClass)
  matching.byHeadline()
  matching.lateTwins()
  matching.byOriginMark(true)
  matching.leftovers()
  return matching.result()
}

/** The Message-ID that counts: one that a cloud made up for our copy does not. */
export const identityOf = (item: Item): string | undefined => (item.origin?.withoutMessageId === true ? undefined : item.internetMessageId)

/** Digest of the content as far as it is known: read before, or told by the mark of our own copy. */
export const knownDigest = (item: Item): string | undefined => item.digests?.normal ?? item.origin?.normal

const keyOf = (item: Item): string => JSON.stringify([item.origin?.roleClass ?? item.roleClass, identityOf(item) ?? null, identityOf(item) === undefined ? item.receivedAt : ''])

/** A message that was moved out of Sent since it was copied no longer shows what it was; the mark of its copy still does, and the copy has its second. */
const anyClass = (item: Item): string => JSON.stringify([identityOf(item) ?? null, item.receivedAt])

/** An IMAP id may come to mean another message once UIDVALIDITY repeats; clouds read odd Message-IDs differently. */
const couldBeOriginal = (original: Item, copy: Item): boolean => identityOf(original) === identityOf(copy) || original.receivedAt === copy.receivedAt

/** Of the same second, copies first: their mark is the better witness, and what is delivered takes over from them anyway. */
const byTime = (a: Item, b: Item): number =>
  compare(a.receivedAt, b.receivedAt) || Number(b.origin !== undefined) - Number(a.origin !== undefined) || compare(a.id, b.id)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

class Matching {
  readonly #input: MatchInput
  readonly #open: Map<ItemRef, Item>
  readonly #bindingOf = new Map<ItemRef, Binding>()
  readonly #related = new Map<ItemRef, Item>()
  readonly #byId = new Map<string, Item>()
  readonly #copies = new Map<string, Item[]>()
  readonly #operations: Operation[] = []
  readonly #wanted = new Set<ItemRef>()

  constructor(input: MatchInput) {
    this.#input = input
    this.#open = new Map([...input.unbound].filter((item) => item.origin?.partial !== true).sort(byTime).map((item) => [item.ref, item]))
    for (const item of [...input.related, ...input.unbound]) {
      this.#related.set(item.ref, item)
      this.#byId.set(`${item.side} ${item.id}`, item)
    }
    for (const item of this.#related.values()) {
      if (!this.#isOurCopy(item)) continue
      const key = `${item.side} ${keyOf(item)}`
      this.#copies.set(key, [...(this.#copies.get(key) ?? []), item])
    }
    for (const binding of input.bindings) for (const ref of [binding.left, binding.right]) if (ref !== undefined) this.#bindingOf.set(ref, binding)
  }

  /**
   * Our copies find their originals by id; of several copies of one, that which is in its place. A copy in the trash whose original
   * is not comes last, so that a live message is preferred.
   */
  byOriginMark(isLast: boolean): void {
    const { inTrash, place } = this.#input.folders
    for (const inPlace of [true, false]) {
      for (const copy of [...this.#open.values()]) {
        if (!this.#open.has(copy.ref) || !this.#isOurCopy(copy)) continue
        const original = this.#byId.get(`${opposite(copy.side)} ${copy.origin?.id}`)
        if (original === undefined || !this.#open.has(original.ref) || !couldBeOriginal(original, copy)) continue
        if (inPlace && place(copy.folder) !== place(original.folder)) continue
        if (isLast || !inTrash(copy.folder) || inTrash(original.folder)) this.#bind(original, copy, 'live', 'origin-mark')
      }
    }
  }

  /** Equal key and content; in the same place first, so that of two equal ones none is moved for nothing. */
  byContent(key: (item: Item) => string): void {
    for (const [left, right] of this.#groups(key)) {
      if (key === anyClass && ![...left, ...right].some((item) => this.#isOurCopy(item))) continue
      for (const item of [...left, ...right]) this.#isKnown(item)
      const place = (item: Item): string => this.#input.folders.place(item.folder)
      for (const inPlace of [true, false]) {
        for (const item of left) {
          const twin = right.find((other) => this.#open.has(other.ref) && this.#areEqual(item, other, key) && (!inPlace || place(item) === place(other)))
          if (twin !== undefined && this.#open.has(item.ref)) this.#bind(item, twin, 'live', 'same-content')
        }
      }
    }
  }

  #areEqual(item: Item, other: Item, key: (item: Item) => string): boolean {
    if (key === anyClass && !this.#isOurCopy(item) && !this.#isOurCopy(other)) return false
    return knownDigest(item) !== undefined && knownDigest(other) === knownDigest(item)
  }

  byHeadline(): void {
    for (const [left, right] of this.#groups((item) => (identityOf(item) === undefined ? undefined : `${keyOf(item)} ${item.headline}`))) {
      const rest = right.filter((item) => !this.#isOurCopy(item) && this.#isKnown(item))
      for (const item of left) {
        if (this.#isOurCopy(item) || !this.#isKnown(item)) continue
        const twin = rest.shift()
        if (twin !== undefined) this.#bind(item, twin, 'differs', 'same-headline')
      }
    }
  }

  /** The same mail was delivered here after we had copied it here: the delivered one stays, our copy goes. */
  lateTwins(): void {
    for (const item of [...this.#open.values()]) {
      if (item.origin !== undefined || item.roleClass !== 'received' || identityOf(item) === undefined) continue
      const copies = this.#copiesLike(item)
      if (copies.length === 0 || !this.#isKnown(item)) continue
      const copy = copies.find((candidate) => knownDigest(candidate) === knownDigest(item)) ?? copies.find((candidate) => candidate.headline === item.headline)
      const binding = copy === undefined ? undefined : this.#bindingOf.get(copy.ref)
      if (copy === undefined || binding === undefined) continue
      const status = knownDigest(copy) === knownDigest(item) && binding.status === 'live' ? 'live' : 'differs'
      this.#operations.push({ kind: 'replace', on: item.side, binding: binding.id, item: item.ref, status, reason: 'late-twin' })
      this.#open.delete(item.ref)
      this.#bindingOf.delete(copy.ref)
    }
  }

  /** Our copies without an original to be bound to: never copied back, since that would put back what was taken away. What somebody made of one is theirs. */
  leftovers(): void {
    for (const copy of [...this.#open.values()]) {
      if (!this.#isOurCopy(copy) || this.#wanted.has(copy.ref) || this.#isCopyOfCopy(copy)) continue
      const original = this.#originalOf(copy)
      const waits = original !== undefined && this.#wanted.has(original.ref)
      if (waits) continue
      const isSuperseded = original !== undefined && !this.#open.has(original.ref)
      const trash = this.#input.folders.trash(copy.side)
      const isDone = this.#input.folders.inTrash(copy.folder)
      if (isSuperseded && trash !== undefined && !isDone) this.#operations.push({ kind: 'retire', on: copy.side, item: copy.ref, folder: trash, reason: 'superseded-copy' })
      else this.#operations.push({ kind: 'leave', on: copy.side, item: copy.ref, status: isSuperseded ? 'retired' : 'departed', reason: isSuperseded ? 'superseded-copy' : 'original-left' })
      this.#open.delete(copy.ref)
    }
  }

  result(): MatchResult {
    const wanted = [...this.#wanted].filter((ref) => this.#open.has(ref))
    return { operations: this.#operations, wanted, alone: [...this.#open.keys()].filter((ref) => !this.#wanted.has(ref)) }
  }

  #isKnown(item: Item): boolean {
    if (knownDigest(item) !== undefined) return true
    this.#wanted.add(item.ref)
    return false
  }

  #isOurCopy(item: Item): boolean {
    return item.origin !== undefined && item.origin.pair === this.#input.pair && item.origin.side === opposite(item.side)
  }

  /** Each of our copies has a token of its own: where another with the same one is bound to the original, somebody copied it. */
  #isCopyOfCopy(copy: Item): boolean {
    const partnerOf = (item: Item): Item | undefined => this.#related.get(this.#bindingOf.get(item.ref)?.[opposite(item.side)] ?? '')
    const isBoundTwin = (item: Item): boolean => {
      const partner = this.#isBound(item) ? partnerOf(item) : undefined
      return item.ref !== copy.ref && item.origin?.token === copy.origin?.token && partner !== undefined && !this.#isOurCopy(partner)
    }
    return (this.#copies.get(`${copy.side} ${keyOf(copy)}`) ?? []).some(isBoundTwin)
  }

  /** By its id; where a move gave it another, it is what was received in the same second with the same identity and content, and is bound. */
  #originalOf(copy: Item): Item | undefined {
    const named = this.#byId.get(`${opposite(copy.side)} ${copy.origin?.id}`)
    if (named !== undefined) return named
    const isCandidate = (item: Item): boolean =>
      item.side !== copy.side && item.origin === undefined && this.#isBound(item) && anyClass(item) === anyClass(copy)
    const hasContent = (item: Item): boolean => (knownDigest(item) === undefined ? identityOf(item) !== undefined : knownDigest(item) === knownDigest(copy))
    return [...this.#related.values()].find((item) => isCandidate(item) && hasContent(item))
  }

  #isBound(item: Item): boolean {
    const status = this.#bindingOf.get(item.ref)?.status
    return status === 'live' || status === 'differs'
  }

  /** Copies with the key of the item that are bound to an original which is still there, in order of time. What was bound just now is for the next round. */
  #copiesLike(item: Item): Item[] {
    const copies = this.#copies.get(`${item.side} ${keyOf(item)}`) ?? []
    const original = (copy: Item): string => this.#bindingOf.get(copy.ref)?.[opposite(copy.side)] ?? ''
    const fits = (copy: Item): boolean => copy.ref !== item.ref && this.#isBound(copy) && this.#bindingOf.get(copy.ref)?.id !== ''
    return copies.filter((copy) => fits(copy) && this.#input.gone?.has(original(copy)) !== true).sort(byTime)
  }

  /** Open items with equal keys on both sides, each side in order of time. */
  *#groups(key: (item: Item) => string | undefined): Generator<[Item[], Item[]]> {
    const groups = new Map<string, Record<Side, Item[]>>()
    for (const item of this.#open.values()) {
      const value = key(item)
      if (value === undefined) continue
      const group = groups.get(value) ?? { left: [], right: [] }
      group[item.side].push(item)
      groups.set(value, group)
    }
    for (const { left, right } of groups.values()) if (left.length > 0 && right.length > 0) yield [left, right]
  }

  #bind(a: Item, b: Item, status: 'live' | 'differs', reason: 'origin-mark' | 'same-content' | 'same-headline'): void {
    const [left, right] = a.side === 'left' ? [a, b] : [b, a]
    this.#operations.push({ kind: 'bind', left: left.ref, right: right.ref, status, reason })
    for (const item of [left, right]) {
      this.#open.delete(item.ref)
      this.#wanted.delete(item.ref)
      this.#bindingOf.set(item.ref, { id: '', kind: 'message', left: left.ref, right: right.ref, status, since: '' })
    }
  }
}
