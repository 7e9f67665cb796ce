import { useQuery } from '@tanstack/react-query'
import { api, dataOf } from '../../api/client.ts'
import type { Cloud } from '../../parts/side-name.tsx'

/** The names of all pairs, and what the left side of each is. */
export function usePairs(): { readonly names: readonly string[]; readonly leftOf: (pair: string) => Cloud } {
  const { data } = useQuery({ queryKey: ['pairs'], queryFn: () => dataOf(api.GET('/api/v1/pairs')) })
  const pairs = data?.pairs ?? []
  return { names: pairs.map(({ name }) => name), leftOf: (pair) => pairs.find(({ name }) => name === pair)?.left ?? 'dingtalk' }
}
