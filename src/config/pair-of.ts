import { SyncError } from '../domain/errors.ts'
import type { Config, PairConfig } from './config.ts'

/** The pair of that name. @throws {SyncError} `BAD_CONFIG` */
export function pairOf(config: Config, name: string): PairConfig {
  const pair = config.pairs.find((each) => each.name === name)
  if (pair === undefined) throw new SyncError('BAD_CONFIG', `There is no pair "${name}" in the configuration.`)
  return pair
}
