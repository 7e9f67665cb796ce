import { closeSync, existsSync, openSync, rmSync } from 'node:fs'
import { basename } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { SyncError } from '../domain/errors.ts'

/** What a database holds, in which version of its layout. */
export interface Layout {
  readonly version: number
  /** Statements that make it, as `create … if not exists`. */
  readonly text: string
}

/**
 * Opens a database of what can be made anew from other files: an empty one where it is missing, of another layout or broken. Where nothing
 * can be written it is an empty one in memory: a backup can be read from a disk that is mounted for reading only. Only its owner can read it.
 * @throws {SyncError} `BACKUP_BUSY`
 */
export function openDerived(path: string, layout: Layout): DatabaseSync {
  try {
    return openAt(path, layout)
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === BUSY) throw inOurWords(error, basename(path))
    if (!isBroken(error)) return openAt(IN_MEMORY, layout)
    for (const name of [path, `${path}-journal`]) rmSync(name, { force: true })
    return openAt(path, layout)
  }
}

const IN_MEMORY = ':memory:'

/** SQLITE_CORRUPT, SQLITE_NOTADB, and what we throw for another layout. */
const isBroken = (error: unknown): boolean => error instanceof Error && (('errcode' in error && (error.errcode === 11 || error.errcode === 26)) || error instanceof OtherLayout)

class OtherLayout extends Error {}

function openAt(path: string, { version, text }: Layout): DatabaseSync {
  if (path !== IN_MEMORY && !existsSync(path)) closeSync(openSync(path, 'a', 0o600))
  const database = new DatabaseSync(path, { timeout: 5000 })
  try {
    // What is erased must leave no trace in free pages either.
    database.exec('pragma secure_delete = on; pragma synchronous = full; pragma cache_size = -8192')
    const { user_version: found } = database.prepare('pragma user_version').get() as { user_version: number }
    if (found !== 0 && found !== version) throw new OtherLayout()
    database.exec(`begin immediate; ${text}; pragma user_version = ${version}; commit`)
    database.prepare('select count(*) from sqlite_schema').get()
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Prepares each statement once. */
export function statements(database: DatabaseSync): (text: string) => StatementSync {
  const made = new Map<string, StatementSync>()
  return (text) => {
    const statement = made.get(text) ?? database.prepare(text)
    made.set(text, statement)
    return statement
  }
}

/** All of `work`, or nothing of it. Throws what `work` throws. */
export function transaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('begin immediate')
  try {
    const result = work()
    database.exec('commit')
    return result
  } catch (error) {
    if (database.isTransaction) database.exec('rollback')
    throw error
  }
}

const BUSY = 5
const FULL = 13

/** Methods over such a database, with its failures in our words: `BACKUP_FULL`, `BACKUP_BUSY`, `BACKUP_FOLDER`. */
export function guarded<Methods extends object>(methods: Methods, path: string): Methods {
  const guard = <Args extends unknown[], Result>(method: (...args: Args) => Result) => (...args: Args): Result => {
    try {
      return method(...args)
    } catch (error) {
      throw inOurWords(error, basename(path))
    }
  }
  return Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, guard(method as (...args: unknown[]) => unknown)])) as Methods
}

const inOurWords = (error: unknown, name: string): unknown => {
  if (!(error instanceof Error) || !('errcode' in error)) return error
  if (error.errcode === FULL) return new SyncError('BACKUP_FULL', 'The disk of the backup folder is full. What was written before is kept.', { cause: error })
  if (error.errcode === BUSY) return new SyncError('BACKUP_BUSY', `Another process is writing to the index ${name} of this backup folder.`, { cause: error })
  return new SyncError('BACKUP_FOLDER', `The index ${name} of the backup cannot be read or written. It can be removed: it is made anew.`, { cause: error })
}
