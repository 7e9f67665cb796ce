import { z } from 'zod'
import type { App } from '../app.ts'
import { ApiError } from './problem.ts'

/** The part of an address that names a pair. */
export const pairParams = z.object({ pair: z.string().max(200) })

/** Checks that there is such a pair. @throws {ApiError} `NOT_THERE` */
export function knownPair(app: Pick<App, 'pairs'>, name: string): ReturnType<App['pairs']>[number] {
  const known = app.pairs().find((each) => each.name === name)
  if (known === undefined) throw new ApiError('NOT_THERE', 'There is no pair of that name.')
  return known
}
