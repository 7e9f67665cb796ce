import { useQuery } from '@tanstack/react-query'
import type { Cloud } from '../parts/side-name.tsx'
import { api, dataOf } from './client.ts'

const MOST = 500

/** Names of the pairs, and what each has on its left. */
export function useKnownPairs(): { readonly names: readonly string[]; readonly leftOf: (pair: string) => Cloud } {
  const query = useQuery({ queryKey: ['pairs', 'known'], queryFn: () => dataOf(api.GET('/api/v1/pairs', { params: { query: { limit: MOST } } })), staleTime: 60_000 })
  const pairs = query.data?.pairs ?? []
  return { names: pairs.map(({ name }) => name), leftOf: (pair) => pairs.find(({ name }) => name === pair)?.left ?? 'dingtalk' }
}
