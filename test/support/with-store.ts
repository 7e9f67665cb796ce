import { systemClock } from '../../src/platform/clock.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { Store } from '../../src/store/store.ts'

/** A test body that is given a new, empty store, which is closed afterwards. */
export const withStore =
  (ground: () => { freshUrl(): Promise<string> }, work: (store: Store) => Promise<void>): (() => Promise<void>) =>
  async () => {
    const store = await openStore(await ground().freshUrl(), { clock: systemClock })
    try {
      await work(store)
    } finally {
      await store.close()
    }
  }
