import { SIDES, type Side } from '../domain/side.ts'
import type { PairContext } from './pair-context.ts'
import type { AuditRecord } from './ports.ts'
import { now } from './rows.ts'

/** How the subscriptions of one pair are told from those of others. */
export interface OwnSubscriptions {
  /** Ids that are remembered of this pair, by side. */
  readonly remembered: Readonly<Record<Side, readonly string[]>>
  /** Whether a subscription whose notifications go there is of this pair, also where nobody remembers it. */
  isOurs(notificationUrl: string | undefined): boolean
}

/** Ids of the subscriptions of this pair that the cloud lists now. */
export async function listSubscriptions({ mailboxes, signal }: PairContext, side: Side, { remembered, isOurs }: OwnSubscriptions): Promise<readonly string[]> {
  const listed = (await mailboxes[side].push?.list(signal)) ?? []
  return listed.filter(({ id, notificationUrl }) => remembered[side].includes(id) || isOurs(notificationUrl)).map(({ id }) => id)
}

/** Ends them, those that are remembered and no longer listed too. @returns how many were listed */
export async function endSubscriptions(context: PairContext, own: OwnSubscriptions, by: Pick<AuditRecord, 'by'>): Promise<Record<Side, number>> {
  const { mailboxes, store, signal, run } = context
  const ended = { left: 0, right: 0 }
  for (const side of SIDES) {
    const { push } = mailboxes[side]
    if (push === undefined) continue
    const listed = await listSubscriptions(context, side, own)
    for (const id of new Set([...listed, ...own.remembered[side]])) {
      await push.remove(id, signal)
      await store.commit({ audit: [{ at: now(context), run, kind: 'disconnect', on: side, reason: 'subscription to change notifications ended', token: id, ...by }] })
    }
    ended[side] = listed.length
  }
  return ended
}
