import type { Mailbox } from '../../src/connectors/connector.ts'
import type { Side } from '../../src/domain/side.ts'
import { SIDES } from '../../src/domain/side.ts'
import { initRepository, openRepository, type Repository } from '../../src/backup/repository.ts'
import { takePoint, type TakenPoint, type TakePointOptions } from '../../src/backup/take-point.ts'
import { KEY } from '../../src/backup/backup.test-kit.ts'
import { folderFiles, type FolderFiles } from '../../src/platform/folder-files.ts'
import { randomId } from '../../src/platform/ids.ts'
import type { MemoryPair } from './memory-pair.ts'

/** So small that a few messages make a pack. */
const PACK_BYTES = 6000

/** The backup of a pair in memory, in a folder of a test. */
export const openTestBackup = (pair: MemoryPair, folder: string, files: FolderFiles = folderFiles(folder)): Promise<Repository> => openRepository({ files, key: KEY, newId: randomId, clock: pair.clock, packBytes: PACK_BYTES })

export async function newTestBackup(pair: MemoryPair, folder: string): Promise<Repository> {
  await initRepository({ files: folderFiles(folder), key: KEY, newId: randomId, clock: pair.clock })
  return openTestBackup(pair, folder)
}

/** Takes a point of the pair as it is now. `wrap`: what stands between the backup and the mailboxes. */
export async function backUp(pair: MemoryPair, repository: Repository, about: Partial<TakePointOptions> = {}, wrap: (mailbox: Mailbox, side: Side) => Mailbox = (mailbox) => mailbox): Promise<TakenPoint> {
  const mailboxes = { left: wrap(pair.mailbox('left'), 'left'), right: wrap(pair.mailbox('right'), 'right') }
  return takePoint(repository, { pair: 'test', why: 'asked', mailboxes, store: await pair.pairStore(), clock: pair.clock, newId: randomId, signal: AbortSignal.timeout(60_000), ...about })
}

/** Every message of both mailboxes, in one line each: side, folder path, id, marks, time and content. */
export function mailboxLines(pair: MemoryPair): string[] {
  return SIDES.flatMap((side) => {
    const { folders, messages } = pair.clouds[side]
    const pathOf = (id: string): string => {
      const folder = folders.get(id)
      return folder?.parentId === undefined ? (folder?.name ?? '') : `${pathOf(folder.parentId)}/${folder.name}`
    }
    return [...[...folders.keys()].map((id) => `${side} ${pathOf(id)}`), ...[...messages.values()].map(({ id, folderId, marks, receivedAt, mime }) => lineOf(side, pathOf(folderId), { id, marks, receivedAt }, mime))]
  }).sort()
}

const lineOf = (side: Side, path: string, { id, marks, receivedAt }: { id: string; marks: object; receivedAt: string }, mime: string): string => `${side} ${path} | ${id} ${receivedAt} ${JSON.stringify(Object.entries(marks).sort())} ${mime}`

/** The same of a restore point. */
export async function pointLines(repository: Repository, id: string): Promise<string[]> {
  const { sides } = await repository.point(id)
  const pathOf = (side: Side, folderId: string): string => {
    const folder = sides[side].folders.find((each) => each.id === folderId)
    return folder?.parent === undefined ? (folder?.name ?? '') : `${pathOf(side, folder.parent)}/${folder.name}`
  }
  const lines = SIDES.flatMap((side) => sides[side].folders.map((folder) => `${side} ${pathOf(side, folder.id)}`))
  for await (const entry of repository.entries({ id })) {
    if (entry.blob === undefined) throw new Error(`unreadable: ${entry.id}`)
    const content = await repository.open(entry.blob)
    lines.push(lineOf(entry.side, pathOf(entry.side, entry.folder), entry, (await content.bytes()).toString()))
    await content.dispose()
  }
  return lines.sort()
}
