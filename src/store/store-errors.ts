import { SyncError } from '../domain/errors.ts'

/** By SQLite's primary result code, see sqlite.org/rescode.html. */
const BY_SQLITE_CODE: Record<number, string> = {
  5: 'The database is busy: another program holds it. Close that program, then run again.',
  6: 'The database is busy: another program holds it. Close that program, then run again.',
  8: 'The database may not be written. Check the permissions of its file and folder, then run again.',
  10: 'The disk failed while the database was read or written. Check the disk, then run again.',
  11: 'The database is damaged. Put a backup in its place, or start with a new file: mailboxes in step stay as they are.',
  13: 'The disk is full. Make room, then run again; nothing is lost.',
  14: 'The database file cannot be opened. Check that its folder exists and may be written.',
  26: 'The file is not a database. Point `database` to another file.',
}

/** By SQLSTATE or its class, see the PostgreSQL manual, appendix "PostgreSQL Error Codes". */
const BY_SQLSTATE: Record<string, string> = {
  '25006': 'The database may not be written: it is a standby or set to read only. Connect to the primary.',
  '28': 'The database refused the sign-in. Check the user and password in `database`.',
  '3D000': 'The database does not exist. Create it, or check its name in `database`.',
  '40': 'The database took back a transaction that met another one. Run again; nothing is lost.',
  '42501': 'The database refused a permission. Allow the user to create and write tables.',
  '53100': 'The disk of the database is full. Make room, then run again; nothing is lost.',
  '53': 'The database has too few resources: memory or connections. Free some, then run again.',
  '57': 'The database was stopped or is starting. Run again when it is up.',
  '08': 'The connection to the database was lost. Run again when it is up.',
}

/** By what the operating system said about the file or its folder; 14 and 13 as SQLite would have said it. */
const BY_FILE_CODE: Record<string, number> = { EACCES: 8, EPERM: 8, EROFS: 8, EEXIST: 14, ENOTDIR: 14, EISDIR: 14, ENOSPC: 13, EDQUOT: 13 }

const SQLITE_CONSTRAINT = 19
const UNREACHABLE = 'The database does not answer. Check that it is running and that `database` names it, then run again.'

/** Every failure of the database as the rest of the program learns it. The database's own words stay in `cause`. */
export function toSyncError(error: unknown): SyncError {
  if (error instanceof SyncError) return error
  const { code, errcode, severity } = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>
  if (typeof errcode === 'number') return fromSqlite(errcode & 0xff, error)
  if (typeof code === 'string' && severity !== undefined) return fromPostgres(code, error)
  const ofFile = typeof code === 'string' ? BY_FILE_CODE[code] : undefined
  if (ofFile !== undefined) return fromSqlite(ofFile, error)
  if (error instanceof TypeError) return impossible(error)
  return new SyncError('STORE_FAILURE', UNREACHABLE, { cause: error })
}

function fromSqlite(code: number, cause: unknown): SyncError {
  if (code === SQLITE_CONSTRAINT) return impossible(cause)
  return new SyncError('STORE_FAILURE', BY_SQLITE_CODE[code] ?? `The database failed (SQLite ${code}). Run again.`, { cause })
}

function fromPostgres(state: string, cause: unknown): SyncError {
  const kind = state.slice(0, 2)
  if (kind === '22' || kind === '23') return impossible(cause)
  const message = BY_SQLSTATE[state] ?? BY_SQLSTATE[kind] ?? `The database failed (SQLSTATE ${state}). Run again.`
  return new SyncError('STORE_FAILURE', message, { cause })
}

const impossible = (cause: unknown): SyncError =>
  new SyncError('BROKEN_INVARIANT', 'A row that cannot be was to be written; nothing of its change set was.', { cause })
