import { z, type ZodType } from 'zod'
import { SyncError } from '../../domain/errors.ts'
import type { SafetyFact, Untold } from '../../domain/safety-fact.ts'
import { graphCodeOf } from './errors.ts'
import type { Folders } from './folders.ts'
import type { GraphClient } from './graph-client.ts'
import { permissionsIn, type TokenSource } from './token.ts'

export interface SafetyFactsOptions {
  readonly client: GraphClient
  readonly tokens: TokenSource
  readonly folders: Pick<Folders, 'read'>
  readonly graphUrl: string
  readonly address: string
}

/** What was asked for, or why it was not told. */
type Told<T> = { readonly value: T } | { readonly untold: Untold; readonly code: string }

const PURPOSE = z.object({ value: z.string() })
const RECIPIENTS = z.array(z.object({ emailAddress: z.object({ address: z.string().nullish() }).nullish() })).nullish()
const RULES = z.object({
  value: z.array(z.object({ isEnabled: z.boolean().nullish(), actions: z.object({ forwardTo: RECIPIENTS, redirectTo: RECIPIENTS, forwardAsAttachmentTo: RECIPIENTS }).nullish() })),
  '@odata.nextLink': z.string().optional(),
})
const REGISTRATIONS = z.object({ value: z.array(z.object({ isMfaRegistered: z.boolean() })) })
const DEFAULTS = z.object({ isEnabled: z.boolean() })

/** The answer of a tenant without Entra ID P1, in lower case. @see https://learn.microsoft.com/graph/api/userregistrationdetails-get */
const NO_LICENCE = 'authentication_requestfromnonpremiumtenantorb2ctenant'

/** Kinds of mailbox that people sign in to by themselves. Nobody signs in to a shared one, and none of its methods is ever registered. */
const SIGNED_IN_TO: readonly (string | undefined)[] = ['user', 'linked', undefined]

/** What Microsoft tells of how safe it is to write to this mailbox. Nothing is written, and whatever is refused is told as a fact. */
export async function readSafetyFacts(options: SafetyFactsOptions, other: string, signal: AbortSignal): Promise<readonly SafetyFact[]> {
  const mailbox = await tell(async () => await options.folders.read('inbox', signal))
  const purpose = 'value' in mailbox ? await purposeOf(options, signal) : undefined
  return [
    mailboxFact(mailbox, purpose),
    'value' in mailbox ? await forwardFact(options, other, signal) : { check: 'forward-right', untold: 'no-answer' },
    await signInFact(options, purpose, signal),
    await permissionFact(options, signal),
  ]
}

async function tell<T>(ask: () => Promise<T>): Promise<Told<T>> {
  try {
    return { value: await ask() }
  } catch (error) {
    if (!(error instanceof SyncError)) throw error
    const code = graphCodeOf(error)
    return { untold: code === NO_LICENCE ? 'licence' : error.code === 'FORBIDDEN' ? 'permission' : 'no-answer', code }
  }
}

function mailboxFact(mailbox: Told<unknown>, purpose: string | undefined): SafetyFact {
  if ('value' in mailbox) return { check: 'exchange-online', mailbox: 'answers', ...(purpose === undefined ? {} : { purpose }) }
  return mailbox.code === 'mailboxnotenabledforrestapi' ? { check: 'exchange-online', mailbox: 'not-enabled' } : { check: 'exchange-online', untold: 'no-answer' }
}

/** @see https://learn.microsoft.com/graph/api/user-get-mailboxsettings (userPurpose) */
async function purposeOf({ client }: SafetyFactsOptions, signal: AbortSignal): Promise<string | undefined> {
  const told = await tell(() => client.read(PURPOSE, { kind: 'GET mailboxSettings', method: 'GET', path: 'mailboxSettings/userPurpose' }, signal))
  return 'value' in told ? told.value.value : undefined
}

/** @see https://learn.microsoft.com/graph/api/mailfolder-list-messagerules */
async function forwardFact({ client }: SafetyFactsOptions, other: string, signal: AbortSignal): Promise<SafetyFact> {
  const isOther = (list: z.infer<typeof RECIPIENTS>): boolean => (list ?? []).some(({ emailAddress }) => emailAddress?.address?.toLowerCase() === other.toLowerCase())
  let forwards = 0
  for (let path: string | undefined = 'mailFolders/inbox/messageRules'; path !== undefined; ) {
    const at: string = path
    const told: Told<z.infer<typeof RULES>> = await tell(() => client.read(RULES, { kind: 'GET messageRules', method: 'GET', path: at }, signal))
    if (!('value' in told)) return { check: 'forward-right', untold: told.untold, needs: ['MailboxSettings.Read'] }
    forwards += told.value.value.filter(({ isEnabled, actions }) => isEnabled !== false && [actions?.forwardTo, actions?.redirectTo, actions?.forwardAsAttachmentTo].some(isOther)).length
    path = told.value['@odata.nextLink']
  }
  return { check: 'forward-right', forwards }
}

/** @see https://learn.microsoft.com/graph/api/authenticationmethodsroot-list-userregistrationdetails and identitysecuritydefaultsenforcementpolicy-get */
async function signInFact(options: SafetyFactsOptions, purpose: string | undefined, signal: AbortSignal): Promise<SafetyFact> {
  const filter = encodeURIComponent(`userPrincipalName eq '${options.address.replaceAll("'", "''")}'`)
  const report = await ofTenant(options, REGISTRATIONS, 'GET userRegistrationDetails', `reports/authenticationMethods/userRegistrationDetails?$filter=${filter}`, signal)
  const policy = await ofTenant(options, DEFAULTS, 'GET securityDefaults', 'policies/identitySecurityDefaultsEnforcementPolicy', signal)
  const registered = 'value' in report && SIGNED_IN_TO.includes(purpose) ? report.value.value[0]?.isMfaRegistered : undefined
  const defaults = 'value' in policy ? policy.value.isEnabled : undefined
  if (registered !== undefined || defaults !== undefined) return { check: 'mfa-right', ...(registered === undefined ? {} : { registered }), ...(defaults === undefined ? {} : { defaults }) }
  const refused = [report, policy].flatMap((told) => ('untold' in told ? [told.untold] : []))
  const untold = refused.includes('permission') ? 'permission' : (refused[0] ?? 'no-answer')
  return { check: 'mfa-right', untold, ...(untold === 'no-answer' ? {} : { needs: untold === 'licence' ? ['Entra ID P1'] : ['AuditLog.Read.All', 'Policy.Read.All'] }) }
}

/** What is of the tenant and not of the mailbox. */
const ofTenant = <T>({ client, graphUrl }: SafetyFactsOptions, schema: ZodType<T>, kind: string, path: string, signal: AbortSignal): Promise<Told<T>> =>
  tell(() => client.read(schema, { kind, method: 'GET', path: `${graphUrl.replace(/\/$/, '')}/${path}` }, signal))

async function permissionFact({ tokens }: SafetyFactsOptions, signal: AbortSignal): Promise<SafetyFact> {
  const token = await tell(() => tokens.token(signal))
  const permissions = 'value' in token ? permissionsIn(token.value) : undefined
  return permissions === undefined ? { check: 'permissions', untold: 'no-answer' } : { check: 'permissions', permissions }
}
