import { useQuery } from '@tanstack/react-query'
import { api, dataOf, queries } from './client.ts'

/** How the service stands in short, asked every few seconds by whoever shows it. */
export const useService = () => useQuery({ queryKey: ['service'], queryFn: () => dataOf(api.GET('/api/v1/service')), refetchInterval: 5000 })

/** What is shown may be otherwise by now: everything is asked for anew. */
export const askAnew = (): Promise<void> => queries.invalidateQueries()

/** Nothing is done for any pair from now on. */
export async function stopEverything(): Promise<void> {
  await dataOf(api.POST('/api/v1/service/stop', { body: {} }))
  await askAnew()
}

/** Everything goes on. */
export async function resumeEverything(): Promise<void> {
  await dataOf(api.POST('/api/v1/service/resume', { body: {} }))
  await askAnew()
}
