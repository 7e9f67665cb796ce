import { ERROR_CODES } from '../domain/error-codes.ts'
import { SyncError } from '../domain/errors.ts'
import { CommandError, UsageError, type Invocation } from './command.ts'
import { EXIT, EXIT_BY_REMEDY } from './exit-codes.ts'
import { printJson, remark } from './print.ts'
import { Stopped } from './stopped.ts'

/** Tells what happened and what to do next, on stderr (with `--json` on stdout too), and answers the exit code. */
export function reportError(error: unknown, invocation: Invocation): number {
  const { exitCode, value } = tellError(error, invocation)
  if (invocation.given['json']) printJson(invocation, value)
  return exitCode
}

/** Tells an error on stderr, after `lead`; answers the exit code and what to say in JSON. */
export function tellError(error: unknown, invocation: Invocation, lead = ''): { exitCode: number; value: object } {
  const { code, message, next, exitCode, detail } = describeError(error, invocation.signal)
  remark(invocation, [`${lead}${message}`, ...(detail === undefined ? [] : [detail]), `Next: ${next}`].join('\n'))
  return { exitCode, value: { error: { code, message, next } } }
}

interface DescribedError {
  readonly code: string
  readonly message: string
  readonly next: string
  readonly exitCode: number
  /** For whoever mends it. */
  readonly detail?: string
}

function describeError(error: unknown, signal: AbortSignal): DescribedError {
  const reason: unknown = signal.reason
  if (signal.aborted && reason instanceof Stopped) {
    return { code: 'STOPPED', message: 'Stopped. What was under way was finished; nothing is lost.', next: 'run the same command again: it goes on where it stopped.', exitCode: reason.exitCode }
  }
  if (error instanceof SyncError) {
    return { code: error.code, message: error.message, next: ERROR_CODES[error.code].cure, exitCode: EXIT_BY_REMEDY[error.remedy] }
  }
  if (error instanceof CommandError) return error
  if (error instanceof UsageError) return { code: 'USAGE', message: error.message, next: 'the same command with --help shows what it takes.', exitCode: EXIT.usage }
  return {
    code: 'BROKEN_INVARIANT',
    message: `Something failed that never should: ${error instanceof Error ? error.message : 'no error was given'}.`,
    next: ERROR_CODES.BROKEN_INVARIANT.cure,
    exitCode: EXIT.internal,
    ...(error instanceof Error && error.stack !== undefined ? { detail: error.stack } : {}),
  }
}
