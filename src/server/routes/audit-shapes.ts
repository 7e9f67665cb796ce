import { z } from 'zod'

export const chainVerdict = z
  .object({
    pair: z.string(),
    records: z.int().meta({ description: 'How many hold, from the first on' }),
    head: z.string().meta({ description: 'The hash of the last of them; empty where there is none' }),
    broken: z.object({ seq: z.int(), at: z.string() }).optional().meta({ description: 'The first record that is not as it was written' }),
    missing: z.array(z.string()).optional().meta({ description: 'Heads that were told outside and are not in the chain' }),
    setBack: z.object({ times: z.int(), first: z.object({ seq: z.int(), at: z.string(), after: z.string() }) }).optional().meta({ description: 'Where a clock was set back; no fault of the chain' }),
  })
  .meta({ id: 'ChainVerdict' })
