import type { World } from './call.ts'
import { accessDenied, GraphError } from './errors.ts'
import type { Mailbox } from './state.ts'

/** By directory id or by address, without case. @throws {GraphError} 404 `ErrorInvalidUser` */
export function findMailbox(world: Pick<World, 'mailboxes'>, user: string): Mailbox {
  const wanted = user.toLowerCase()
  const mailbox = world.mailboxes.get(wanted) ?? [...world.mailboxes.values()].find((each) => each.userId === wanted)
  if (mailbox === undefined) throw new GraphError(404, 'ErrorInvalidUser', 'The requested user is invalid.')
  return mailbox
}

/** @throws {GraphError} 403 when an application access policy keeps apps from this mailbox; 403, 404, 503 when it cannot be opened */
export function checkOpen({ switches }: Pick<World, 'switches'>, mailbox: Mailbox): void {
  if (switches.accessPolicyDenies.some((address) => address.toLowerCase() === mailbox.address.toLowerCase()))
    throw accessDenied('Access to OData is disabled.')
  switch (mailbox.state) {
    case 'open':
      return
    case 'unlicensed':
      throw new GraphError(switches.notEnabledStatus, 'MailboxNotEnabledForRESTAPI', 'The mailbox is either inactive, soft-deleted, or is hosted on-premise.')
    case 'moving':
      throw new GraphError(503, 'ErrorMailboxMoveInProgress', 'The mailbox is being moved.')
    case 'stale':
      throw new GraphError(503, 'MailboxInfoStale', 'The target resource is currently on another backend.')
    case 'disabled':
      throw new GraphError(403, 'ErrorAccountDisabled', 'The account is disabled.')
  }
}
