import { MemoryCloud } from '../../../src/connectors/memory/memory-cloud.ts'
import { SIDES, type Side } from '../../../src/domain/side.ts'
import { generator } from '../../../src/sandbox/faults.ts'
import { tellChanges, type LineOptions, type Weather, type YearCloud } from './year-cloud.ts'
import { YearPeople } from './year-people.ts'

/** Two mailboxes and whoever works in front of them. */
export interface YearPair {
  readonly clouds: Readonly<Record<Side, YearCloud>>
  readonly people: YearPeople
}

/** All pairs by name. */
export type YearPairs = ReadonlyMap<string, YearPair>

export interface PairsOptions extends Pick<LineOptions, 'clock' | 'random'> {
  readonly pairs: number
  readonly seed: number
  /** Shared by all mailboxes of one side. */
  readonly weather: Readonly<Record<Side, Weather>>
  /** Whoever is told of changes. */
  readonly hear: Parameters<typeof tellChanges>[2]
}

/** By turns: how the right mailbox tells of changes. The left one has no address to push to. */
const KINDS = ['push', 'watch', 'nothing', 'watch'] as const

/** Fills the mailboxes of all pairs. */
export function makePairs(options: PairsOptions): YearPairs {
  return new Map(Array.from({ length: options.pairs }, (_, at) => [`pair${at + 1}`, makePair(at + 1, options)]))
}

function makePair(n: number, { clock, random, seed, weather, hear }: PairsOptions): YearPair {
  const tells = KINDS[n % KINDS.length] ?? 'nothing'
  const cloud = (side: Side): YearCloud => ({ side, messages: new MemoryCloud(side === 'left' ? 'L' : `R${n}`), weather: weather[side], tells: side === 'left' && tells === 'push' ? 'watch' : tells, isSignedOut: false, isDeltaGone: false, renewals: 0 })
  const clouds = { left: cloud('left'), right: cloud('right') }
  for (const side of SIDES) tellChanges(clouds[side], { clock, random }, hear)
  const people = new YearPeople({ left: clouds.left.messages, right: clouds.right.messages }, generator(seed * 1000 + n))
  people.fill(clock.now())
  return { clouds, people }
}

/** Signs everybody in who was refused. */
export function signIn({ clouds }: YearPair): void {
  for (const side of SIDES) clouds[side].isSignedOut = false
}

/** What is in the trash goes, and no cloud remembers any more what left which folder. */
export function tidyUp({ clouds, people }: YearPair): void {
  for (const side of SIDES) clouds[side].messages.departures.splice(0)
  people.emptyTrash()
}

/** Rises with whatever is written to any mailbox. */
export const revisionsOf = (pairs: YearPairs): number => [...pairs.values()].reduce((sum, { clouds }) => sum + clouds.left.messages.revision + clouds.right.messages.revision, 0)

/** What people did and clouds renewed so far. */
export function sumsOf(pairs: YearPairs): { readonly edits: number; readonly renewals: number } {
  const all = [...pairs.values()]
  return { edits: all.reduce((sum, { people }) => sum + people.edits, 0), renewals: all.reduce((sum, { clouds }) => sum + clouds.left.renewals + clouds.right.renewals, 0) }
}
