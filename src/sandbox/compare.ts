import { agreeIn, contentOf, differingFields, exactDigest, type Content } from './compare-content.ts'
import { pairFolders, shownPath, TRASH } from './compare-folders.ts'
import type { SnapshotMailbox, SnapshotMessage } from './snapshot.ts'

/** One thing that is not the same on both sides. */
export interface Difference {
  /** `missing-left`: only the right side has it. `duplicate`: a side has it once more than the other. */
  readonly kind: 'missing-left' | 'missing-right' | 'duplicate' | 'folder' | 'mark' | 'date' | 'content'
  readonly path: string
  readonly detail: string
  /** The clouds' ids of the messages in question. */
  readonly left?: string
  readonly right?: string
}

/** What a comparison of two whole mailboxes found. */
export interface Comparison {
  readonly equal: boolean
  /** True also when all that differs is that a side lacks messages which lie in the other's trash: someone emptied it there. */
  readonly equalOutsideTrash: boolean
  /** Messages that stand for each other, pairs counted once. */
  readonly messages: number
  /** At most `maxDifferences` of them; `counts` knows all. */
  readonly differences: readonly Difference[]
  readonly counts: Readonly<Partial<Record<Difference['kind'], number>>>
  /** Pairs of originals with one Message-ID, sender, date and subject but not one content (a banner, a disclaimer): listed, no difference. */
  readonly twins: readonly { readonly path: string; readonly left: string; readonly right: string; readonly detail: string }[]
  /** How each pair was recognised: byte for byte, by what it says, or because one carries the other as an attachment. */
  readonly levels: { readonly exact: number; readonly normal: number; readonly carried: number }
}

/** What is kept of a message: its bytes are read, digested and let go. */
interface Entry {
  readonly side: 'left' | 'right'
  readonly message: SnapshotMessage
  readonly folder: string
  readonly exact: string
  content?: Content
  mate?: Entry
}

type Level = keyof Comparison['levels']

/**
 * Compares two mailboxes from the inside, knowing nothing of how they came to be equal. Messages are matched one to one by their bytes (without
 * one `X-Tongbu-Origin` line), then by what they say, then by an attached original; of equal ones, those in the same state are matched first.
 * Compared are folder and role, the marks that both sides can hold, and dates to the second. Dates are left out for drafts, for which they
 * mean nothing yet, and the received date where neither is a copy (no origin mark): one mail delivered to two addresses arrives twice.
 */
export async function compareMailboxes(
  left: SnapshotMailbox,
  right: SnapshotMailbox,
  options: { readonly maxDifferences?: number } = {},
): Promise<Comparison> {
  const folders = pairFolders(left, right)
  const entries = [...(await entriesOf('left', left, folders.left)), ...(await entriesOf('right', right, folders.right))]
  const levels: Record<Level, number> = { exact: 0, normal: 0, carried: 0 }
  levels.exact = matchBy(entries, ({ exact }) => [exact])
  await readUnmatched(entries)
  levels.normal = matchBy(entries, (entry) => [normalKey(entry, 'as written')]) + matchBy(entries, (entry) => [normalKey(entry, 'own only')])
  levels.carried = matchCarried(entries)
  matchBy(entries, ({ content }) => (content?.messageId ? [content.messageId] : []))

  const pairs = entries.flatMap((entry): [Entry, Entry][] => (entry.side === 'left' && entry.mate ? [[entry, entry.mate]] : []))
  const twins = pairs.flatMap(([a, b]) => (areTwins(a, b) ? [{ path: shown(a), left: a.message.id, right: b.message.id, detail: saying(a, b) }] : []))
  const found = [
    ...folders.onlyLeft.map((path) => folderDifference(path, 'left')),
    ...folders.onlyRight.map((path) => folderDifference(path, 'right')),
    ...unmatched(entries),
    ...pairs.flatMap(([a, b]) => differencesOf(a, b, holdings(left, right))),
  ]
  const counts: Partial<Record<Difference['kind'], number>> = {}
  for (const { kind } of found) counts[kind] = (counts[kind] ?? 0) + 1
  const differences = found.slice(0, options.maxDifferences ?? 200)
  const inTrash = ({ kind, path }: Difference) => kind.startsWith('missing') && path === TRASH
  return { equal: found.length === 0, equalOutsideTrash: found.every(inTrash), messages: pairs.length, differences, counts, twins, levels }
}

