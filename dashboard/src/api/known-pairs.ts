import { useQuery } from '@tanstack/react-query'
import type { Cloud } from '../parts/side-name.tsx'
import { api, dataOf } from './client.ts'

const MOST = 500

/** Names of the pairs, what each has on its left, and whether one is no longer in the configuration. */
export function useKnownPairs(): { readonly names: readonly string[]; readonly leftOf: (pair: string) => Cloud; readonly isGone: (pair: string) => boolean } {
  const query = useQuery({ queryKey: ['pairs', 'known'], queryFn: () => dataOf(api.GET('/api/v1/pairs', { params: { query: { limit: MOST } } })), staleTime: 60_000 })
  const pairs = query.data?.pairs ?? []
  const find = (pair: string) => pairs.find(({ name }) => name === pair)
  const areAll = query.data !== undefined && query.data.next === undefined
  return { names: pairs.map(({ name }) => name), leftOf: (pair) => find(pair)?.left ?? 'dingtalk', isGone: (pair) => areAll && find(pair) === undefined }
}
