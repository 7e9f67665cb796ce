import { MemoryCloud, type CloudFolder, type CloudMessage } from '../../src/connectors/memory/memory-cloud.ts'

/** A mailbox in memory as it was at one moment. */
export interface CloudState {
  readonly name: string
  readonly folders: readonly CloudFolder[]
  readonly messages: readonly CloudMessage[]
  readonly departures: MemoryCloud['departures']
  readonly revision: number
  readonly created: number
}

export const stateOfCloud = ({ name, folders, messages, departures, revision, created }: MemoryCloud): CloudState => ({
  name,
  folders: [...folders.values()].map((folder) => ({ ...folder })),
  messages: [...messages.values()].map((message) => ({ ...message })),
  departures: [...departures],
  revision,
  created,
})

/** A mailbox that goes on from there. */
export function cloudAt({ name, folders, messages, departures, revision, created }: CloudState): MemoryCloud {
  const cloud = new MemoryCloud(name)
  cloud.folders.clear()
  for (const folder of folders) cloud.folders.set(folder.id, { ...folder })
  for (const message of messages) cloud.messages.set(message.id, { ...message })
  cloud.departures.push(...departures)
  cloud.revision = revision
  cloud.created = created
  return cloud
}
