import type { Mailbox, ObservationPage, RemoteFolder, RemoteMessage } from '../../src/connectors/connector.ts'

/** A reader of observations that keeps them as the store would: page by page, with checkpoints and nothing else. */
export interface Watcher {
  readonly folders: Map<string, RemoteFolder>
  /** By id, envelopes kept where a page repeats only a state. */
  readonly messages: Map<string, RemoteMessage>
  readonly checkpoints: Map<string, string>
  /** Reads pages until the end, or until `enough`; answers those that were read. */
  look(enough?: (page: ObservationPage) => boolean): Promise<ObservationPage[]>
  folder(role: string): RemoteFolder
  /** The message with this Message-ID that is now present, in whatever folder. */
  message(internetMessageId: string): RemoteMessage | undefined
}

export function createWatcher(mailbox: Mailbox): Watcher {
  const folders = new Map<string, RemoteFolder>()
  const messages = new Map<string, RemoteMessage>()
  const checkpoints = new Map<string, string>()

  const drop = (folderId: string, gone: (id: string) => boolean): void => {
    for (const message of [...messages.values()]) if (message.folderId === folderId && gone(message.id)) messages.delete(message.id)
  }

  const take = (page: ObservationPage): void => {
    if (page.folders?.whole) folders.clear()
    for (const folder of page.folders?.changed ?? []) folders.set(folder.id, folder)
    for (const id of page.folders?.removed ?? []) folders.delete(id)
    for (const message of page.messages ?? []) {
      const envelope = message.envelope ?? messages.get(message.id)?.envelope
      messages.set(message.id, { ...message, ...(envelope === undefined ? {} : { envelope }) })
    }
    const { removed, listed } = page
    if (removed !== undefined) drop(removed.folderId, (id) => removed.ids.includes(id))
    if (listed !== undefined) drop(listed.folderId, (id) => !listed.ids.includes(id))
    for (const [scope, value] of Object.entries(page.checkpoints)) {
      if (value === null) checkpoints.delete(scope)
      else checkpoints.set(scope, value)
    }
  }

  return {
    folders,
    messages,
    checkpoints,
    look: async (enough = () => false) => {
      const pages: ObservationPage[] = []
      for await (const page of mailbox.observe(new Map(checkpoints), new AbortController().signal)) {
        take(page)
        pages.push(page)
        if (enough(page)) break
      }
      return pages
    },
    folder: (role) => {
      const found = [...folders.values()].find((folder) => folder.role === role)
      if (found === undefined) throw new Error(`no folder with role ${role}`)
      return found
    },
    message: (internetMessageId) => [...messages.values()].find(({ envelope }) => envelope?.internetMessageId === internetMessageId),
  }
}
