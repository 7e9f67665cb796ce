import { queries } from '../../api/client.ts'
import type { PairConnection, WayIn } from '../../api/schema.ts'

export type Way<Kind extends WayIn['kind']> = Extract<WayIn, { readonly kind: Kind }>
export type Side = PairConnection['sides']['left']

export const CONNECTIONS = 'connections'

/** What is known of the connections may be otherwise by now. */
export const lookAnew = (): Promise<void> => queries.invalidateQueries({ queryKey: [CONNECTIONS] })
