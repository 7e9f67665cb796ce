import { useMutation, useQuery } from '@tanstack/react-query'
import { api, dataOf, queries } from '../../api/client.ts'
import type { TrialCrossing, TrialMailbox, TrialMessage } from '../../api/schema.ts'

export const SIDES = ['left', 'right'] as const
export type Side = (typeof SIDES)[number]

export const CLOUD = { left: 'dingtalk', right: 'outlook' } as const

/** How often both mailboxes are looked at: while something is on its way, and else. */
const EVERY_MS = { crossing: 250, still: 1000 }

interface Look {
  readonly left: TrialMailbox
  readonly right: TrialMailbox
  readonly crossings: readonly TrialCrossing[]
}

/** Whether there is a simulation, and whether there is any need of one. */
export const useTrialState = () => useQuery({ queryKey: ['try-it'], queryFn: () => dataOf(api.GET('/api/v1/try-it')), retry: false })

const LOOK = ['try-it', 'mailboxes']

/** Both mailboxes as they are now, asked for again and again until this window ends the simulation. */
export const useTrialLook = ({ isLeaving }: { readonly isLeaving: boolean }) =>
  useQuery({
    queryKey: LOOK,
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/try-it/mailboxes', { signal })).catch((error: unknown) => orEnded(error, signal)),
    enabled: !isLeaving,
    refetchInterval: ({ state }) => (state.data !== undefined && (!areSame(state.data) || state.data.crossings.some(({ tookMs }) => tookMs === undefined)) ? EVERY_MS.crossing : EVERY_MS.still),
  })

/** Where it was ended from another window, or with the program, this one learns of it so. */
async function orEnded(error: unknown, { aborted }: AbortSignal): Promise<never> {
  if (!aborted) await queries.invalidateQueries({ queryKey: ['try-it'], exact: true })
  throw error
}

export async function beginTrial(): Promise<void> {
  queries.setQueryData(['try-it'], await dataOf(api.POST('/api/v1/try-it', { body: {} })))
}

export async function endTrial(): Promise<void> {
  // A look that is still on its way would find nothing there.
  await queries.cancelQueries({ queryKey: LOOK })
  const state = await dataOf(api.DELETE('/api/v1/try-it', { body: {} }))
  queries.removeQueries({ queryKey: LOOK })
  queries.setQueryData(['try-it'], state)
}

/** Whether both sides hold the same messages in the same folders with the same marks. */
export function areSame({ left, right }: Look): boolean {
  const told = ({ messages }: TrialMailbox): string => messages.map(signatureOf).sort().join('\n')
  return told(left) === told(right)
}

/** Changes when anything about the message does that crosses. */
export const signatureOf = ({ id, folder, read, flagged }: TrialMessage): string => `${id} ${folder} ${read} ${flagged}`

/** One message of one mailbox. */
export interface Place {
  readonly side: Side
  readonly id: string
}

/** What a person does with a message. What it changed is asked for at once. */
export type Edit = Place & ({ readonly kind: 'mark'; readonly read?: boolean; readonly flagged?: boolean } | { readonly kind: 'move'; readonly to: string })

async function edit({ side, id, ...what }: Edit): Promise<void> {
  const path = { side, id }
  if (what.kind === 'move') await api.POST('/api/v1/try-it/mailboxes/{side}/messages/{id}/move', { params: { path }, body: { to: what.to } })
  else await api.PATCH('/api/v1/try-it/mailboxes/{side}/messages/{id}', { params: { path }, body: { ...(what.read === undefined ? {} : { read: what.read }), ...(what.flagged === undefined ? {} : { flagged: what.flagged }) } })
}

const lookAgain = () => queries.invalidateQueries({ queryKey: LOOK, exact: true })

export const useEdit = () => useMutation({ mutationFn: edit, onSettled: lookAgain })

export interface NewMail {
  readonly from: string
  readonly subject: string
  readonly text: string
  readonly withAttachment: boolean
}

export const useNewMail = (side: Side, onDone: () => void) => useMutation({ mutationFn: (body: NewMail) => dataOf(api.POST('/api/v1/try-it/mailboxes/{side}/messages', { params: { path: { side } }, body })), onSuccess: onDone, onSettled: lookAgain })

/** The text of a message, which never changes. */
export const useText = ({ side, id }: Place) => useQuery({ queryKey: ['try-it', 'text', side, id], queryFn: () => dataOf(api.GET('/api/v1/try-it/mailboxes/{side}/messages/{id}', { params: { path: { side, id } } })), staleTime: Infinity })
