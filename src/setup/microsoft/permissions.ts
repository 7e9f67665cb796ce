import { PERMISSIONS_TO_CHECK } from '../../gate/judge-fact.ts'

/** What was chosen, as far as it decides what the app must be allowed to do. */
export interface MicrosoftFeatures {
  /** Whether the app comes in by itself, or in the name of people who sign in. */
  readonly signIn: 'app' | 'person'
  /** Whether anything is written to Outlook mailboxes. */
  readonly writes: boolean
  /** Whether received mail is to be imported byte for byte. */
  readonly importMime: boolean
  /** Whether IMAP is used beside Graph, for exact copies of what cannot be imported. */
  readonly imap: boolean
  /** Whether the safety measures are to be checked by machine (forwarding rules, second factors) and not only asked. */
  readonly checks: boolean
}

/** Why a permission is on the list. The dashboard has words of its own for each, in three languages. */
export type PermissionReason = 'read-mail' | 'write-mail' | 'import-mime' | 'imap' | 'check-rules' | 'check-registration' | 'check-defaults' | 'stay-signed-in' | 'know-who'

/** One permission that the app is to have. */
export interface NeededPermission {
  readonly name: string
  /** Under which heading of "Add a permission" it is. */
  readonly api: 'Microsoft Graph' | 'Office 365 Exchange Online'
  readonly kind: 'application' | 'delegated'
  /** Without it nothing works (`needed`), or something is less good or has to be asked (`useful`). */
  readonly need: 'needed' | 'useful'
  readonly reason: PermissionReason
  /** Why, in English. */
  readonly why: string
  /** Whether it can be granted in Exchange for some mailboxes instead of in Entra for all of them (RBAC for Applications). */
  readonly canBeNarrowed: boolean
  /** Whether only an administrator can consent. */
  readonly byAdministrator: boolean
}

const WHY: Readonly<Record<PermissionReason, string>> = {
  'read-mail': 'Reads mail and folders. Nothing is written to Outlook, so it is all that is needed.',
  'write-mail': 'Reads mail and folders, puts copies in, marks, moves and files them. It cannot send.',
  'import-mime': 'Imports received mail byte for byte, so that copies are exact and signatures hold. Without it copies are rebuilt.',
  imap: 'Puts mail in over IMAP where it cannot be imported, so that signed mail keeps its bytes.',
  'check-rules': 'Looks for inbox rules that forward to the other address, which would double mail. Without it you are asked. It may be taken back afterwards.',
  'check-registration': 'Looks whether people have registered a second factor (needs Entra ID P1). Without it you are asked. It may be taken back afterwards.',
  'check-defaults': 'Looks whether security defaults are on. Without it you are asked. It may be taken back afterwards.',
  'stay-signed-in': 'Stays signed in without asking the person each hour.',
  'know-who': 'Shows who signed in.',
}

const reasonOfCheck: Readonly<Record<string, PermissionReason>> = { 'MailboxSettings.Read': 'check-rules', 'AuditLog.Read.All': 'check-registration', 'Policy.Read.All': 'check-defaults' }

/**
 * The least that the app needs for what was chosen, the needed ones first.
 * @see https://learn.microsoft.com/graph/permissions-reference and https://learn.microsoft.com/exchange/permissions-exo/application-rbac
 */
export function neededPermissions(features: MicrosoftFeatures): readonly NeededPermission[] {
  const { signIn, writes, importMime, imap, checks } = features
  const kind = signIn === 'app' ? 'application' : 'delegated'
  const isApp = kind === 'application'
  const graph = (name: string, need: NeededPermission['need'], reason: PermissionReason, more: Partial<NeededPermission> = {}): NeededPermission => ({ name, api: 'Microsoft Graph', kind, need, reason, why: WHY[reason], canBeNarrowed: isApp, byAdministrator: isApp, ...more })
  const ofTenant = { canBeNarrowed: false, byAdministrator: true }
  return [
    writes ? graph('Mail.ReadWrite', 'needed', 'write-mail') : graph('Mail.Read', 'needed', 'read-mail'),
    ...(isApp ? [] : [graph('offline_access', 'needed', 'stay-signed-in'), graph('openid', 'needed', 'know-who'), graph('profile', 'useful', 'know-who')]),
    ...(writes && importMime ? [graph(isApp ? 'Mail-Advanced.ReadWrite.All' : 'Mail-Advanced.ReadWrite', 'useful', 'import-mime', ofTenant)] : []),
    ...(writes && imap ? [graph(isApp ? 'IMAP.AccessAsApp' : 'IMAP.AccessAsUser.All', 'useful', 'imap', { api: isApp ? 'Office 365 Exchange Online' : 'Microsoft Graph', canBeNarrowed: false })] : []),
    ...(checks ? PERMISSIONS_TO_CHECK.flatMap((name) => reasonOfCheck[name] === undefined ? [] : [graph(name, 'useful', reasonOfCheck[name], reasonOfCheck[name] === 'check-rules' ? {} : ofTenant)]) : []),
  ]
}

/** How what was granted compares with what is needed. */
export interface GrantComparison {
  /** Needed and not granted: nothing works. */
  readonly missing: readonly string[]
  /** Would be of use and is not granted. */
  readonly lacking: readonly string[]
  /** Granted and never used: to be taken back. */
  readonly tooMany: readonly string[]
  /** Granted for the whole tenant, and could be narrowed to some mailboxes. */
  readonly tenantWide: readonly string[]
}

/** Granted instead of a narrower one: it does what that does. */
const COVERS: Readonly<Record<string, readonly string[]>> = { 'Mail.ReadWrite': ['Mail.Read'], 'MailboxSettings.ReadWrite': ['MailboxSettings.Read'] }
/** Of the sign-in itself, and of what every app registration begins with. */
const HARMLESS: ReadonlySet<string> = new Set(['openid', 'profile', 'email', 'offline_access', 'User.Read'])

/**
 * Compares. `entra` is what a token names, of the tenant or of a person; `exchange` what is granted for a mailbox in Exchange, where that is known.
 * Scopes may be written bare or with the address of their resource.
 */
export function compareGrants(features: MicrosoftFeatures, { entra, exchange = [] }: { readonly entra: readonly string[]; readonly exchange?: readonly string[] }): GrantComparison {
  const needed = neededPermissions(features).filter(({ name }) => !HARMLESS.has(name))
  const inEntra = entra.map(bare)
  const granted = new Set([...inEntra, ...exchange.map(bare)].flatMap((name) => [name, ...(COVERS[name] ?? [])]))
  const lacks = (need: NeededPermission['need']): string[] => needed.filter((each) => each.need === need && !granted.has(each.name)).map(({ name }) => name)
  const used = new Set(needed.map(({ name }) => name))
  return {
    missing: lacks('needed'),
    lacking: lacks('useful'),
    tooMany: [...new Set([...inEntra, ...exchange.map(bare)])].filter((name) => !used.has(name) && !HARMLESS.has(name)).sort(),
    tenantWide: needed.filter(({ name, kind, canBeNarrowed }) => kind === 'application' && canBeNarrowed && inEntra.includes(name)).map(({ name }) => name),
  }
}

/** `https://graph.microsoft.com/Mail.Read` and `Application Mail.Read` are `Mail.Read`. */
const bare = (name: string): string => name.trim().replace(/^https?:\/\/[^/]+\/+/i, '').replace(/^Application /i, '')
