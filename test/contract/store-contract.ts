import { storeAccountsContract } from './store-accounts-contract.ts'
import { storeAuditContract } from './store-audit-contract.ts'
import { storeChangesContract } from './store-changes-contract.ts'
import { storeDirtyContract } from './store-dirty-contract.ts'
import { storeFeedContract } from './store-feed-contract.ts'
import { storeForgetContract } from './store-forget-contract.ts'
import { storeLookupsContract } from './store-lookups-contract.ts'
import { storeOwnersContract } from './store-owners-contract.ts'
import { storePersonalContract } from './store-personal-contract.ts'
import { storeRowsContract } from './store-rows-contract.ts'
import { storeSignInContract } from './store-sign-in-contract.ts'
import { storeServiceContract } from './store-service-contract.ts'
import { storeWatchContract } from './store-watch-contract.ts'
import { storeWebhooksContract } from './store-webhooks-contract.ts'

/** Where a store is tried out. */
export interface StoreGround {
  /** The URL of a database that is new and empty. */
  freshUrl(): Promise<string>
  /** Runs a statement behind the store's back. Absent where the database ends with the store. */
  readonly run?: (url: string, statement: string) => Promise<void>
}

/** What every store keeps, whatever its database: called once per database, inside a `describe`. */
export function storeContract(ground: () => StoreGround, options: { readonly outlivesTheStore: boolean }): void {
  storeRowsContract(ground)
  storeLookupsContract(ground)
  storeChangesContract(ground)
  storeDirtyContract(ground)
  storeAuditContract(ground)
  storeForgetContract(ground)
  storeFeedContract(ground)
  storeWebhooksContract(ground)
  storeWatchContract(ground)
  storePersonalContract(ground)
  storeAccountsContract(ground)
  storeSignInContract(ground)
  storeServiceContract(ground, options)
  if (options.outlivesTheStore) storeOwnersContract(ground)
}
