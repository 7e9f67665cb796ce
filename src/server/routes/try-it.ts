import { z } from 'zod'
import type { Side } from '../../domain/side.ts'
import { ApiError } from '../problem.ts'
import type { Router } from '../router.ts'

/** Two simulated mailboxes that are kept the same, for whoever wants to see it before they connect anything. */
export interface TryIt {
  state(): TrialState
  /** Does nothing where it runs already. @throws {ApiError} `NOT_ALLOWED` where accounts are connected */
  begin(): Promise<void>
  /** Removes all that there was. */
  end(): Promise<void>
  /** Each of these @throws {ApiError} `NOT_THERE` where nothing runs, or where there is no such message or folder */
  look(): Promise<z.infer<typeof trialLook>>
  read(on: Side, id: string): Promise<TrialText>
  put(on: Side, mail: TrialMail): Promise<string>
  mark(on: Side, id: string, marks: TrialMarks): Promise<void>
  move(on: Side, id: string, to: string): Promise<void>
}

export interface TryItOptions {
  readonly tryIt: TryIt
}

const trialState = z
  .object({
    isConnected: z.boolean().meta({ description: 'Whether accounts are connected, so that nothing is to be tried' }),
    isRunning: z.boolean(),
  })
  .meta({ id: 'TrialState' })
export type TrialState = z.infer<typeof trialState>

const trialMessage = z
  .object({
    id: z.string().meta({ description: 'The same on both sides' }),
    folder: z.string().meta({ description: 'Key of its folder' }),
    from: z.string(),
    subject: z.string(),
    preview: z.string(),
    receivedAt: z.iso.datetime(),
    read: z.boolean(),
    flagged: z.boolean(),
    attachments: z.int(),
  })
  .meta({ id: 'TrialMessage' })
export type TrialMessage = z.infer<typeof trialMessage>

const trialFolder = z.object({ key: z.string(), role: z.enum(['inbox', 'sent', 'drafts', 'trash', 'junk']).optional(), name: z.string() }).meta({ id: 'TrialFolder' })
export type TrialFolder = z.infer<typeof trialFolder>

const trialMailbox = z.object({ address: z.string(), folders: z.array(trialFolder), messages: z.array(trialMessage) }).meta({ id: 'TrialMailbox' })
export type TrialMailbox = z.infer<typeof trialMailbox>

const SIDES = ['left', 'right'] as const
export const CROSSING_KINDS = ['new', 'read', 'unread', 'flagged', 'unflagged', 'moved', 'trashed'] as const

const trialCrossing = z
  .object({
    number: z.int(),
    at: z.iso.datetime(),
    from: z.enum(SIDES).meta({ description: 'The side where it was done' }),
    kind: z.enum(CROSSING_KINDS),
    subject: z.string(),
    tookMs: z.int().optional().meta({ description: 'Until it was seen on the other side. Absent while it is on its way' }),
  })
  .meta({ id: 'TrialCrossing' })
export type TrialCrossing = z.infer<typeof trialCrossing>

const trialLook = z.object({
  left: trialMailbox.meta({ description: 'DingTalk' }),
  right: trialMailbox.meta({ description: 'Outlook' }),
  crossings: z.array(trialCrossing).meta({ description: 'What was done on one side, newest first' }),
})

const trialText = z.object({ text: z.string(), attachments: z.array(z.object({ name: z.string(), bytes: z.int() })) })
export type TrialText = z.infer<typeof trialText>

const trialMail = z.strictObject({ from: z.string().trim().min(1).max(80), subject: z.string().trim().min(1).max(200), text: z.string().max(5000), withAttachment: z.boolean().default(false) })
export type TrialMail = z.infer<typeof trialMail>

const trialMarks = z.strictObject({ read: z.boolean().optional(), flagged: z.boolean().optional() })
export type TrialMarks = z.infer<typeof trialMarks>

const nothing = z.strictObject({})
const onSide = z.object({ side: z.enum(SIDES) })
const oneMessage = onSide.extend({ id: z.string() })
const tags = ['try it']
/** Nobody has an account yet, and nothing that it holds is anybody's. */
const config = { needs: 'nobody' } as const

/** The simulation: there as long as no accounts are connected. */
export function tryItRoutes(router: Router, { tryIt }: TryItOptions): void {
  router.get('/try-it', { schema: { summary: 'Whether the simulation runs', tags, response: { 200: trialState } }, config }, async () => tryIt.state())

  router.post('/try-it', { schema: { summary: 'Start both simulated clouds', tags, body: nothing, response: { 200: trialState } }, config }, async () => {
    await tryIt.begin()
    return tryIt.state()
  })

  router.delete('/try-it', { schema: { summary: 'End the simulation and remove what it held', tags, body: nothing, response: { 200: trialState } }, config }, async () => {
    await tryIt.end()
    return tryIt.state()
  })

  router.get('/try-it/mailboxes', { schema: { summary: 'Both mailboxes, and what crosses between them', tags, response: { 200: trialLook } }, config }, async () => tryIt.look())

  router.post('/try-it/mailboxes/:side/messages', { schema: { summary: 'A mail comes in', tags, params: onSide, body: trialMail, response: { 201: z.object({ id: z.string() }) } }, config }, async ({ params, body }, reply) =>
    reply.code(201).send({ id: await tryIt.put(params.side, body) }),
  )

  router.get('/try-it/mailboxes/:side/messages/:id', { schema: { summary: 'The text of a message', tags, params: oneMessage, response: { 200: trialText } }, config }, async ({ params }) => tryIt.read(params.side, params.id))

  router.patch('/try-it/mailboxes/:side/messages/:id', { schema: { summary: 'Mark a message as its owner would', tags, params: oneMessage, body: trialMarks, response: { 204: z.null() } }, config }, async ({ params, body }, reply) => {
    if (Object.keys(body).length === 0) throw new ApiError('BAD_REQUEST', 'Say which mark.')
    await tryIt.mark(params.side, params.id, body)
    return reply.code(204).send(null)
  })

  router.post('/try-it/mailboxes/:side/messages/:id/move', { schema: { summary: 'Move a message as its owner would', tags, params: oneMessage, body: z.strictObject({ to: z.string().meta({ description: 'Key of a folder' }) }), response: { 204: z.null() } }, config }, async ({ params, body }, reply) => {
    await tryIt.move(params.side, params.id, body.to)
    return reply.code(204).send(null)
  })
}
