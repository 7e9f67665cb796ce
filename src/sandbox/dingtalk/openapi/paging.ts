import type { Message } from '../store/folder.ts'
import { badRequest } from './failure.ts'

export interface PageAsked {
  /** Empty for the first page. */
  readonly cursor: string
  readonly size: number
  readonly ascending: boolean
  /** The cursor remembers a message and not a number, so that arrivals shift nothing. */
  readonly stable: boolean
}

/** One page in the order of receipt. @throws {ApiFailure} 400 for a cursor that is none */
export function pageOf(messages: readonly Message[], asked: PageAsked): { messages: Message[]; nextCursor?: string } {
  const sign = asked.ascending ? 1 : -1
  const sorted = [...messages].sort((a, b) => sign * (a.receivedAt - b.receivedAt || order(a) - order(b)))
  const start = startOf(sorted, asked, sign)
  const page = sorted.slice(start, start + asked.size)
  const last = page.at(-1)
  if (!last || start + page.length >= sorted.length) return { messages: page }
  return { messages: page, nextCursor: asked.stable ? `c${last.receivedAt}_${order(last)}` : `o${start + page.length}` }
}

/** Messages of one second are in the order in which they came. */
const order = (message: Message): number => message.storedAt * 4096 + (message.uid % 4096)

function startOf(sorted: readonly Message[], { cursor }: PageAsked, sign: number): number {
  if (cursor === '') return 0
  const [, kind, first = '', second] = /^([co])(-?\d+)(?:_(\d+))?$/.exec(cursor) ?? []
  if (kind === 'o') return Number(first)
  if (kind !== 'c' || second === undefined) throw badRequest('cursor.invalid')
  const after = sorted.findIndex((message) => sign * (message.receivedAt - Number(first) || order(message) - Number(second)) > 0)
  return after < 0 ? sorted.length : after
}
