import type { Job, Jobs } from '../host/jobs.ts'
import type { JobKind } from './job-results.ts'
import { ApiError } from './problem.ts'

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

  forget(id: string): void {
    this.#plans.delete(id)
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
