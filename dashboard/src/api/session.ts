import { useIsMutating, useMutation, useQuery } from '@tanstack/react-query'
import type { Middleware } from 'openapi-fetch'
import { api, dataOf, queries } from './client.ts'
import type { Session } from './schema.ts'

const KEY = ['session']
const LEAVING = ['sign-out']

/** Who is signed in with this browser. */
export const useSession = () => useQuery({ queryKey: KEY, queryFn: () => dataOf(api.GET('/api/v1/session')), staleTime: 60_000 })

/** Whether whoever is signed in may do what needs this. What they may not is not offered, and refused by the API. */
export const useMay = (needs: 'operate' | 'administer'): boolean => useSession().data?.person?.scopes.includes(needs) ?? false

/** Goes on as whoever was just let in, and forgets what another one saw. */
export function enterAs(session: Session): void {
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] })
  queries.setQueryData(KEY, session)
}

/** Asks again who is signed in, and how. */
export const refreshSession = () => queries.invalidateQueries({ queryKey: KEY })

/** Ends the session here. Who else is signed in with this account stays so. */
export const useSignOut = () =>
  useMutation({
    mutationKey: LEAVING,
    mutationFn: async () => {
      await api.DELETE('/api/v1/session')
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] })
      await refreshSession()
    },
  })

/** Whoever is on the way out is shown nothing any more that would be asked for in their name. */
export const useIsLeaving = (): boolean => useIsMutating({ mutationKey: LEAVING }) > 0

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/** What is written says that a page of ours wrote it; and where a session is over, its end is noticed. */
const signed: Middleware = {
  onRequest({ request }) {
    const csrf = queries.getQueryData<Session>(KEY)?.csrf
    if (!READS.has(request.method) && csrf !== undefined) request.headers.set('x-csrf-token', csrf)
  },
  async onResponse({ response, request }) {
    if (response.status === 401 && !new URL(request.url).pathname.startsWith('/api/v1/session')) await queries.invalidateQueries({ queryKey: KEY })
  },
}
api.use(signed)
