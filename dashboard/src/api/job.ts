import { QueryObserver, queryOptions, useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api, dataOf, ProblemError, queries } from './client.ts'
import type { Job } from './schema.ts'

export type JobKind = Job['kind']
export type JobOf<Kind extends JobKind> = Extract<Job, { readonly kind: Kind }>

/** Long work of one kind: what is under way or ended a little ago, also when it was begun before this page was opened, and the way to begin another. */
export interface LongWork<Kind extends JobKind> {
  readonly job: JobOf<Kind> | undefined
  readonly isBusy: boolean
  readonly error: unknown
  readonly begin: () => void
  /** Shows none, so that another can be begun. */
  readonly forget: () => void
}

/** `post` begins it; `onDone` is called once it has ended well while this page is open. Without `keepsLast` what was begun before is shown only while it goes on. */
export function useLongWork<Kind extends JobKind>(kind: Kind, { pair, post, onDone, keepsLast = false }: { readonly pair?: string; readonly post: () => Promise<{ readonly job: string }>; readonly onDone?: (job: JobOf<Kind>) => void; readonly keepsLast?: boolean }): LongWork<Kind> {
  const [begun, setBegun] = useState<string>()
  const before = useQuery({
    queryKey: ['jobs', kind, pair ?? ''],
    queryFn: async () => (await dataOf(api.GET('/api/v1/jobs', { params: { query: { kind, ...(pair === undefined ? {} : { pair }) } } }))).jobs as Job[],
    staleTime: 0,
  })
  const earlier = before.data?.find(({ state }) => keepsLast || state === 'running')?.id
  const [isForgotten, setForgotten] = useState(false)
  const id = begun ?? (isForgotten ? undefined : earlier)
  const job = useJob(id) as JobOf<Kind> | undefined
  const state = job?.state
  const doing = useMutation({
    mutationFn: async () => {
      const { job: next } = await post()
      // Nobody sees a moment at which it is neither being begun nor under way.
      await queries.fetchQuery(jobQuery(next))
      return next
    },
    onSuccess: setBegun,
  })
  useEffect(() => {
    if (job !== undefined && state === 'done' && begun === job.id) onDone?.(job)
    // Once for each end.
  }, [state, begun])
  return {
    job,
    isBusy: doing.isPending || state === 'running',
    error: doing.error,
    begin: () => doing.mutate(),
    forget: () => {
      setBegun(undefined)
      setForgotten(true)
      doing.reset()
    },
  }
}

const jobQuery = (id: string | undefined) =>
  queryOptions({
    queryKey: ['job', id],
    enabled: id !== undefined,
    queryFn: async () => (await dataOf(api.GET('/api/v1/jobs/{job}', { params: { path: { job: id ?? '' } } }))) as Job,
    refetchInterval: ({ state: { data } }) => (data?.state === 'running' ? 3000 : false),
  })

/** Keeps a job that is under way as the service tells it. Answers how to end that. */
function listenTo(id: string): () => void {
  const source = new EventSource(`/api/v1/jobs/${encodeURIComponent(id)}/events`)
  source.addEventListener('message', ({ data }) => void queries.setQueryData(['job', id], JSON.parse(String(data)) as Job))
  source.addEventListener('error', () => source.close())
  return () => source.close()
}

/** A job as it is now: told by the service as it changes, and asked for now and then where that does not come through. */
export function useJob(id: string | undefined): Job | undefined {
  const query = useQuery(jobQuery(id))
  const isRunning = query.data?.state === 'running'
  useEffect(() => (id === undefined || !isRunning ? undefined : listenTo(id)), [id, isRunning])
  return id === undefined ? undefined : query.data
}

export const endJob = (id: string): Promise<unknown> => api.DELETE('/api/v1/jobs/{job}', { params: { path: { job: id } } })

/** Somebody ended it before it was done. */
export class JobCancelled extends Error {
  override readonly name = 'JobCancelled'
}

/** What came out, once it has ended. @throws {ProblemError} where it failed; {JobCancelled} */
export async function untilEnded<Kind extends JobKind>(_kind: Kind, id: string): Promise<NonNullable<JobOf<Kind>['result']>> {
  const ended = Promise.withResolvers<Job>()
  const ending = listenTo(id)
  const asking = new QueryObserver(queries, jobQuery(id))
  const look = ({ data, error }: Pick<ReturnType<typeof asking.getCurrentResult>, 'data' | 'error'>): void => {
    if (data !== undefined && data.state !== 'running') ended.resolve(data)
    else if (error !== null) ended.reject(error)
  }
  const endAsking = asking.subscribe(look)
  look(asking.getCurrentResult())
  try {
    const { state, result, problem } = await ended.promise
    if (problem !== undefined) throw new ProblemError(problem)
    if (state === 'cancelled' || result === undefined) throw new JobCancelled()
    return result as NonNullable<JobOf<Kind>['result']>
  } finally {
    ending()
    endAsking()
  }
}
