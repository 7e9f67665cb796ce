import { SIDES } from '../domain/side.ts'
import type { PairContext } from './pair-context.ts'

/** Has the next observation list both mailboxes whole. It stays so until that listing has ended, whatever happens before. */
export async function relist({ mailboxes, store }: Pick<PairContext, 'mailboxes' | 'store'>): Promise<void> {
  for (const side of SIDES) {
    const again = mailboxes[side].relist?.(await store.checkpoints(side)) ?? {}
    await store.commit({ checkpoints: Object.entries(again).map(([scope, value]) => ({ side, scope, value })) })
  }
}
