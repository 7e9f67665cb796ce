import { api, dataOf, queries } from '../../api/client.ts'

const LOOK_MS = 15_000

export const webhooksQuery = { queryKey: ['webhooks'], queryFn: () => dataOf(api.GET('/api/v1/webhooks')), refetchInterval: LOOK_MS }

/** After a webhook was changed. */
export const askAgain = () => queries.invalidateQueries({ queryKey: ['webhooks'] })
