import { SyncError } from '../domain/errors.ts'
import type { RepositoryFiles } from './files.ts'
import type { Namer, Sealer } from './key.ts'
import { folderOfPair, NOTE_SUFFIX, readNote, writeNote } from './notes.ts'
import type { StoredPoint } from './point.ts'

export const POINTS = 'points'

/** The restore points of a repository, each in a file of its own, below a folder for each pair. */
export interface PointsFolder {
  /** Of all pairs or of one, oldest first. @throws {SyncError} `BACKUP_DAMAGED` */
  all(pair?: string): Promise<StoredPoint[]>
  /** @throws {SyncError} `UNKNOWN_POINT` */
  named(id: string): Promise<StoredPoint>
  /** Durable when it resolves; takes the place of the point of the same id. */
  save(point: StoredPoint): Promise<void>
  remove(point: Pick<StoredPoint, 'id' | 'pair'>): Promise<void>
  /** The file of each, by its path. */
  paths(): Promise<readonly string[]>
  /** The point in this file. @throws {SyncError} `BACKUP_DAMAGED` */
  read(path: string): Promise<StoredPoint>
}

export function pointsIn(tools: { readonly files: RepositoryFiles; readonly sealer: Sealer; readonly namer: Namer }): PointsFolder {
  const { files, namer } = tools
  const folderOf = (pair: string): string => folderOfPair(POINTS, pair, namer)
  const pathOf = ({ pair, id }: Pick<StoredPoint, 'id' | 'pair'>): string => `${folderOf(pair)}/${id}${NOTE_SUFFIX}`
  const pathsIn = async (folder: string): Promise<string[]> => (await files.list(folder)).filter(({ name }) => name.endsWith(NOTE_SUFFIX)).map(({ name }) => `${folder}/${name}`)
  const paths = async (): Promise<string[]> => {
    const found: string[] = []
    for (const { name, isFolder } of await files.list(POINTS)) if (isFolder) found.push(...(await pathsIn(`${POINTS}/${name}`)))
    return found
  }
  const read = async (path: string): Promise<StoredPoint> => JSON.parse(await readNote(path, tools)) as StoredPoint
  return {
    all: async (pair) => {
      const found: StoredPoint[] = []
      for (const path of pair === undefined ? await paths() : await pathsIn(folderOf(pair))) found.push(await read(path))
      return found.sort((a, b) => (a.takenAt === b.takenAt ? (a.id < b.id ? -1 : 1) : a.takenAt < b.takenAt ? -1 : 1))
    },
    named: async (id) => {
      const path = (await paths()).find((each) => each.endsWith(`/${id}${NOTE_SUFFIX}`))
      if (path === undefined) throw new SyncError('UNKNOWN_POINT', 'There is no restore point of that name.')
      return read(path)
    },
    save: async (point) => {
      await files.makeFolder(folderOf(point.pair))
      await writeNote(pathOf(point), JSON.stringify(point), tools)
    },
    remove: (point) => files.remove(pathOf(point)),
    paths,
    read,
  }
}
