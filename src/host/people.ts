import type { AccountsStore } from '../accounts/ports.ts'
import type { App } from '../app.ts'
import { SyncError } from '../domain/errors.ts'
import type { Clock } from '../platform/clock.ts'
import { openStore, type Store } from '../store/open-store.ts'

const IN_MEMORY = 'sqlite::memory:'

export interface PeopleOptions {
  /** The database of the people of this installation. */
  readonly home: string
  readonly clock: Clock
  /** That of the configuration that runs, or is about to. */
  readonly database: () => string | undefined
}

/** Where people are remembered while applications come and go: by the application where it has their database open, else by a store for them alone. */
export interface People {
  /** @throws {SyncError} `STORE_FAILURE` while an application opens or closes that database */
  store(app: Pick<App, 'accounts'> | undefined): Promise<AccountsStore>
  /** To be called before an application is opened: two connections of one process would wait for each other. */
  beforeApp(): Promise<void>
  afterApp(): void
  close(): Promise<void>
}

export function createPeople({ home, clock, database }: PeopleOptions): People {
  let own: Promise<Store> | undefined
  /** An application has the database, or is about to. */
  let isTaken = false
  const close = async (): Promise<void> => {
    const closing = own
    own = undefined
    await (await closing?.catch(() => undefined))?.close()
  }
  return {
    async store(app) {
      if (isTaken && app !== undefined) return app.accounts()
      if (isTaken) throw new SyncError('STORE_FAILURE', 'Tongbu is just starting.')
      const opening = (own ??= openStore(home, { clock, exclusive: home === IN_MEMORY ? true : 'beside' }))
      opening.catch(() => (own = undefined))
      return (await opening).accounts
    },
    async beforeApp() {
      isTaken = database() === home
      if (isTaken) await close()
    },
    afterApp() {
      isTaken = false
    },
    close,
  }
}
