import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, dataOf } from '../../api/client.ts'
import type { Setup } from '../../api/schema.ts'

const KEY = ['setup']

/** What the set-up knows. */
export const useSetup = () => useQuery({ queryKey: KEY, queryFn: () => dataOf(api.GET('/api/v1/setup')) })

/** Does one step, and shows what the set-up knows from then on. */
export function useSetupStep<Given>(step: (given: Given) => Promise<Setup>) {
  const queries = useQueryClient()
  return useMutation({ mutationFn: step, onSuccess: (setup) => queries.setQueryData(KEY, setup) })
}

/** Asks anew what the set-up knows. */
export function useAskAgain(): () => Promise<void> {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey: KEY })
}
