import { MICROSOFT_CLOUDS, cloudOfUrl } from '../../../domain/microsoft-cloud.ts'
import { SyncError } from '../../../domain/errors.ts'

/** What a refusal of Microsoft Entra comes down to. Each is mended in another place. */
export type SignInProblem = keyof typeof PROBLEMS

/** What Entra answers where it refuses. */
export interface EntraRefusal {
  readonly error: string
  /** The first of `error_codes`. */
  readonly number?: number
}

interface Words {
  readonly what: string
  /** Where and how it is mended. `…` stands for the name of the console. */
  readonly next: string
}

const APP = '… → App registrations → the app'
const SECRETS = `${APP} → Certificates & secrets`
const SIGN_IN_AGAIN = 'Let the person sign in again: `tongbu sign-in PAIR`, or the dashboard.'

const PROBLEMS = {
  'app-unknown': { what: 'there is no app with this client id in this tenant', next: `Compare with ${APP} → Overview: "Application (client) ID" is \`clientId\`, "Directory (tenant) ID" is \`tenant\`. Neither is the Object ID.` },
  'app-disabled': { what: 'the app is disabled in the tenant', next: '… → Enterprise applications → the app → Properties: set "Enabled for users to sign-in" to Yes.' },
  'secret-wrong': { what: 'the client secret is wrong; what is needed is the secret itself (the column "Value"), not its id (the column "Secret ID")', next: `${SECRETS} → Client secrets → New client secret, and copy its Value at once: it is shown only this once.` },
  'secret-is-id': { what: 'what was given as client secret is the id of a secret (the column "Secret ID"), not the secret itself (the column "Value")', next: `${SECRETS} → Client secrets: copy the Value. It is shown only once, so make a new secret if it is hidden.` },
  'secret-expired': { what: 'the client secret has expired', next: `${SECRETS} → Client secrets → New client secret, and copy its Value.` },
  'secret-missing': { what: 'the app has to prove itself, and neither a secret nor a certificate was given', next: `Give \`clientSecret\` or \`clientCertificate\`; or, where a person signs in, allow it without: ${APP} → Authentication → "Allow public client flows".` },
  'certificate-unknown': { what: 'the certificate is not the one that is registered with the app', next: `${SECRETS} → Certificates → Upload certificate: the part with BEGIN CERTIFICATE. Compare the thumbprint that is shown there.` },
  'certificate-expired': { what: 'the certificate is no longer valid, or not yet', next: `Make a new one and upload it: ${SECRETS} → Certificates. If its dates are right, look at the clock of this machine.` },
  'clock-wrong': { what: 'the proof with the certificate was made at another time than it is now', next: 'Set the clock of this machine right.' },
  'consent-missing': { what: 'what the app is to do was not yet consented to', next: `${APP} → API permissions → Grant admin consent.` },
  'permission-missing': { what: 'the app does not list a permission that was asked for', next: `${APP} → API permissions → Add a permission; then Grant admin consent.` },
  'scope-wrong': { what: 'the permissions that were asked for do not exist in this cloud', next: 'Check `cloud` and `graphUrl`: global and 21Vianet are different clouds.' },
  'mfa-needed': { what: 'a second factor is asked for', next: `${SIGN_IN_AGAIN} They confirm it on the way.` },
  'policy-refuses': { what: 'a conditional access policy of the tenant refuses this sign-in', next: '… → Protection → Conditional Access: see which policy in Sign-in logs, and leave this app out of it or meet what it asks for.' },
  'tenant-unknown': { what: 'there is no such tenant', next: 'Check `tenant`: the Directory (tenant) ID, or a domain of it, and that `cloud` is the one that it is in.' },
  'user-unknown': { what: 'this account is not in the tenant', next: 'Sign in with an account of this tenant, or check `tenant`.' },
  'user-disabled': { what: 'this account is disabled, or its password has expired', next: '… → Users → the person: enable the account, or let them set a new password; then sign in again.' },
  'sign-in-expired': { what: 'the sign-in has come to its end: it was too long ago, the password was changed, or an administrator ended it', next: SIGN_IN_AGAIN },
  'sign-in-missing': { what: 'nobody has signed in for this mailbox yet', next: 'Run `tongbu sign-in PAIR`, or use the dashboard.' },
  'redirect-wrong': { what: 'the address that Microsoft is to lead back to is not registered with the app, letter for letter', next: `${APP} → Authentication → Add a platform → Web: enter the redirect URI exactly as it is shown here.` },
  'code-spent': { what: 'the code of this sign-in was used already, has expired, or belongs to another sign-in', next: 'Begin the sign-in again.' },
  'state-wrong': { what: 'this answer belongs to no sign-in that was begun here', next: 'Begin the sign-in again, in one window. Nothing was taken from the answer.' },
  declined: { what: 'the person declined', next: 'Begin the sign-in again and accept, or ask an administrator to consent.' },
  'device-code-expired': { what: 'the code was not entered in time', next: 'Begin again; a code is good for about 15 minutes.' },
  'device-code-wrong': { what: 'the code of this device is not known any more', next: 'Begin the sign-in again.' },
  'device-flow-off': { what: 'the app does not let people sign in with a code', next: `${APP} → Authentication → "Allow public client flows": Yes.` },
  refused: { what: 'refused', next: 'Check `tenant`, `clientId` and the credential, then `tongbu doctor`. … → Sign-in logs says more.' },
} as const satisfies Readonly<Record<string, Words>>

