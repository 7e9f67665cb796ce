import { useQueries, useQuery } from '@tanstack/react-query'
import { api, dataOf } from '../../api/client.ts'
import type { Probed } from '../../api/schema.ts'

/** So many pairs are looked at one by one here; the pages of the pairs have the rest. */
const MOST = 50

export const MEASURES = ['setup-measures']
export const probeKey = (pair: string) => ['probe', pair] as const

/** How the safety measures of these pairs stand. */
export const useMeasures = (connected: readonly string[]) =>
  useQuery({
    queryKey: [...MEASURES, ...connected],
    queryFn: async () => (await dataOf(api.GET('/api/v1/measures', { params: { query: { limit: 200 } } }))).pairs.filter(({ pair }) => connected.includes(pair)),
    enabled: connected.length > 0,
    refetchOnMount: 'always',
  })

/** What the last two-way test of each of these pairs found. */
export const useProbes = (connected: readonly string[]) =>
  useQueries({ queries: connected.slice(0, MOST).map((pair) => ({ queryKey: probeKey(pair), queryFn: () => dataOf(api.GET('/api/v1/pairs/{pair}/probe', { params: { path: { pair } } })) })) })

/** Whether everything crossed as it should. */
export const isProbedWell = ({ directions, isClean }: Probed): boolean => isClean && directions.every(({ outcome, marksBack }) => outcome === 'arrived' && marksBack?.came === true)