async function entriesOf(side: Entry['side'], mailbox: SnapshotMailbox, keyOf: (path: readonly string[]) => string | undefined): Promise<Entry[]> {
  const entries: Entry[] = []
  for (const message of mailbox.messages) {
    const folder = keyOf(message.path)
    if (folder === undefined) continue
    const mime = message.mime()
    entries.push({ side, message, folder, exact: exactDigest(mime) })
    if (mime.length > LARGE_BYTES || entries.length % 20 === 0) await breath()
  }
  return entries
}

/** After a message of so many bytes what was read is let go before the next. */
const LARGE_BYTES = 256 * 1024

/** Lets a server in the same process answer others meanwhile, and the process free what was read. */
const breath = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))

async function readUnmatched(entries: readonly Entry[]): Promise<void> {
  for (const entry of entries) {
    if (entry.mate === undefined && (await readContent(entry)) > LARGE_BYTES) await breath()
  }
}

/** @returns the bytes that were read, which nothing holds any more. */
async function readContent(entry: Entry): Promise<number> {
  const mime = entry.message.mime()
  entry.content = await contentOf(mime)
  return mime.length
}

/** Matches entries of the two sides that share a key, those with more of their state in common first. */
function matchBy(entries: readonly Entry[], keysOf: (entry: Entry) => readonly string[]): number {
  const groups = new Map<string, { left: Entry[]; right: Entry[] }>()
  for (const entry of entries) {
    if (entry.mate !== undefined) continue
    for (const key of keysOf(entry)) {
      const group = groups.get(key) ?? { left: [], right: [] }
      group[entry.side].push(entry)
      groups.set(key, group)
    }
  }
  let matched = 0
  for (const { left, right } of groups.values()) {
    for (const likeness of LIKENESSES) matched += matchWithin(left, right, likeness)
  }
  return matched
}

const LIKENESSES: readonly ((entry: Entry) => string)[] = [
  (entry) => JSON.stringify([entry.folder, entry.message.receivedAt, entry.message.read, entry.message.flag, entry.message.answered, namesOf(entry)]),
  (entry) => JSON.stringify([entry.folder, entry.message.receivedAt]),
  (entry) => entry.folder,
  (entry) => entry.message.receivedAt,
  () => '',
]

const namesOf = ({ content }: Entry): unknown => [...(content?.names ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))

function matchWithin(left: readonly Entry[], right: readonly Entry[], likeness: (entry: Entry) => string): number {
  const waiting = new Map<string, Entry[]>()
  for (const entry of right) if (entry.mate === undefined) waiting.set(likeness(entry), [...(waiting.get(likeness(entry)) ?? []), entry])
  let matched = 0
  for (const entry of left) {
    const mate = entry.mate === undefined ? waiting.get(likeness(entry))?.shift() : undefined
    if (mate === undefined) continue
    entry.mate = mate
    mate.mate = entry
    matched++
  }
  return matched
}

/** A Message-ID that a cloud gave a message because it had none is not the message's own; a copy made from it has it in writing, though. */
const ownId = ({ message, content }: Entry): string => (message.messageIdAssigned ? '' : (content?.messageId ?? ''))

const normalKey = (entry: Entry, ids: 'as written' | 'own only'): string =>
  JSON.stringify([ids === 'own only' ? ownId(entry) : (entry.content?.messageId ?? ''), entry.content?.fields])

function matchCarried(entries: readonly Entry[]): number {
  const ways = (['left', 'right'] as const).map((carrier) =>
    matchBy(entries, ({ side, exact, content }) => (side === carrier ? [...new Set(content?.carried)] : [exact])),
  )
  return ways.reduce((sum, count) => sum + count, 0)
}

const folderDifference = (path: string, side: 'left' | 'right'): Difference => ({ kind: 'folder', path, detail: `folder only on the ${side}` })

/** One side's messages that found no mate: one more of what is there, or one that the other side lacks. */
function unmatched(entries: readonly Entry[]): Difference[] {
  const known = new Set(entries.filter(({ mate }) => mate).flatMap((entry) => [`${entry.side} ${entry.exact}`, ...ownNormal(entry)]))
  return entries
    .filter(({ mate }) => mate === undefined)
    .map((entry) => {
      const twice = [`${entry.side} ${entry.exact}`, ...ownNormal(entry)].some((key) => known.has(key))
      const kind = twice ? 'duplicate' : entry.side === 'left' ? 'missing-right' : 'missing-left'
      const detail = `only on the ${entry.side}${twice ? ', where another is equal to it' : ''}${entry.message.originMark ? ', a copy' : ''}`
      return { kind, path: shown(entry), detail, [entry.side]: entry.message.id }
    })
}

const ownNormal = (entry: Entry): string[] => (entry.content ? [`${entry.side} ${normalKey(entry, 'own only')}`] : [])

