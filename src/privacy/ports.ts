import type { Binding } from '../domain/binding.ts'
import type { Item } from '../domain/item.ts'
import type { Side } from '../domain/side.ts'
import type { Named } from './naming.ts'

/** What the mirror holds of a message that could tell whose it is. */
export interface MirrorRow extends Pick<Item, 'ref' | 'side' | 'id' | 'presence' | 'internetMessageId'> {
  /** `exactDigest` of its content, or of its original's, as far as they were computed. */
  readonly digests: readonly string[]
}

/** What crossed in one month to one side. */
export interface Crossing {
  /** `2026-03`. */
  readonly month: string
  /** The side that it was written to. */
  readonly to: Side
  /** Messages that were copied. */
  readonly messages: number
  /** Their bytes, as far as their rows are still there. */
  readonly bytes: number
  /** Moves, marks and folders: no content. */
  readonly changes: number
}

/** What privacy asks of the database beside what the engine does. Every method may throw `STORE_FAILURE`. */
export interface PersonalStore {
  /** Of every message, gone ones too. */
  rows(pair: string): Promise<MirrorRow[]>
  /** All bindings of messages, however they stand. */
  bindings(pair: string): Promise<Pick<Binding, 'id' | 'left' | 'right' | 'status'>[]>
  /** Makes sure that what was deleted is in no byte of the database's files any more. It takes as long as writing all of them anew. */
  scrub(): Promise<void>
  /** Rows that hold one of these texts (in small letters) somewhere, or count one as a person, by table; tables without any are left out. */
  traces(needles: readonly string[]): Promise<Readonly<Record<string, number>>>
  /** Such rows that only pass by, as a person may see them: events, deliveries of them, alerts, pauses. */
  noted(needles: readonly string[]): Promise<Named>
  /** Forgets those, but for a pause: there `instead` takes the place of who made it. */
  forgetNoted(needles: readonly string[], instead: string): Promise<void>
  /** Small notes of an erasure under way, by name. */
  notes(): Promise<ReadonlyMap<string, string>>
  /** `null` forgets one. */
  keepNote(name: string, value: string | null): Promise<void>
  /** Distinct people in a calendar year of China, by the side that their data went to. */
  people(year: number): Promise<Readonly<Record<Side, number>>>
  /** Makes of those who have these addresses people of whom nobody can tell who they are: the count stays. @returns how many rows that were */
  unlinkPeople(addresses: readonly string[]): Promise<number>
  /** In order of months. */
  crossings(pair: string): Promise<Crossing[]>
}
