import { useQuery } from '@tanstack/react-query'
import { api, dataOf } from '../../api/client.ts'

const POLL_MS = 700

/** Asks how far a task is until it is over. */
export function useTask(id: string | undefined) {
  return useQuery({
    queryKey: ['task', id],
    queryFn: () => dataOf(api.GET('/api/v1/tasks/{task}', { params: { path: { task: id ?? '' } } })),
    enabled: id !== undefined,
    refetchInterval: ({ state: { data } }) => (data === undefined || data.state === 'running' ? POLL_MS : false),
  })
}
