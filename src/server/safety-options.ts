import type { FastifyRequest } from 'fastify'
import type { SecondPersons } from '../accounts/accounts.ts'
import type { GuardedDeed } from '../accounts/second-person.ts'
import type { App } from '../app.ts'
import type { Job, JobAbout, JobCall, Jobs } from '../host/jobs.ts'
import type { JobKind, JobResults } from './job-results.ts'
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

/** Begins work of one kind whose result the API describes. */
export function beginJob<Kind extends JobKind>({ jobs }: Pick<SafetyOptions, 'jobs'>, kind: Kind, about: Omit<JobAbout, 'kind'>, work: (call: JobCall) => Promise<JobResults[Kind]>): { job: string } {
  return { job: jobs.begin({ kind, ...about }, work).id }
}

/** What a dry run planned, so that exactly this is done afterwards. Remembered as long as its job is. */
export class Plans<Plan> {
  readonly #plans = new Map<string, Plan>()
  readonly #jobs: Jobs
  readonly #kind: JobKind

  constructor(jobs: Jobs, kind: JobKind) {
    this.#jobs = jobs
    this.#kind = kind
  }

  keep(job: string, plan: Plan): void {
    for (const id of this.#plans.keys()) if (this.#jobs.find(id) === undefined) this.#plans.delete(id)
    this.#plans.set(job, plan)
  }

  /** @throws {ApiError} `NOT_THERE`, `CHANGED_MEANWHILE` where it did not end well */
  take(id: string, isMeant: (job: Job) => boolean = () => true): Plan {
    const job = this.#jobs.find(id)
    const plan = this.#plans.get(id)
    if (job === undefined || plan === undefined || job.kind !== this.#kind || !isMeant(job)) throw new ApiError('NOT_THERE', 'There is no such plan any more: look again at what would be done.')
    if (job.state !== 'done') throw new ApiError('CHANGED_MEANWHILE', 'What would be done is not known yet.')
    return plan
  }
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