interface Holdings {
  /** Only Outlook knows that a flag is done. */
  readonly complete: boolean
  /** Only Outlook can be told what was forwarded, and an IMAP server holds no tags. */
  readonly forwardedAndTags: boolean
}

const holdings = (left: SnapshotMailbox, right: SnapshotMailbox): Holdings => {
  const both = left.cloud === 'outlook' && right.cloud === 'outlook'
  return { complete: both, forwardedAndTags: both }
}

function differencesOf(a: Entry, b: Entry, holds: Holdings): Difference[] {
  const found: Difference[] = []
  const say = (kind: Difference['kind'], detail: string) => found.push({ kind, path: shown(a), detail, left: a.message.id, right: b.message.id })
  if (contentDifferences(a, b).length > 0 && !areTwins(a, b)) say('content', saying(a, b))
  if (a.folder !== b.folder) say('folder', `left in ${shown(a)}, right in ${shown(b)}`)
  for (const [name, left, right] of markValues(a.message, b.message, holds)) {
    if (left !== right) say('mark', `${name}: left ${left}, right ${right}`)
  }
  if (a.message.isDraft !== b.message.isDraft) say('content', `draft: left ${a.message.isDraft}, right ${b.message.isDraft}`)
  for (const [name, left, right] of dateValues(a.message, b.message)) {
    if (second(left) !== second(right)) say('date', `${name}: left ${left}, right ${right}`)
  }
  return found
}

const shown = ({ folder }: Entry): string => shownPath(folder.replace(/^(left|right):/, ''))

const saying = (a: Entry, b: Entry): string => `differs in ${contentDifferences(a, b).join(', ')}`

const sameHeadline = (a?: Content, b?: Content): boolean => a === b || (a !== undefined && b !== undefined && agreeIn('from', a, b) && agreeIn('subject', a, b))

function areTwins(a: Entry, b: Entry): boolean {
  const same = a.message.sentAt === b.message.sentAt && sameHeadline(a.content, b.content)
  return same && !isCopy(a.message, b.message) && contentDifferences(a, b).length > 0
}

const isCopy = (...messages: readonly SnapshotMessage[]): boolean => messages.some(({ originMark }) => originMark !== undefined)

/** Names of the fields that differ. Of attachments the names count only where both sides have one. */
function contentDifferences(a: Entry, b: Entry): string[] {
  if (a.exact === b.exact || !a.content || !b.content) return []
  if (a.content.carried.includes(b.exact) || b.content.carried.includes(a.exact)) return []
  const [left, right] = [a.content, b.content]
  const fields = differingFields(left, right)
  if (left.messageId !== right.messageId && ownId(a) !== ownId(b)) fields.push('message-id')
  const named = [...left.names].some(([digest, names]) => !sameNames(names, right.names.get(digest) ?? names))
  return named ? [...fields, 'attachment names'] : fields
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  const missing = (names: readonly string[], from: readonly string[]) => names.filter((name) => name !== '' && !from.includes(name)).length
  const unnamed = (names: readonly string[]) => names.filter((name) => name === '').length
  return missing(a, b) <= unnamed(b) && missing(b, a) <= unnamed(a)
}

function markValues(a: SnapshotMessage, b: SnapshotMessage, holds: Holdings): [string, string, string][] {
  const flagOf = ({ flag }: SnapshotMessage) => (flag === 'complete' && !holds.complete ? 'none' : flag)
  const values: [string, string, string][] = [
    ['read', String(a.read), String(b.read)],
    ['flag', flagOf(a), flagOf(b)],
    ['answered', String(a.answered), String(b.answered)],
  ]
  if (!holds.forwardedAndTags) return values
  return [...values, ['forwarded', String(a.forwarded), String(b.forwarded)], ['tags', [...a.tags].sort().join(), [...b.tags].sort().join()]]
}

function dateValues(a: SnapshotMessage, b: SnapshotMessage): [string, string, string][] {
  if (a.isDraft || b.isDraft) return []
  const values: [string, string, string][] = isCopy(a, b) ? [['received', a.receivedAt, b.receivedAt]] : []
  if (holdsDate(a.sentAt) && holdsDate(b.sentAt)) values.push(['sent', a.sentAt, b.sentAt])
  return values
}

/** Outlook's times begin with 1601 (MS-DTYP, FILETIME); senders with a broken clock write earlier ones. */
const holdsDate = (instant: string | undefined): instant is string => instant !== undefined && Date.parse(instant) >= Date.UTC(1601, 0)

const second = (instant: string): number => Math.floor(Date.parse(instant) / 1000)
