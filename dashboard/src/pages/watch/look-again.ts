import { queries } from '../../api/client.ts'

/** After a rule or a channel was changed. */
export const lookAgain = () => queries.invalidateQueries({ queryKey: ['watch'] })
