import { hostileImapSwitches, imapSwitches } from './imap/imap-switches.ts'
import type { ImapSwitches } from './imap/imap-switches.ts'
import { hostileOpenapiSwitches, openapiSwitches } from './openapi/openapi-switches.ts'
import type { OpenapiSwitches } from './openapi/openapi-switches.ts'
import type { PlatformSwitches } from './platform/platform-tokens.ts'
import { hostileStoreSwitches, storeSwitches } from './store/store-switches.ts'
import type { StoreSwitches } from './store/store-switches.ts'

/** Everything that the vendor leaves unclear and a client could depend on. May be changed while the sandbox runs. */
export interface DingtalkSwitches extends StoreSwitches, ImapSwitches, OpenapiSwitches, PlatformSwitches {}

/** The switches in the position that the public material makes most likely. */
export const dingtalkSwitches = (): DingtalkSwitches => ({ ...storeSwitches(), ...imapSwitches(), ...openapiSwitches(), userRefreshTokens: 'kept' })

/** One fixed position in which everything that can be awkward is, without making a round trip impossible. */
export const hostileDingtalkSwitches = (): Partial<DingtalkSwitches> => ({
  ...hostileStoreSwitches,
  ...hostileImapSwitches,
  ...hostileOpenapiSwitches,
  userRefreshTokens: 'single use',
})
