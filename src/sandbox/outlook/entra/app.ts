/** An app registration with the application permissions that an administrator consented to. */
export interface App {
  readonly clientId: string
  readonly clientSecret: string
  readonly permissions: ReadonlySet<string>
  /** Whether they are granted in Exchange, mailbox by mailbox, so that no token names them. */
  readonly isScoped?: boolean
  /** Requests of this app count against no limit: it stands for many people. */
  readonly unlimited: boolean
  /** Certificates that were uploaded for it, as PEM. Default none. */
  readonly certificates?: readonly string[]
  /** Default none. They are compared letter by letter. */
  readonly redirectUris?: readonly string[]
  /** "Allow public client flows": it may do without a secret. Default false. */
  readonly isPublic?: boolean
  /** Delegated permissions that it lists. Default none. */
  readonly delegated?: ReadonlySet<string>
  /** Application permissions that it lists, and that nobody has consented to yet. Default none. */
  readonly requested?: ReadonlySet<string>
}

/** What a token is good for. */
export type Audience = 'graph' | 'exchange'

/** Permissions that a token for Exchange names, and one for Graph does not. */
export const OF_EXCHANGE = /^(IMAP|POP|SMTP)\./

/** Delegated permissions that an administrator has to consent to (page importMime). */
export const BY_ADMINISTRATOR: ReadonlySet<string> = new Set(['Mail-Advanced.ReadWrite', 'AuditLog.Read.All', 'Policy.Read.All'])

/** What a delegated permission is called where apps come in by themselves. */
const AS_APPLICATION: Readonly<Record<string, string>> = { 'Mail-Advanced.ReadWrite': 'Mail-Advanced.ReadWrite.All', 'IMAP.AccessAsUser.All': 'IMAP.AccessAsApp' }
export const asApplication = (delegated: string): string => AS_APPLICATION[delegated] ?? delegated
