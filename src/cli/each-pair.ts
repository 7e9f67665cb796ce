import type { App } from '../app.ts'
import type { Invocation } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { tellError } from './report-error.ts'
import type { ProgressLine } from './progress-line.ts'
import { printJson } from './print.ts'
import { withProgress } from './watch-progress.ts'
import { pairsMeant, readConfig, withApp } from './with-app.ts'

/** What a command has to say of one pair. */
export interface PairResult {
  readonly exitCode: number
  /** For `--json`. */
  readonly value: object
}

/** What is gone through beside the pairs of the configuration. */
export interface Others {
  /** Unless one was named. */
  readonly also?: (app: App) => Promise<readonly string[]>
  /** What may be named. */
  readonly besides?: readonly string[]
}

/**
 * Does `work` for every pair that is meant, one after another. A pair that fails does not keep the others from their turn.
 * Answers the first exit code that is not 0.
 */
export async function eachPair(invocation: Invocation, work: (pair: string, app: App, line: ProgressLine) => Promise<PairResult>, { also = async () => [], besides = [] }: Others = {}): Promise<number> {
  const config = readConfig(invocation)
  const meant = pairsMeant(invocation, config, besides)
  const values: object[] = []
  let exitCode: number = EXIT.ok
  await withApp(invocation, config, async (app) => {
    const names = invocation.argument === undefined ? [...new Set([...meant, ...(await also(app))])] : meant
    for (const pair of names) {
      const result = await withProgress(invocation, (line) => work(pair, app, line)).catch(
        (error: unknown): PairResult => tellError(error, invocation, names.length > 1 ? `${pair}: ` : ''),
      )
      values.push({ pair, ...result.value })
      exitCode ||= result.exitCode
      if (invocation.signal.aborted) break
    }
  })
  if (invocation.given['json']) printJson(invocation, { pairs: values })
  return exitCode
}
