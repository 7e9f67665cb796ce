import type { FastifyRequest } from 'fastify'
import type { SecondPersons } from '../accounts/accounts.ts'
import type { GuardedDeed } from '../accounts/second-person.ts'
import type { App } from '../app.ts'
import type { Jobs } from '../host/jobs.ts'
import { whoOf } from './plugins/sessions.ts'
import { ApiError } from './problem.ts'

/** What the routes of backup, rollback, audit, archive and privacy need. */
export interface SafetyOptions {
  /** @throws {ApiError} `NOT_SET_UP` */
  readonly app: () => App
  readonly jobs: Jobs
  readonly version: string
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Called right before the deed. @throws {SyncError} `SECOND_PERSON` where a second person has to agree and has not */
  readonly agreed: (request: FastifyRequest, deed: GuardedDeed) => Promise<void>
}

/** Asks a second person where `isAsked`. */
export function agreedBy({ pass }: Pick<SecondPersons, 'pass'>, isAsked: () => boolean): SafetyOptions['agreed'] {
  return async (request, deed) => {
    if (isAsked()) await pass(whoOf(request), deed)
  }
}

/** Whoever asks, by the name that the record keeps. */
export const nameOf = (request: FastifyRequest): string => whoOf(request).name

/** @throws {ApiError} `NOT_THERE` */
export function pairIn({ app }: Pick<SafetyOptions, 'app'>, name: string): ReturnType<App['pairs']>[number] {
  const pair = app().pairs().find((each) => each.name === name)
  if (pair === undefined) throw new ApiError('NOT_THERE', 'There is no pair of that name.')
  return pair
}

/** Without what is not there. */
export function defined<Fields extends object>(fields: Fields): { readonly [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
}

/** Aborted when whoever asked goes away. */
export function endOf(incoming: { once(event: 'aborted', listener: () => void): unknown }): AbortSignal {
  const ending = new AbortController()
  incoming.once('aborted', () => ending.abort(new Error('nobody waits for the answer')))
  return ending.signal
}
