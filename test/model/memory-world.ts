import type { CloudMessage, MemoryCloud } from '../../src/connectors/memory/memory-cloud.ts'
import type { Mailbox } from '../../src/connectors/connector.ts'
import { SyncError } from '../../src/domain/errors.ts'
import { toInstant } from '../../src/domain/instant.ts'
import { MemoryPair } from '../support/memory-pair.ts'
import type { Facts, Folder, Marks } from './mailboxes.ts'
import { SIDES } from './mailboxes.ts'
import { mimeOf, readMime, receivedAt, serialOf, type Handle, type People, type World } from './world.ts'

/** Left is like IMAP: ids change with a move, listings only, two states of a flag. Right is like Outlook. */
export const newModelPair = (): MemoryPair =>
  new MemoryPair({
    left: { style: 'listing', marks: { flag: 'binary', forwarded: 'none', tags: 'none' } },
    right: { style: 'delta', pageSize: 7 },
  })

export function openMemoryWorld(pair: MemoryPair = newModelPair()): World {
  const { clouds } = pair
  let revision = 0
  return {
    people: { left: peopleOf(clouds.left, true), right: peopleOf(clouds.right, false) },
    look: async (side) => ({
      folders: [...clouds[side].folders.values()].map(({ role, name }) => role ?? `/${name}`).filter((path) => path !== 'drafts'),
      messages: [...clouds[side].messages.values()].map((found) => tell(clouds[side], found)),
    }),
    sync: async (policy, trouble) => {
      Object.assign(pair.policy, policy)
      const sides = [...SIDES]
      let left = trouble === undefined ? 0 : Math.floor(trouble.after * MOST_WRITES)
      const mailbox = (real: Mailbox): Mailbox => (sides.shift() === trouble?.side ? failing(real, trouble?.after === 0, () => left-- <= 0) : real)
      const before = pair.revision
      const report = await pair.sync({ untilQuiet: true }, { mailbox })
      revision += pair.revision - before
      return { quiet: report.quiet, failed: report.failed, holds: report.holds.length, stoppedBy: report.stoppedBy?.code }
    },
    writes: () => {
      const count = revision
      revision = 0
      return count
    },
    sent: () => 0,
    restart: async () => {},
    loseDatabase: () => pair.loseState(),
    expire: (what) => {
      if (what === 'uids') for (const message of [...clouds.left.messages.values()]) clouds.left.renumber(message.id)
    },
    close: () => pair.loseState(),
  }
}

function peopleOf(cloud: MemoryCloud, newIds: boolean): People {
  const idOf = ({ role, name }: Folder): string =>
    role === undefined ? ([...cloud.folders.values()].find((folder) => folder.role === undefined && folder.name === name)?.id ?? '') : cloud.folder(role).id
  const message = (handle: Handle): CloudMessage => handle as CloudMessage
  return {
    handleOf: (id) => id,
    deliver: (folder, mail, marks) => cloud.add(mimeOf(mail).toString(), idOf(folder), toCloud(marks), toInstant(receivedAt(mail.serial))),
    mark: (handle, change) => cloud.mark(message(handle).id, toCloud(change)),
    move: (handle, folder) => void cloud.move(message(handle).id, idOf(folder), newIds),
    expunge: (handle) => cloud.expunge(message(handle).id),
    createFolder: ({ name }) => void cloud.addFolder(name),
    renameFolder: (folder, name) => {
      const found = cloud.folders.get(idOf(folder))
      if (found !== undefined) found.name = name
      cloud.revision++
    },
  }
}

/** A broken sync makes fewer writes than this before it breaks. */
const MOST_WRITES = 5
const WRITES = ['create', 'mark', 'move', 'createFolder', 'changeFolder'] as const

/** A mailbox that cannot be read at all, or fails at a write: before it, or when it is done and the answer on its way. */
function failing(real: Mailbox, isDeaf: boolean, isDue: () => boolean): Mailbox {
  const fail = (ambiguous: boolean): never => {
    throw new SyncError('REMOTE_FAILURE', 'The cloud does not answer.', { ambiguous })
  }
  if (isDeaf) return { ...real, observe: () => fail(false) }
  const broken = { ...real }
  for (const name of WRITES) {
    const write = real[name] as (...args: unknown[]) => Promise<unknown>
    Object.assign(broken, {
      [name]: async (...args: unknown[]) => {
        if (isDue()) fail(false)
        const answer = await write(...args)
        return isDue() ? fail(true) : answer
      },
    })
  }
  return broken
}

const toCloud = ({ tags, ...marks }: Partial<Marks>) => ({ ...marks, ...(tags === undefined ? {} : { tags: tags === '' ? [] : tags.split(',') }) })

function tell(cloud: MemoryCloud, found: CloudMessage) {
  const folder = cloud.folders.get(found.folderId)
  const { read, flag, answered, tags } = found.marks
  return {
    handle: found,
    path: folder?.role ?? `/${folder?.name ?? '?'}`,
    serial: serialOf(found.receivedAt),
    isCopy: found.origin !== undefined,
    ...readMime(found.mime),
    marks: { read, flag, answered, tags: tags.join() },
  }
}

/** Ids of left change with a move. */
export const MEMORY_FACTS: Facts = { newIds: 'left', ownFolders: { left: [], right: [] } }
