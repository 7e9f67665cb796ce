import type { Binding } from '../domain/binding.ts'
import type { Item } from '../domain/item.ts'
import type { MarkAccess } from '../domain/marks.ts'
import { isBeforeStart } from '../domain/policy.ts'
import { opposite, SIDES, type Side } from '../domain/side.ts'
import { wrappingIn, type Wrapping } from '../mime/list-tnef.ts'
import type { ParsedMessage } from '../mime/parse-message.ts'
import { indexFolders, type FolderIndex } from '../reconcile/folder-index.ts'
import { match } from '../reconcile/match.ts'
import { canWrite, MARK_NAMES, represent, sameMark } from '../reconcile/merge-marks.ts'
import { planFolders } from '../reconcile/plan-folders.ts'
import { digest } from './digests.ts'
import type { PairContext } from './pair-context.ts'
import { readMailbox, type MailboxListing } from './read-mailbox.ts'
import type { Finding } from './report.ts'

/** One way in which the two mailboxes are not equal. No subject, no address. */
export interface Difference {
  readonly kind: 'folder' | 'missing' | 'place' | 'mark' | 'date' | 'content'
  readonly detail: string
}

/** What `verify` found. */
export interface Verification {
  readonly equal: boolean
  /** Pairs of messages that were compared. */
  readonly messages: number
  /** How many of them were settled how: by their listing, by the digest of decoded content, byte for byte. */
  readonly levels: Readonly<Record<'listing' | 'normal' | 'exact', number>>
  readonly differences: readonly Difference[]
  /** Listed, not compared: departed, set aside, twins that differ. */
  readonly findings: readonly Finding[]
  /** Of the messages whose content was read, copies of ours left out. */
  readonly wrapped: readonly WrappedMessage[]
}

/** A `winmail.dat` and the files in it, for whoever owns the mailbox: their names are content. */
export interface WrappedMessage extends Wrapping {
  readonly on: Side
  /** The cloud's id of the message. */
  readonly id: string
}

export interface VerifyOptions {
  /** Read the content of every message, not only where the listing does not settle it. */
  readonly content?: boolean
}

/** Reads both mailboxes anew, without the engine's memory, and compares them. Memory only tells what is known to differ. */
export async function verifyPair(context: PairContext, options: VerifyOptions = {}): Promise<Verification> {
  let read = 0
  const onRead = (messages: number): void => {
    read += messages
    context.onProgress({ phase: 'observing', pass: 1, done: read })
  }
  const listings = await Promise.all(SIDES.map((side) => readMailbox(context.mailboxes[side], side, context.newId, context.signal, onRead)))
  const [left, right] = listings as [MailboxListing, MailboxListing]
  return new Verifier(context, options, left, right).verify()
}

class Verifier {
  readonly #context: PairContext
  readonly #options: VerifyOptions
  readonly #listings: Record<Side, MailboxListing>
  readonly #items: Map<string, Item>
  readonly #folderBindings: Binding[] = []
  readonly #differences: Difference[] = []
  readonly #findings: Finding[] = []
  readonly #wrapped: WrappedMessage[] = []
  readonly #levels = { listing: 0, normal: 0, exact: 0 }
  #index: FolderIndex
  #compared = 0

  constructor(context: PairContext, options: VerifyOptions, left: MailboxListing, right: MailboxListing) {
    this.#context = context
    this.#options = options
    this.#listings = { left, right }
    this.#items = new Map([...left.items, ...right.items].map((item) => [item.ref, item]))
    this.#index = indexFolders([...left.folders, ...right.folders], [])
  }

