import { QueryClient } from '@tanstack/react-query'
import createClient, { type Middleware } from 'openapi-fetch'
import type { paths } from './schema.ts'

/** An answer of the API that is an error, as RFC 9457 has it. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly status: number
  readonly code: string
  readonly next: string
  readonly errors: readonly { readonly at: string; readonly message: string }[]

  constructor(problem: { readonly status: number; readonly code: string; readonly detail: string; readonly next: string; readonly errors?: readonly { readonly at: string; readonly message: string }[] }) {
    super(problem.detail)
    this.status = problem.status
    this.code = problem.code
    this.next = problem.next
    this.errors = problem.errors ?? []
  }
}

/** Every failed answer is thrown, so that whoever asks sees data or an error and nothing between. */
const problems: Middleware = {
  async onResponse({ response }) {
    if (response.ok) return
    const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') ?? false
    throw new ProblemError(isProblem ? await response.json() : { status: response.status, code: 'FAILED', detail: response.statusText, next: '' })
  },
}

/** What the middleware let through is data. @throws {ProblemError} for what it did not */
export async function dataOf<Data>(answer: Promise<{ readonly data?: Data }>): Promise<Data> {
  const { data } = await answer
  return data as Data
}

/** The API of the service that serves this page. @throws {ProblemError} */
export const api = createClient<paths>({ baseUrl: '/' })
api.use(problems)

/** What was asked before, for all pages. A problem that will be the same again is not asked for again. */
export const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 5000, retry: (failures, error) => failures < 2 && !(error instanceof ProblemError && error.status < 500) } },
})
