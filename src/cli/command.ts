import type { Surroundings } from './surroundings.ts'

/** What a person may write after `--config` and the like, by the name of the option in camel case. */
export type Given = Readonly<Record<string, string | boolean | undefined>>

/** One call of a command. */
export interface Invocation {
  readonly surroundings: Surroundings
  /** The argument that is no option, if the command takes one. */
  readonly argument: string | undefined
  /** What was written after the argument, where the command takes more. */
  readonly rest: readonly string[]
  readonly given: Given
  /** Aborted when a person or the system asks to stop. */
  readonly signal: AbortSignal
}

/** One command of the command line, as a table that help and parsing are made from. */
export interface Command {
  readonly name: string
  /** One line in the list of commands. */
  readonly summary: string
  /** More, under the usage line of the command. */
  readonly description?: string
  readonly argument?: { readonly name: string; readonly help: string }
  /** Any number of words after the argument. */
  readonly rest?: { readonly name: string; readonly help: string }
  readonly options?: readonly { readonly flags: string; readonly help: string; readonly default?: string }[]
  /** A command that does without a configuration file. */
  readonly withoutConfig?: true
  readonly examples: readonly (readonly [command: string, what: string])[]
  /** Answers the exit code. Throws `SyncError`, `UsageError`, or the reason of the aborted signal. */
  run(invocation: Invocation): Promise<number>
}

/** The command line was not understood. The message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** A failure of which this command knows better than the table of errors what to do next. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly code: string
  readonly next: string
  readonly exitCode: number

  constructor(message: string, about: { readonly code: string; readonly next: string; readonly exitCode: number; readonly cause?: unknown }) {
    super(message, { cause: about.cause })
    this.code = about.code
    this.next = about.next
    this.exitCode = about.exitCode
  }
}

/** The text given for an option, or nothing. */
export function textGiven(given: Given, name: string): string | undefined {
  const value = given[name]
  return typeof value === 'string' ? value : undefined
}

/** `null` for each option that `--without` names, of those that it may. @throws {UsageError} */
export function withoutGiven<Name extends string>(given: Given, names: readonly Name[]): { readonly [Each in Name]?: null } {
  const said = textGiven(given, 'without')?.split(',').map((word) => word.trim()) ?? []
  const strange = said.find((word) => !names.some((name) => name === word))
  if (strange !== undefined) throw new UsageError(`--without takes ${names.join(', ')}, with commas between them; it does not know ${strange}.`)
  return Object.fromEntries(said.map((name) => [name, null])) as { readonly [Each in Name]?: null }
}

/** Who has something done, for the audit: the name given with `--by`, else that of the user of this machine. */
export function askedBy({ given, surroundings }: Invocation): string {
  const by = textGiven(given, 'by')?.trim() ?? ''
  return by === '' ? surroundings.userName : by
}

/** The whole number given for an option, or nothing. @throws {UsageError} when it is none, or not from `least` to `most`. */
export function wholeGiven(given: Given, name: string, { least, most }: { least: number; most: number }): number | undefined {
  const value = textGiven(given, name)
  if (value === undefined) return undefined
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
  if (number >= least && number <= most) return number
  throw new UsageError(`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} takes a whole number from ${least} to ${most}.`)
}
