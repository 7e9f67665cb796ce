import type { WebhookDelivery } from '../../api/schema.ts'

type Kind = WebhookDelivery['kind']

/** Kinds of events that one asks for together. Whoever wants them one by one uses the API. */
export const GROUPS = [
  { group: 'messages', kinds: ['item.copied', 'item.marked', 'item.moved', 'item.trashed', 'item.restored', 'item.removed', 'item.departed', 'item.recovered', 'folder.made', 'folder.changed', 'folder.deleted'] },
  { group: 'attention', kinds: ['item.conflict', 'item.set-aside', 'hold.opened', 'hold.decided', 'hold.closed', 'alert.raised', 'alert.resolved', 'webhook.disabled'] },
  { group: 'pairs', kinds: ['pair.state', 'pair.disconnected', 'run.ended'] },
  { group: 'safety', kinds: ['gate.opened', 'gate.closed', 'gate.answered', 'gate.waived', 'backup.taken', 'backup.pruned', 'mailbox.restored'] },
  { group: 'privacy', kinds: ['content.read', 'content.exported', 'person.erased', 'legal-hold.set', 'legal-hold.ended'] },
] as const satisfies readonly { readonly group: string; readonly kinds: readonly Kind[] }[]