  async verify(): Promise<Verification> {
    this.#compareFolders()
    await this.#compareMessages()
    return { equal: this.#differences.length === 0, messages: this.#compared, levels: this.#levels, differences: this.#differences, findings: this.#findings, wrapped: this.#wrapped }
  }

  /** Binds namesakes level by level; what would have to be created is missing. */
  #compareFolders(): void {
    const folders = [...this.#listings.left.folders, ...this.#listings.right.folders]
    const { capabilities: left } = this.#context.mailboxes.left
    const { capabilities: right } = this.#context.mailboxes.right
    for (;;) {
      const plan = planFolders({
        folders,
        bindings: this.#folderBindings,
        policy: { conflictsWonBy: this.#context.policy.conflictsWonBy, departed: 'keep', drafts: true },
        names: { left: left.folderNames, right: right.folderNames },
        contents: new Map(),
      })
      const binds = plan.operations.flatMap((operation) => (operation.kind === 'bind-folder' ? [operation] : []))
      for (const { left: leftRef, right: rightRef } of binds) {
        this.#folderBindings.push({ id: this.#context.newId(), kind: 'folder', left: leftRef, right: rightRef, status: 'live', since: '' })
      }
      this.#index = indexFolders(folders, this.#folderBindings)
      if (binds.length > 0) continue
      for (const operation of plan.operations) {
        if (operation.kind === 'create-folder') this.#differences.push({ kind: 'folder', detail: `the ${operation.on} side has no folder "${operation.name}"` })
      }
      return
    }
  }

  async #compareMessages(): Promise<void> {
    let unbound = [...this.#items.values()]
    for (;;) {
      const result = match({ pair: this.#context.pair, unbound, related: unbound, bindings: [], folders: this.#index })
      if (result.wanted.length > 0) {
        await this.#read(result.wanted)
        unbound = [...this.#items.values()]
        continue
      }
      for (const operation of result.operations) {
        if (operation.kind === 'bind') await this.#comparePair(operation.left, operation.right, operation.status === 'differs')
      }
      await this.#explainAlone(result.alone)
      const left = result.operations.filter((operation) => operation.kind === 'leave' || operation.kind === 'retire').length
      if (left > 0) this.#findings.push({ kind: 'departed', code: 'original-left', message: 'copies whose original left the other mailbox; they are kept', count: left })
      return
    }
  }

  async #comparePair(leftRef: string, rightRef: string, isTwin: boolean): Promise<void> {
    if (isTwin) return this.#countTwins()
    const [left, right] = [this.#item(leftRef), this.#item(rightRef)]
    this.#compared++
    const label = `message ${left.id} (left) and ${right.id} (right)`
    if (this.#index.place(left.folder) !== this.#index.place(right.folder)) this.#differences.push({ kind: 'place', detail: `${label} are in different folders` })
    const access = { left: this.#context.mailboxes.left.capabilities.marks, right: this.#context.mailboxes.right.capabilities.marks }
    for (const name of differingMarks(left, right, access)) this.#differences.push({ kind: 'mark', detail: `${label} differ in "${name}"` })
    const isCopy = left.origin !== undefined || right.origin !== undefined
    if (isCopy && left.roleClass !== 'draft' && left.receivedAt !== right.receivedAt) this.#differences.push({ kind: 'date', detail: `${label} differ in the received date` })
    this.#levels[await this.#levelOf(leftRef, rightRef, label)]++
  }

  /** How far the content of two matched messages was compared. */
  async #levelOf(leftRef: string, rightRef: string, label: string): Promise<'listing' | 'normal' | 'exact'> {
    if (this.#options.content === true) await this.#read([leftRef, rightRef].filter((ref) => this.#item(ref).digests === undefined))
    const [left, right] = [this.#item(leftRef), this.#item(rightRef)]
    if (left.digests === undefined || right.digests === undefined) return 'listing'
    if (left.digests.exact === right.digests.exact) return 'exact'
    if (left.digests.normal !== right.digests.normal) this.#differences.push({ kind: 'content', detail: `${label} differ in content` })
    return 'normal'
  }

  /** What memory knows to have left, or to be set aside, is listed; the rest is missing. */
  async #explainAlone(alone: readonly string[]): Promise<void> {
    const known = new Map<string, string>()
    const aside = new Set((await this.#context.store.setAside()).map((row) => row.item))
    for (const side of SIDES) {
      const ids = alone.map((ref) => this.#item(ref)).filter((item) => item.side === side)
      const rows = await this.#context.store.itemsById(side, ids.map(({ id }) => id))
      const bindings = await this.#context.store.bindingsOf(rows.map(({ ref }) => ref))
      const statusOf = new Map(bindings.flatMap((binding) => (binding[side] === undefined ? [] : [[binding[side], binding.status] as const])))
      for (const row of rows) {
        const status = statusOf.get(row.ref)
        if (aside.has(row.ref)) known.set(`${side} ${row.id}`, 'set-aside')
        else if (status !== undefined && status !== 'live') known.set(`${side} ${row.id}`, status)
      }
    }
    const listed = { departed: 0, 'set-aside': 0, 'left-out': 0 }
    for (const ref of alone) {
      const item = this.#item(ref)
      const status = known.get(`${item.side} ${item.id}`)
      if (status === undefined && isBeforeStart(item.receivedAt, this.#context.policy)) listed['left-out']++
      else if (status === undefined) this.#differences.push({ kind: 'missing', detail: `message ${item.id} (${item.side}) is not on the ${opposite(item.side)} side` })
      else listed[status === 'set-aside' ? 'set-aside' : 'departed']++
    }
    if (listed.departed > 0) this.#findings.push({ kind: 'departed', code: 'departed', message: 'left one mailbox; the other side keeps its own', count: listed.departed })
    if (listed['left-out'] > 0) this.#findings.push({ kind: 'left-out', code: 'start-date', message: 'were received before the start date of this pair, and stay on their side', count: listed['left-out'] })
    if (listed['set-aside'] > 0) this.#findings.push({ kind: 'set-aside', code: 'set-aside', message: 'could not cross and are set aside', count: listed['set-aside'] })
  }

  #countTwins(): void {
    const at = this.#findings.findIndex(({ kind }) => kind === 'differs')
    const count = (this.#findings[at]?.count ?? 0) + 1
    this.#findings.splice(at < 0 ? this.#findings.length : at, 1, { kind: 'differs', code: 'differs', message: 'arrived on both sides with different content', count })
  }

  async #read(refs: readonly string[]): Promise<void> {
    for (let at = 0; at < refs.length; at += 4) {
      const items = refs.slice(at, at + 4).map((ref) => this.#item(ref))
      const read = await Promise.all(items.map((item) => digest(this.#context.mailboxes[item.side], item, this.#index.get(item.folder)?.id, this.#context.signal, (content) => this.#unwrap(item, content))))
      for (const item of read) if (item !== undefined) this.#items.set(item.ref, item)
      this.#context.onProgress({ phase: 'matching', pass: 1, done: Math.min(at + 4, refs.length), total: refs.length })
    }
  }

  async #unwrap({ side, id, origin }: Item, { attachments }: ParsedMessage): Promise<void> {
    const wrapping = origin === undefined ? await wrappingIn(attachments) : undefined
    if (wrapping !== undefined) this.#wrapped.push({ on: side, id, ...wrapping })
  }

  #item(ref: string): Item {
    const item = this.#items.get(ref)
    if (item === undefined) throw new Error('verify lost a message')
    return item
  }
}

/** Marks that both sides can hold and that are not shown alike. */
function differingMarks(left: Item, right: Item, access: Readonly<Record<Side, MarkAccess>>): string[] {
  return MARK_NAMES.filter((name) => {
    if (!canWrite(name, access.left) || !canWrite(name, access.right)) return false
    const onRight = represent(name, left.marks[name], access.right)
    const onLeft = represent(name, right.marks[name], access.left)
    const agree = (onRight !== undefined && sameMark(onRight, right.marks[name])) || (onLeft !== undefined && sameMark(onLeft, left.marks[name]))
    return !agree
  })
}
