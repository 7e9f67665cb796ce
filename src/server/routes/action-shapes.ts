import { z } from 'zod'

/** What taking a run back came to. */
export const undone = z.object({ done: z.int(), failed: z.int(), left: z.int().meta({ description: 'What is still to be done' }), listed: z.int().meta({ description: 'Messages that are not put back' }) }).meta({ id: 'Undone' })

/** What sending departed messages to trash came to. */
export const trashed = z.object({ done: z.int(), failed: z.int() }).meta({ id: 'Trashed' })

/** What a two-way test came to, in short: the whole is at /pairs/{pair}/probe. */
export const probedShort = z.object({ arrived: z.int(), directions: z.int(), isClean: z.boolean() }).meta({ id: 'ProbedShort' })

/** Who signed in. */
export const signedInHere = z.object({ account: z.string().optional(), isOther: z.boolean().meta({ description: 'It is another address than that of the mailbox' }) }).meta({ id: 'MicrosoftSignedIn' })
