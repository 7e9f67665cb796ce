import { SyncError } from '../domain/errors.ts'
import { open, seal, type SecretsKey } from '../config/sealed.ts'
import { isMissing, readOwnersFile, removeFile, replaceOwnersFile } from '../platform/folder-files.ts'
import { draftSchema, EMPTY_DRAFT, type Draft } from './draft.ts'

/** Where the set-up keeps what it knows. */
export interface DraftStore {
  /** @throws {SyncError} `SECRETS_KEY`, `SEALED_VALUE` */
  read(): Promise<Draft>
  /** Changes it, one change after the other. @throws {SyncError} `STORE_FAILURE` where it cannot be written */
  change(make: (draft: Draft) => Draft): Promise<Draft>
  /** Forgets all of it. */
  clear(): Promise<void>
}

const NAME = 'setup'

/** A draft in one sealed file. `key` is asked for when something is read or written, and makes one where there is none. */
export function draftFile(path: string, key: () => Promise<SecretsKey>): DraftStore {
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const next = turn.then(work, work)
    turn = next.catch(() => undefined)
    return next
  }
  const read = async (): Promise<Draft> => {
    const text = await readOwnersFile(path).then((file) => file.text, ifMissing)
    if (text === undefined) return EMPTY_DRAFT
    const draft = draftSchema.safeParse(JSON.parse(open(await key(), NAME, text.trim())))
    if (!draft.success) throw new SyncError('SEALED_VALUE', `What the set-up remembers in ${path} was written by another version of Tongbu: remove that file and begin again.`)
    return draft.data
  }
  return {
    read: () => inTurn(read),
    change: (make) =>
      inTurn(async () => {
        const before = await read()
        const draft: Draft = { ...make(before), revision: before.revision + 1 }
        const text = seal(await key(), NAME, JSON.stringify(draft))
        await replaceOwnersFile(path, `${text}\n`).catch((cause: unknown) => {
          throw new SyncError('STORE_FAILURE', `What the set-up knows cannot be kept: ${path} cannot be written.`, { cause })
        })
        return draft
      }),
    clear: () => inTurn(() => removeFile(path)),
  }
}

const ifMissing = (error: unknown): undefined => {
  if (isMissing(error)) return undefined
  throw error
}
