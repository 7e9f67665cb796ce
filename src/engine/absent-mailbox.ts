import type { Mailbox, ObservationEnd, ObservationPage } from '../connectors/connector.ts'
import { SyncError } from '../domain/errors.ts'

/**
 * In place of a mailbox that is gone, or out of reach for good, where a pair is given up nevertheless: it tells nothing, so that nothing
 * is taken for gone because of it, and takes nothing.
 */
export function absentMailbox({ capabilities, close }: Mailbox): Mailbox {
  const refuse = async (): Promise<never> => {
    throw new SyncError('NOT_FOUND', 'The mailbox is left out.')
  }
  return {
    // Nothing that was on its way there can arrive any more.
    capabilities: { ...capabilities, settleMs: 0 },
    observe: tellNothing,
    findCreated: async () => new Map(),
    remove: async () => {},
    check: async () => [],
    read: refuse,
    create: refuse,
    mark: refuse,
    move: refuse,
    createFolder: refuse,
    changeFolder: refuse,
    deleteFolder: refuse,
    close,
  }
}

async function* tellNothing(): AsyncGenerator<ObservationPage, ObservationEnd> {
  yield { checkpoints: {} }
  return { isQuiet: async () => false }
}
