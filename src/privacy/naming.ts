import { needlesOf, type Person } from './person.ts'
import type { Counts } from './proof.ts'

/** What names a person, by what it is, as it may be handed out to them: without secrets, and without others as far as they can be told apart. */
export type Named = Readonly<Record<string, readonly object[]>>

/** How much that is, by what it is; nothing where nothing does. */
export const countsIn = (named: Named): Counts => Object.fromEntries(Object.entries(named).flatMap(([what, { length }]) => (length > 0 ? [[what, length]] : [])))

/** Who erases a person, and under which name the audit has it. */
export interface ErasureDeed {
  readonly by: string
  readonly run: string
}

/**
 * Something of the installation that names people and holds no message of theirs: rules, channels, accounts, what the set-up remembers. An
 * erasure and an export ask each of them and know none. What is sealed is opened for it.
 * @throws {SyncError} where something cannot be read, so that nothing can be promised
 */
export interface NamingPlace {
  /** As it is called in a report. */
  readonly name: string
  /** What of it names the person now. */
  find(person: Person): Promise<Named>
  /** Before anything is erased. @throws {SyncError} where the person cannot be taken out, such as the last administrator */
  refuse?(person: Person): Promise<void>
  /** Takes the person out, with a record in the audit where a person would leave one. Done again after a kill it goes on. */
  erase(person: Person, deed: ErasureDeed): Promise<void>
}

/** Whether something has the person's address in one of its texts, however it is written. */
export function isNaming(person: Person, value: unknown): boolean {
  const text = (JSON.stringify(value) ?? '').toLowerCase()
  return needlesOf(person).some((needle) => text.includes(needle))
}

/** What names nobody any more, in the place of a name that did. */
export const NOBODY = 'somebody'
