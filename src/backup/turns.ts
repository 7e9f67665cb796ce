import { SyncError } from '../domain/errors.ts'

/** Who writes to a repository, when. */
export interface Turns {
  /** Beside others of this process that only add. @throws {SyncError} `BACKUP_BUSY` */
  together<Result>(work: () => Promise<Result>): Promise<Result>
  /** While nobody else writes. @throws {SyncError} `BACKUP_BUSY` */
  alone<Result>(work: () => Promise<Result>): Promise<Result>
}

/** `begin` takes the repository from other processes and makes it ready; it answers how to give it back, or nothing while another process has it. */
export function createTurns(begin: () => Promise<(() => void) | undefined>): Turns {
  let holders = 0
  let isAlone = false
  let held: Promise<() => void> | undefined
  const busy = (): SyncError => new SyncError('BACKUP_BUSY', 'Another process, or another part of this one, is writing to this backup folder.')
  const during = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    holders++
    held ??= begin().then((release) => {
      if (release === undefined) throw busy()
      return release
    })
    const mine = held
    try {
      await mine
      return await work()
    } finally {
      if (--holders === 0) {
        held = undefined
        await mine.then((release) => release(), () => undefined)
      }
    }
  }
  return {
    together: async (work) => {
      if (isAlone) throw busy()
      return during(work)
    },
    alone: async (work) => {
      if (isAlone || holders > 0) throw busy()
      isAlone = true
      try {
        return await during(work)
      } finally {
        isAlone = false
      }
    },
  }
}
