import { z } from 'zod'
import type { Privacy } from '../../privacy-app.ts'
import { side } from './shapes.ts'

type Plan = Awaited<ReturnType<Privacy['planErasure']>>

const counts = z.record(z.string(), z.int())
const naming = z.record(z.string(), counts).meta({ description: 'What names them beside their messages, by place: rules and channels, accounts, the set-up, webhooks, what was told' })

export const erasurePlan = z
  .object({
    rows: counts.meta({ description: 'What the database remembers of their messages, by pair' }),
    places: z.record(z.string(), z.object({ messages: z.int(), held: z.int(), mentions: z.int() })).meta({ description: 'Messages that are kept, by place; `held`: by a legal hold; `mentions`: of others, that only name them' }),
    naming,
    present: z.array(z.object({ pair: z.string(), side, messages: z.int() })).meta({ description: 'Messages that are still in a mailbox' }),
    unreadable: z.int(),
    others: z.int().meta({ description: 'Other people who wrote or received these messages' }),
    unattributed: z.int().meta({ description: 'Rows of messages that are gone, of which nobody can tell whose they were' }),
    ownPairs: z.array(z.string()).meta({ description: 'Pairs whose mailbox is theirs' }),
  })
  .meta({ id: 'ErasurePlan' })

export const erasure = z
  .object({
    outcome: z.enum(['erased', 'still-present']),
    plan: erasurePlan.optional(),
    proof: z
      .object({
        id: z.string(),
        endedAt: z.string(),
        erased: z.record(z.string(), counts),
        held: z.int(),
        isTraceless: z.boolean().meta({ description: 'Nothing was found when everything was looked through once more' }),
        file: z.string().meta({ description: 'The proof itself, to be kept byte for byte' }),
        text: z.string().meta({ description: 'The same for people' }),
        salt: z.string().meta({ description: 'For whoever asked, and kept nowhere: with it they can show that the proof is about them' }),
      })
      .optional(),
  })
  .meta({ id: 'Erasure' })

export const personExport = z.object({ id: z.string(), at: z.string(), messages: z.int(), rows: z.int(), auditRecords: z.int(), named: naming, inMailboxes: z.int() })

export function erasurePlanShown({ rows, places, naming, present, unreadable, others, unattributed }: Plan, ownPairs: readonly string[]): z.input<typeof erasurePlan> {
  return { rows: { ...rows }, places: { ...places }, naming: Object.fromEntries(Object.entries(naming).map(([place, found]) => [place, { ...found }])), present: present.map(({ pair, side: on, messages }) => ({ pair, side: on, messages })), unreadable, others, unattributed, ownPairs: [...ownPairs] }
}
