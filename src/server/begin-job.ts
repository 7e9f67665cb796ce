import type { JobAbout, JobCall, Jobs } from '../host/jobs.ts'
import type { JobKind, JobResults } from './job-results.ts'

/** Begins work of one kind whose result the API describes. */
export function beginJob<Kind extends JobKind>({ jobs }: { readonly jobs: Pick<Jobs, 'begin'> }, kind: Kind, about: Omit<JobAbout, 'kind'>, work: (call: JobCall) => Promise<JobResults[Kind]>): { job: string } {
  return { job: jobs.begin({ kind, ...about }, work).id }
}
