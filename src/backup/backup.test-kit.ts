import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Side } from '../domain/side.ts'
import { NO_MARKS } from '../domain/marks.ts'
import { folderFiles, type FolderFiles } from '../platform/folder-files.ts'
import { randomId } from '../platform/ids.ts'
import { systemClock } from '../platform/clock.ts'
import { makeKey, type BackupKey } from './key.ts'
import type { PointEntry } from './point.ts'
import { initRepository, openRepository, type Repository, type RepositoryOptions } from './repository.ts'
import { once } from './seal.ts'
import type { NewPoint, Writer } from './writer.ts'

/** One key for all tests: it is what takes longest to make. */
export const KEY: BackupKey = await makeKey()

export const optionsAt = (folder: string, files: FolderFiles = folderFiles(folder), key: BackupKey = KEY): RepositoryOptions => ({ files, key, newId: randomId, clock: systemClock })

/** A new repository in this folder. */
export async function newRepository(folder: string): Promise<Repository> {
  await initRepository(optionsAt(folder))
  return openRepository(optionsAt(folder))
}

/** A message of a test: where it is, and what it says. */
export interface TestMail {
  readonly id: string
  readonly text: string
  readonly side?: Side
  readonly folder?: string
  readonly read?: boolean
}

export async function packMail(writer: Writer, { id, text, side = 'left', folder = 'inbox', read = false }: TestMail): Promise<PointEntry> {
  const bytes = Buffer.from(text)
  const { blob } = await writer.put({ size: bytes.length, open: () => once(bytes) })
  return { side, id, folder, roleClass: 'received', receivedAt: '2026-01-01T00:00:00Z', marks: { ...NO_MARKS, read }, listedSize: bytes.length, blob, size: bytes.length }
}

const FOLDERS: NewPoint['folders'] = { left: [{ id: 'inbox', name: 'Inbox', role: 'inbox' }], right: [] }

export const pointOf = (entries: readonly PointEntry[], about: Partial<NewPoint> = {}): NewPoint => ({ pair: 'anna', takenAt: '2026-03-01T00:00:00Z', why: 'asked', pinned: false, folders: FOLDERS, entries, ...about })

/** Takes a point of these messages. */
export const takeTestPoint = (repository: Repository, mails: readonly TestMail[], about: Partial<NewPoint> = {}) =>
  repository.writing(async (writer) => {
    const entries: PointEntry[] = []
    for (const mail of mails) entries.push(await packMail(writer, mail))
    return writer.savePoint(pointOf(entries, about))
  })

/** The messages of a point as they are read back. */
export async function readTestPoint(repository: Repository, id: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for await (const entry of repository.entries({ id })) {
    const content = await repository.open(entry.blob ?? '')
    found[`${entry.side} ${entry.folder} ${entry.id}${entry.marks.read ? ' read' : ''}`] = (await content.bytes()).toString()
    await content.dispose()
  }
  return found
}

/** The paths of all files below a folder. */
export const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
