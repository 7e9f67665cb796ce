import type { Clock } from '../platform/clock.ts'
import type { NewId } from '../platform/ids.ts'
import type { Http } from '../platform/http.ts'

/** A stream that people or programs read. Writing to one that was closed does nothing. */
export interface Output {
  /** Text, or the bytes of a file. */
  write(content: string | Uint8Array): void
  /** A terminal, where a line can be rewritten. */
  readonly isTerminal: boolean
  /** Width of the terminal. */
  columns(): number
}

/** Another process of this same program. It ends when we do, however we end. */
export interface OwnProcess {
  readonly pid: number
  /** Lines that it writes on stdout. */
  lines(): AsyncIterable<string>
  /** What it wrote on stderr last, for an error message. */
  lastWords(): string
  /** Resolves with its exit code once it has ended. */
  stop(): Promise<number>
}

/** Everything that a command may know of or do to the process and the machine; made in `main.ts` only. */
export interface Surroundings {
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly stdout: Output
  readonly stderr: Output
  /** Nothing when there is no such file. Throws when it cannot be read. */
  readFile(path: string): string | undefined
  /** What a person types after `prompt`, without its line end; nothing where nobody is at a terminal. */
  ask(prompt: string): Promise<string | undefined>
  /** What a person types or pastes after `prompt` and does not see, or what is piped in, without its last line end. */
  readSecret(prompt: string): Promise<string>
  /** Writes a file that only its owner can read. */
  writeFile(path: string, text: string): void
  /** A new empty folder for this run, and how to remove it with all that is in it. */
  temporaryFolder(): { readonly path: string; remove(): void }
  /** Of this program and of what it runs on, by name. */
  readonly versions: Readonly<Record<string, string>>
  readonly pid: number
  /** Whoever is signed in to this machine and started the process. */
  readonly userName: string
  startSelf(args: readonly string[]): OwnProcess
  /** Told of each wish to stop: Ctrl-C, a signal, the end of the process that started us. Answers how to stop listening. */
  onStop(listener: (reason: 'interrupt' | 'terminate') => void): () => void
  /** Ends the process at once. */
  exitNow(code: number): never
  readonly clock: Clock
  readonly newId: NewId
  readonly http: Http
}
