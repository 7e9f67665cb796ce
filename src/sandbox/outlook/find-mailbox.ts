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

/** @throws {GraphError} 403 when an application access policy keeps apps from this mailbox */
export function checkOpen({ switches }: Pick<World, 'switches'>, mailbox: Mailbox): void {
  if (switches.accessPolicyDenies.some((address) => address.toLowerCase() === mailbox.address.toLowerCase()))
    throw accessDenied('Access to OData is disabled.')
}
