import type { RemoteMessage } from '../connectors/connector.ts'
import { SyncError } from '../domain/errors.ts'
import type { Side } from '../domain/side.ts'
import { canonicalAddress } from '../mime/canonical-address.ts'
import { parseMessage, type ParsedMessage } from '../mime/parse-message.ts'
import type { PairContext } from './pair-context.ts'
import type { Carried, ChangeSet } from './ports.ts'
import { now } from './rows.ts'

/** Whose data this message takes to `on`, where people are counted; nothing to be written elsewhere. */
export function carriedBy({ from, sender, to, cc, bcc, replyTo }: Pick<ParsedMessage, 'from' | 'sender' | 'to' | 'cc' | 'bcc' | 'replyTo'>, on: Side, context: PairContext): Pick<ChangeSet, 'carried'> {
  if (context.countsPeople !== true) return {}
  const people = [from, sender, to, cc, bcc, replyTo].flat().map(({ address }) => canonicalAddress(address))
  return { carried: [{ on, at: now(context), people: [...new Set(people)] }] }
}

/** The same of copies that were made by a process that ended before it could count: they are read once more. What cannot be read is not counted. */
export async function carriedByFound(found: readonly RemoteMessage[], on: Side, context: PairContext): Promise<Pick<ChangeSet, 'carried'>> {
  if (context.countsPeople !== true) return {}
  const carried: Carried[] = []
  for (const { id, folderId } of found) {
    try {
      const source = await context.mailboxes[on].read({ id, folderId }, context.signal)
      try {
        const content = await parseMessage(source)
        carried.push(...(carriedBy(content, on, context).carried ?? []))
        await content.dispose()
      } finally {
        await source.dispose()
      }
    } catch (error) {
      if (!(error instanceof SyncError) || error.scope !== 'item') throw error
    }
  }
  return { carried }
}
