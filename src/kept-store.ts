import type { Clock } from './platform/clock.ts'
import { openStore, type Store } from './store/open-store.ts'

/** What a store is wanted for: to look, to write beside whoever owns the pairs, or to own them. */
export type StoreUse = false | 'beside' | true

/** The one store that an application has open at a time. */
export interface KeptStore {
  /** The store that is open, where it will do; else another takes its place. */
  open(use: StoreUse): Promise<Store>
  /** From now on it is open for this, whoever asks: what takes its place would take it from others who use it. */
  keepFor(use: 'beside' | true): void
  /** Whether somebody else owns the pairs for as long as this is open. */
  readonly isBeside: boolean
  close(): Promise<void>
}

/** Opens nothing before it is asked. `looksAs`: what it is opened for where somebody only looks. */
export function createKeptStore({ database, clock, looksAs }: { readonly database: string; readonly clock: Clock; readonly looksAs: false | 'beside' }): KeptStore {
  let kept: 'beside' | true | undefined
  let open: { readonly use: StoreUse; readonly store: Promise<Store> } | undefined
  return {
    async open(asked) {
      const use = kept ?? (asked === false ? looksAs : asked)
      if (open !== undefined && (open.use === true || open.use === use || use === false)) return open.store
      await (await open?.store)?.close()
      const opening = { use, store: openStore(database, { clock, exclusive: use }) }
      open = opening
      // A database that cannot be opened now may be later.
      opening.store.catch(() => (open = open === opening ? undefined : open))
      return opening.store
    },
    keepFor: (use) => (kept = use),
    get isBeside() {
      return kept === 'beside'
    },
    close: async () => (await open?.store.catch(() => undefined))?.close(),
  }
}