/** @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const BY_NUMBER: Readonly<Record<number, SignInProblem>> = {
  700016: 'app-unknown',
  7000112: 'app-disabled',
  7000215: 'secret-wrong',
  7000222: 'secret-expired',
  7000218: 'secret-missing',
  700027: 'certificate-unknown',
  700024: 'clock-wrong',
  65001: 'consent-missing',
  65004: 'declined',
  90094: 'consent-missing',
  650056: 'permission-missing',
  650057: 'permission-missing',
  650053: 'permission-missing',
  70011: 'scope-wrong',
  500011: 'scope-wrong',
  50072: 'mfa-needed',
  50074: 'mfa-needed',
  50076: 'mfa-needed',
  50079: 'mfa-needed',
  53000: 'policy-refuses',
  53001: 'policy-refuses',
  53003: 'policy-refuses',
  90002: 'tenant-unknown',
  900023: 'tenant-unknown',
  50020: 'user-unknown',
  50034: 'user-unknown',
  50055: 'user-disabled',
  50057: 'user-disabled',
  50173: 'sign-in-expired',
  70043: 'sign-in-expired',
  700082: 'sign-in-expired',
  700084: 'sign-in-expired',
  50011: 'redirect-wrong',
  70008: 'code-spent',
  54005: 'code-spent',
  501481: 'code-spent',
  70019: 'device-code-expired',
  70020: 'device-code-expired',
}

/** Where no number says more. @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code */
const BY_ERROR: Readonly<Record<string, SignInProblem>> = {
  authorization_declined: 'declined',
  access_denied: 'declined',
  permission_denied: 'declined',
  expired_token: 'device-code-expired',
  bad_verification_code: 'device-code-wrong',
  interaction_required: 'mfa-needed',
  consent_required: 'consent-missing',
}

/** Which problem an answer means. Numbers come first: an `error` has many causes. */
export const problemOf = ({ error, number }: EntraRefusal): SignInProblem => (number === undefined ? undefined : BY_NUMBER[number]) ?? BY_ERROR[error] ?? 'refused'

/** The error for a problem: what is wrong, and where it is mended. `loginUrl` says in which cloud. It is not tried again before a person acts. */
export function signInError(problem: SignInProblem, { loginUrl, refusal }: { readonly loginUrl: string; readonly refusal?: EntraRefusal }): SyncError {
  const { what, next } = PROBLEMS[problem]
  const { console } = MICROSOFT_CLOUDS[cloudOfUrl(loginUrl)]
  const code = refusal?.number === undefined ? (/^\w{1,40}$/.test(refusal?.error ?? '') ? refusal?.error : undefined) : `AADSTS${refusal.number}`
  return new SyncError('UNAUTHORIZED', `Microsoft sign-in: ${what}${code === undefined ? '' : ` (${code})`}. ${next.replaceAll('…', console)}`, { cause: { signInProblem: problem } })
}

/** Which problem one of our errors tells of; nothing where it is no refused sign-in to Microsoft. */
export function signInProblemOf(error: unknown): SignInProblem | undefined {
  const cause = error instanceof SyncError ? error.cause : undefined
  const problem = typeof cause === 'object' && cause !== null && 'signInProblem' in cause ? String(cause.signInProblem) : ''
  return isSignInProblem(problem) ? problem : undefined
}

/** All of them; the dashboard has words of its own for each. */
export const SIGN_IN_PROBLEMS = Object.keys(PROBLEMS) as readonly SignInProblem[]
/** Whether a word that was kept names a problem that this version knows. */
export const isSignInProblem = (word: string): word is SignInProblem => Object.hasOwn(PROBLEMS, word)
