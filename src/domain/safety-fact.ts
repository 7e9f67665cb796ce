/** Why something could not be told: the permission is not granted, the licence does not hold it, or there was no usable answer. */
export type Untold = 'permission' | 'licence' | 'no-answer'

/**
 * What a cloud, or a part of Tongbu, tells of how safe it is to write to a pair. Holds no address and no name of a person. `forwards`:
 * rules that send mail on to the other mailbox of the pair. `permissions`: of the app at Graph for the whole tenant; `none` where the token
 * names none. `needs`: one of them would do. Absent parts were not told.
 */
export type SafetyFact =
  | { readonly check: 'exchange-online'; readonly mailbox: 'answers' | 'not-enabled'; readonly purpose?: string }
  | { readonly check: 'forward-right'; readonly forwards: number }
  | { readonly check: 'mfa-right'; readonly registered?: boolean; readonly defaults?: boolean }
  | { readonly check: 'permissions'; readonly permissions: readonly string[] | 'none' }
  | { readonly check: SafetyFactCheck; readonly untold: Untold; readonly needs?: readonly string[] }

/** Between names of which one would do, where they are told as one text: no name has it. */
export const ONE_OF = '|'

/** What a cloud can be asked. */
export type SafetyFactCheck = 'exchange-online' | 'forward-right' | 'mfa-right' | 'permissions'
