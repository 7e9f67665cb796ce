import type { FastifyRequest } from 'fastify'
import type { SecondPersons } from '../accounts/accounts.ts'
import type { GuardedDeed } from '../accounts/second-person.ts'
import type { App } from '../app.ts'
import type { Jobs } from '../host/jobs.ts'
import { whoOf } from './plugins/sessions.ts'

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

/** Without what is not there. */
export function defined<Fields extends object>(fields: Fields): { readonly [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
}
