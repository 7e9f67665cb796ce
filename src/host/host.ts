import type { AccountsStore } from '../accounts/ports.ts'
import { openApp, type App, type Platform } from '../app.ts'
import type { Config } from '../config/config.ts'
import type { OpenFront } from '../serve.ts'
import { ApiError } from '../server/problem.ts'
import type { Jobs } from './jobs.ts'
import { createPeople } from './people.ts'

/** The application that runs now, if there is a configuration; and the way to run another. */
export interface Host {
  /** @throws {ApiError} `NOT_SET_UP` where nothing is configured yet */
  app(): App
  /** What it is configured with; absent where nothing is. */
  config(): Config | undefined
  /** Whether there is a configuration. */
  isConfigured(): boolean
  /** Who may sign in, also before anything is configured. @throws {SyncError} `STORE_FAILURE` while one configuration takes the place of another */
  people(): Promise<AccountsStore>
  /** Ends what runs, and runs what `config` says; without one, nothing. `onEnd`: called once that has ended. */
  become(config: Config | undefined, onEnd?: () => Promise<void>): Promise<void>
  /** Serves until `ending` aborts. @throws what ends the service by itself */
  run(ending: AbortSignal, front: OpenFront): Promise<void>
}

export interface HostOptions {
  readonly config: Config | undefined
  readonly platform: Platform
  /** The database of the people who sign in, whatever is tried meanwhile on another. Default: that of the configuration, else memory. */
  readonly home?: string
  /** What people began: it works on the application, so it is ended before that is. */
  readonly jobs?: Pick<Jobs, 'endAll'>
}

/** Opens nothing until it runs. */
export function createHost({ config: first, platform, home = first?.database ?? 'sqlite::memory:', jobs }: HostOptions): Host {
  let config = first
  let app: App | undefined
  let onEnd: (() => Promise<void>) | undefined
  const people = createPeople({ home, clock: platform.clock, database: () => config?.database })
  let replacing = Promise.withResolvers<void>()
  const life = async (ending: AbortSignal, front: OpenFront): Promise<void> => {
    const changed = new AbortController()
    const until = AbortSignal.any([ending, changed.signal])
    replacing = Promise.withResolvers<void>()
    void replacing.promise.then(() => changed.abort(new Error('another configuration')))
    if (config === undefined) return untilAborted(until)
    const afterwards = takeOnEnd()
    await people.beforeApp()
    const own = await openApp(config, platform)
    app = own
    try {
      await own.serve(until, () => {}, front)
    } finally {
      app = undefined
      await jobs?.endAll()
      await own.close()
      people.afterApp()
      await afterwards?.()
    }
  }
  const takeOnEnd = () => {
    const taken = onEnd
    onEnd = undefined
    return taken
  }
  return {
    app() {
      if (app === undefined) throw new ApiError('NOT_SET_UP')
      return app
    },
    config: () => config,
    isConfigured: () => config !== undefined,
    people: () => people.store(app),
    become: async (next, onItsEnd) => {
      const neverBegan = takeOnEnd()
      config = next
      onEnd = onItsEnd
      replacing.resolve()
      await neverBegan?.()
    },
    run: async (ending, front) => {
      try {
        while (!ending.aborted) await life(ending, front)
        await takeOnEnd()?.()
      } finally {
        await people.close()
      }
    },
  }
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
