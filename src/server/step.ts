import { z } from 'zod'
import type { Explained } from '../reconcile/explain.ts'

/** One thing that would be done, or is held. */
export const step = z
  .object({
    kind: z.string().meta({ description: 'What is done: copy, mark, move, trash, create-folder, …' }),
    on: z.enum(['left', 'right']).optional().meta({ description: 'The side that is written to' }),
    reason: z.string().meta({ description: 'The rule that it follows' }),
    sentence: z.string().meta({ description: 'The same in English' }),
    folder: z.string().optional().meta({ description: 'Name of the folder that it is about, or that the message is in' }),
    to: z.string().optional().meta({ description: 'Name of the folder that it comes into, or that the folder is to have' }),
    receivedAt: z.string().optional().meta({ description: 'When the message was received' }),
    change: z.record(z.string(), z.unknown()).optional().meta({ description: 'Marks that are set' }),
  })
  .meta({ id: 'Step' })

export type Step = z.infer<typeof step>

export const stepOf = ({ sentence, about, operation }: Explained): Step => ({
  kind: operation.kind,
  ...('on' in operation ? { on: operation.on } : {}),
  reason: operation.reason,
  sentence,
  ...about,
  ...(operation.kind === 'mark' ? { change: operation.change } : {}),
})
