import { fingerprint } from '../domain/fingerprint.ts'
import type { Instant } from '../domain/instant.ts'
import type { OriginMark } from '../domain/origin-mark.ts'
import type { PastFolder, PastMessage } from '../domain/past.ts'
import { SIDES, type Side } from '../domain/side.ts'

export const POINT_REASONS = ['first-sync', 'before-hold', 'before-rollback', 'daily', 'asked'] as const
/** Why a restore point was taken. */
export type PointReason = (typeof POINT_REASONS)[number]

/** One message as it was. */
export interface PointEntry extends PastMessage {
  readonly side: Side
  /** Of a copy that Tongbu made. Its MIME is kept without the mark. */
  readonly origin?: OriginMark
  /** Of a draft: the cloud's version of its content. */
  readonly version?: string
  /** Bytes of its MIME. */
  readonly size?: number
  /** Why there is no `blob`. */
  readonly unreadable?: { readonly code: string; readonly message: string }
}

/** One mailbox as it was. */
export interface PointSide {
  readonly folders: readonly PastFolder[]
  readonly messages: number
  /** Bytes of MIME of all messages. */
  readonly bytes: number
  /** Messages that could not be read. */
  readonly unreadable: number
  /** The cloud's ids of folders that could not be listed: what is in them is not in this point. */
  readonly unavailable: readonly string[]
}

/** Where the audit of the pair stood: what came after it was done after this point. */
export interface AuditHead {
  readonly seq: number
  readonly hash: string
}

/** A restore point: both mailboxes of a pair as they were, without the list of messages. */
export interface Point {
  readonly id: string
  readonly pair: string
  readonly takenAt: Instant
  readonly why: PointReason
  /** Kept until somebody says otherwise. */
  readonly pinned: boolean
  readonly audit?: AuditHead
  readonly sides: Readonly<Record<Side, PointSide>>
  /** Messages that were erased from it since. */
  readonly erased?: number
}

/** A point as it is kept: with the names of the lists of its messages, in their order. */
export interface StoredPoint extends Point {
  readonly lists: readonly string[]
}

/** What is told of a point. */
export const withoutLists = (stored: StoredPoint): Point => Object.fromEntries(Object.entries(stored).filter(([name]) => name !== 'lists')) as unknown as Point

const MOST_IN_LIST = 64
/** One entry in so many ends a list. */
const AVERAGE = 16

/** The one order in which the messages of a point are read and kept, folder by folder: what is new is mostly at the end of one. */
export function inOrder(entries: readonly PointEntry[]): PointEntry[] {
  const key = (entry: PointEntry): string => `${entry.side} ${entry.folder} ${entry.receivedAt} ${entry.id}`
  return entries.map((entry) => ({ entry, key: key(entry) })).sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ entry }) => entry)
}

/**
 * Cuts entries into lists. Where one ends is told by its last entry alone, so that a message that comes, goes or changes leaves all
 * lists but its own as they were, and two points share what they have in common.
 */
export function* listsOf(entries: Iterable<PointEntry>): Generator<PointEntry[]> {
  let list: PointEntry[] = []
  for (const entry of entries) {
    list.push(entry)
    const isEnd = Number.parseInt(fingerprint(`${entry.side} ${entry.id}`, 8), 16) % AVERAGE === 0
    if (!isEnd && list.length < MOST_IN_LIST) continue
    yield list
    list = []
  }
  if (list.length > 0) yield list
}

const FIELDS = ['side', 'id', 'ref', 'folder', 'roleClass', 'receivedAt', 'marks', 'internetMessageId', 'origin', 'listedSize', 'version', 'blob', 'size', 'unreadable'] as const satisfies readonly (keyof PointEntry)[]

/** One line of JSON for each entry; equal lists are equal texts. */
export const listText = (entries: readonly PointEntry[]): string => entries.map((entry) => `${JSON.stringify(Object.fromEntries(FIELDS.map((name) => [name, entry[name]])))}\n`).join('')

/** Reads what `listText` wrote. */
export const parseList = (text: string): PointEntry[] => text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as PointEntry)

/** What the entries of one point add up to. */
export function totalsOf(entries: readonly PointEntry[]): Record<Side, Pick<PointSide, 'messages' | 'bytes' | 'unreadable'>> {
  const totals = { left: { messages: 0, bytes: 0, unreadable: 0 }, right: { messages: 0, bytes: 0, unreadable: 0 } }
  for (const { side, size = 0, blob } of entries) {
    totals[side].messages++
    totals[side].bytes += size
    if (blob === undefined) totals[side].unreadable++
  }
  return totals
}

/** Messages of both mailboxes in a point. */
export const messagesIn = ({ sides }: Point): number => SIDES.reduce((sum, side) => sum + sides[side].messages, 0)
