import type { Insertable, Kysely, Selectable } from 'kysely'
import { FOLDER_ROLES, type Folder, type FolderBase } from '../domain/folder.ts'
import { SIDES } from '../domain/side.ts'
import { asRecord, asText, fromStored, oneOf, parseJson, toNullable, toStored } from './stored-text.ts'
import type { FoldersTable, Tables } from './tables.ts'

const PRESENCES = ['present', 'gone'] as const

/** The row of a folder. */
export const encodeFolder = (pair: string, folder: Folder): Insertable<FoldersTable> => ({
  pair,
  ref: toStored(folder.ref),
  side: folder.side,
  id: toStored(folder.id),
  name: toStored(folder.name),
  parent: toNullable(folder.parent),
  role: folder.role ?? null,
  presence: folder.presence,
  base: folder.base === undefined ? null : JSON.stringify(folder.base),
})

/** The folder of a row. @throws {SyncError} `BROKEN_INVARIANT` when the row makes no sense. */
export const decodeFolder = (row: Selectable<FoldersTable>): Folder => ({
  ref: fromStored(row.ref),
  side: oneOf(SIDES, row.side),
  id: fromStored(row.id),
  name: fromStored(row.name),
  ...(row.parent === null ? {} : { parent: fromStored(row.parent) }),
  ...(row.role === null ? {} : { role: oneOf(FOLDER_ROLES, row.role) }),
  presence: oneOf(PRESENCES, row.presence),
  ...(row.base === null ? {} : { base: readBase(row.base) }),
})

function readBase(text: string): FolderBase {
  const base = asRecord(parseJson(text))
  const parent = base['parent']
  return { name: asText(base['name']), ...(parent === undefined ? {} : { parent: asText(parent) }), ...(base['isRefused'] === true ? { isRefused: true } : {}) }
}

/** Every folder of both sides, gone ones too. */
export const allFolders = async (db: Kysely<Tables>, pair: string): Promise<Folder[]> =>
  (await db.selectFrom('folders').selectAll().where('pair', '=', pair).execute()).map(decodeFolder)
