import type { CheckResult } from '../connectors/connector.ts'
import type { SideLook } from '../domain/connection-look.ts'
import type { SyncError } from '../domain/errors.ts'
import type { Found, FoundCode } from './found.ts'

/** What an error says after its first colon: why. */
const reasonOf = (message: string): Pick<Found, 'about'> => {
  const reason = /: (.+?)\.?$/.exec(message)?.[1]
  return reason === undefined ? {} : { about: reason }
}

/** What Alibaba Mail's answer to the app, without a mailbox, means. */
export function foundOfApp(error: SyncError | undefined): readonly Found[] {
  if (error === undefined) return [{ code: 'app-ok' }]
  return [error.code === 'UNAUTHORIZED' ? { code: 'app-refused' } : { code: 'app-unreachable', ...reasonOf(error.message) }]
}

/** What the checks of a DingTalk mailbox mean, through IMAP and perhaps the OpenAPI. */
export function foundOfLeft(checks: readonly CheckResult[]): readonly Found[] {
  const found: Found[] = []
  for (const check of checks) {
    const { what, outcome, code, detail } = check
    if (what === 'IMAP sign-in') found.push(outcome === 'ok' ? { code: 'imap-ok' } : isRefusal(check) ? { code: 'imap-refused' } : { code: 'imap-unreachable', ...reasonOf(detail.replace(/ Check .*$/, '')) })
    else if (what === 'Folders' && outcome === 'warning') found.push({ code: 'imap-lacks-folders', about: /none was found for: ([\w, ]+)/.exec(detail)?.[1] })
    else if (what === 'Room' && outcome === 'warning') found.push({ code: 'imap-nearly-full', about: /^[\d,]+ MB/.exec(detail)?.[0] })
    else if (what === 'Alibaba Mail OpenAPI') found.push(outcome === 'ok' ? { code: 'app-mailbox-ok' } : { code: APP_FAILURES[code ?? ''] ?? 'app-unreachable', ...reasonOf(detail.replace(/ Try again.*$/, '')) })
  }
  return found
}

const isRefusal = ({ code }: CheckResult): boolean => code === 'UNAUTHORIZED' || code === 'FORBIDDEN'

const APP_FAILURES: Readonly<Record<string, FoundCode>> = { UNAUTHORIZED: 'app-refused', FORBIDDEN: 'app-not-permitted', NOT_FOUND: 'app-not-permitted' }

/** What the checks of an Outlook mailbox mean, besides the sign-in. */
export function foundOfRight(checks: readonly CheckResult[]): readonly Found[] {
  return checks.flatMap(({ what, outcome, code, detail }): readonly Found[] => {
    if (what === 'Mailbox') return [outcome === 'ok' ? { code: 'graph-mailbox-ok' } : { code: mailboxFailure(code, detail), ...reasonOf(detail.replace(/\. Check .*$/, '')) }]
    if (what === 'Exact copies') return [{ code: outcome === 'ok' ? 'copies-exact' : 'copies-rebuilt' }]
    return []
  })
}

/** What the checks of a mailbox come to, to be remembered. `isPersonal`: a person signs in, and how that stands is told elsewhere. */
export function lookOf(side: 'left' | 'right', checks: readonly CheckResult[], { isPersonal }: { readonly isPersonal: boolean }): SideLook {
  if (side === 'left') return { found: foundOfLeft(checks) }
  const of = (name: string): CheckResult | undefined => checks.find(({ what }) => what === name)
  const signIn = of('Sign-in')
  const entered: readonly Found[] = signIn === undefined ? [] : signIn.outcome === 'ok' ? [{ code: 'entra-ok' }] : isPersonal ? [{ code: 'entra-sign-in-later' }] : foundOfEntra({ code: signIn.code ?? 'REMOTE_FAILURE', message: signIn.detail })
  const [granted, routes] = [of('Permissions')?.names, of('Exact copies')?.names]
  // Without any permission a mailbox is closed for a reason that is mended elsewhere.
  const hasNone = granted !== undefined && !granted.some((name) => name === NEEDED || name === 'Mail.Read')
  const mailbox = foundOfRight(checks).map((each): Found => (hasNone && each.code === 'graph-mailbox-closed' ? { code: 'graph-not-permitted' } : each))
  return { found: [...entered, ...mailbox], ...(granted === undefined ? {} : { granted }), ...(routes === undefined ? {} : { routes }) }
}

function mailboxFailure(code: string | undefined, detail: string): FoundCode {
  if (detail.includes('MailboxNotEnabledForRESTAPI')) return 'graph-mailbox-not-online'
  if (code === 'NOT_FOUND' || code === 'BAD_CONFIG') return 'graph-mailbox-unknown'
  return code === 'FORBIDDEN' || code === 'UNAUTHORIZED' ? 'graph-mailbox-closed' : 'graph-unreachable'
}

/** By the number that Entra gives with a refusal. @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const REFUSALS: Readonly<Record<string, FoundCode>> = {
  700016: 'entra-app-unknown',
  7000112: 'entra-app-unknown',
  7000215: 'entra-secret-wrong',
  7000222: 'entra-secret-expired',
  700027: 'entra-certificate-wrong',
  700024: 'entra-certificate-wrong',
  65001: 'entra-consent-missing',
  90094: 'entra-consent-missing',
  53000: 'entra-policy-refuses',
  53001: 'entra-policy-refuses',
  53003: 'entra-policy-refuses',
  90002: 'entra-tenant-unknown',
  900023: 'entra-tenant-unknown',
}

/** What Entra's refusal of the app means. */
export function foundOfEntra(error: Pick<SyncError, 'code' | 'message'>): readonly Found[] {
  if (error.code === 'BAD_CONFIG') return [{ code: 'entra-certificate-wrong' }]
  if (error.code !== 'UNAUTHORIZED') return [{ code: 'entra-unreachable', ...reasonOf(error.message) }]
  const number = /AADSTS(\d+)/.exec(error.message)?.[1]
  const known = REFUSALS[number ?? '']
  return [known === undefined ? { code: 'entra-refused', about: number === undefined ? undefined : `AADSTS${number}` } : { code: known }]
}

const NEEDED = 'Mail.ReadWrite'
/** Used where they are granted; none of them is needed. */
const USEFUL = new Set([NEEDED, 'Mail-Advanced.ReadWrite.All', 'Mail-Advanced.ReadWrite', 'MailboxSettings.Read', 'IMAP.AccessAsApp', 'AuditLog.Read.All', 'Policy.Read.All', 'User.Read.All', 'User.Read', 'offline_access', 'openid', 'profile', 'email'])

/** What the permissions mean that a token names. Nothing: it names none, as where they are granted in Exchange. */
export function foundOfPermissions(names: readonly string[] | undefined): readonly Found[] {
  if (names === undefined) return [{ code: 'graph-scoped' }]
  const more = names.filter((name) => !USEFUL.has(name))
  return [{ code: names.includes(NEEDED) ? 'graph-permitted' : 'graph-not-permitted' }, ...(more.length === 0 ? [] : [{ code: 'graph-too-much' as const, about: more.join(', ') }])]
}
