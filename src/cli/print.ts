import type { Invocation } from './command.ts'

/** A text for a person, on stdout; with `--json` nothing, so that stdout holds JSON only. */
export function print(invocation: Invocation, text: string): void {
  if (!invocation.given['json']) invocation.surroundings.stdout.write(`${text}\n`)
}

/** The result as one line of JSON. */
export function printJson(invocation: Invocation, value: unknown): void {
  invocation.surroundings.stdout.write(`${JSON.stringify(value)}\n`)
}

/** The result in one of its two forms: `text` for a person, or `value` with `--json`. */
export function printResult(invocation: Invocation, value: unknown, text: () => string): void {
  if (invocation.given['json']) printJson(invocation, value)
  else print(invocation, text())
}

/** A remark beside the result, on stderr. */
export function remark(invocation: Invocation, text: string): void {
  invocation.surroundings.stderr.write(`${text}\n`)
}
