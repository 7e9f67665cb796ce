import { indexOfUid } from './mailbox.ts'
import type { ImapMessage } from './mailbox.ts'

/** Both ends included. `Infinity` stands for `*`. */
type Range = readonly [from: number, to: number]

/** Reads a sequence set (RFC 3501 section 9); undefined where it is none. */
export function parseSet(text: string): Range[] | undefined {
  if (!/^(\d+|\*)(:(\d+|\*))?(,(\d+|\*)(:(\d+|\*))?)*$/.test(text)) return undefined
  return text.split(',').map((part) => {
    const [first = '', second = first] = part.split(':')
    const from = first === '*' ? Infinity : Number(first)
    const to = second === '*' ? Infinity : Number(second)
    return from <= to ? [from, to] : [to, from]
  })
}

/** The places in the view that the set names, ascending and once each. `n:*` always names the last message. */
export function placesIn(view: readonly ImapMessage[], ranges: readonly Range[], byUid: boolean): number[] {
  const last = view.length - 1
  const places: number[] = []
  for (const [from, to] of ranges) {
    if (last < 0) continue
    const highest = byUid ? (view[last]?.uid ?? 0) : view.length
    const low = Math.min(from, to === Infinity ? highest : from)
    const high = Math.min(to, highest)
    const start = byUid ? indexOfUid(view, low) : Math.max(low - 1, 0)
    const end = byUid ? indexOfUid(view, high + 1) : Math.min(high, view.length)
    for (let place = start; place < end; place++) places.push(place)
  }
  return ranges.length > 1 ? [...new Set(places)].sort((a, b) => a - b) : places
}
