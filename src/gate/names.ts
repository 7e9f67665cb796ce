/** What this installation calls a pair and what belongs to it: for words that are shown to a person, and never stored or logged. */
export interface Names {
  readonly pair: string
  readonly left: { readonly kind: 'dingtalk' | 'imap'; readonly address: string; readonly server: string }
  readonly right: { readonly address: string; readonly tenant: string; readonly clientId: string }
  /** Where the database is, without a password. */
  readonly database: string
}
