import type { App } from './app.ts'
import { findApp } from './client-proof.ts'
import { checkTenant, consent, consentForAll, consentNeeded, peopleOf, secretText, type Directory } from './directory.ts'
import { adminConsentPage, consentPage, deviceCodePage, donePage, errorPage, needAdminPage, pickAccountPage, type Form } from './pages.ts'
import { describe, EntraError, personRefused } from './refusal.ts'
import { readScopes } from './scopes.ts'

/** What a browser is shown, or where it is led. */
export type BrowserAnswer = { readonly status: number; readonly html: string } | { readonly redirect: string }

/** A page as it was asked for, or a form of it as it was sent. */
export interface BrowserRequest {
  readonly tenant: string
  /** The path to send forms back to. */
  readonly action: string
  /** The query, with the fields of the form where one was sent. */
  readonly given: URLSearchParams
  readonly isForm: boolean
}

const CODE_SECONDS = 600

/** Errors that must not go to an address that nobody has registered are shown as a page. */
function showing(directory: Directory, work: () => BrowserAnswer): BrowserAnswer {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof EntraError)) throw error
    return { status: 400, html: errorPage(describe(error, directory.world.shared.clock.now())) }
  }
}

/** The sign-in page: pick an account, consent, and back with a code (page v2-oauth2-auth-code-flow). */
export const authorize = (directory: Directory, request: BrowserRequest): BrowserAnswer =>
  showing(directory, () => {
    const { given } = request
    checkTenant(directory, request.tenant)
    const app = findApp(directory.apps, given.get('client_id') ?? '')
    const redirectUri = registered(app, given.get('redirect_uri'))
    try {
      return signIn(directory, request, app, redirectUri)
    } catch (error) {
      if (!(error instanceof EntraError)) throw error
      return back(given, redirectUri, { error: error.error, error_description: describe(error, directory.world.shared.clock.now()) })
    }
  })

function signIn(directory: Directory, { action, given, isForm }: BrowserRequest, app: App, redirectUri: string): BrowserAnswer {
  const { world, codes } = directory
  if (given.get('response_type') !== 'code') throw new EntraError(400, 'unsupported_response_type', 700054, "response_type is not enabled for the application. Only 'code' is simulated.")
  const method = given.get('code_challenge_method') ?? 'plain'
  if (!['S256', 'plain'].includes(method)) throw new EntraError(400, 'invalid_request', 501491, 'Invalid size of Code_Challenge parameter, or an unknown method.')
  const wanted = readScopes(app, given.get('scope') ?? '')
  if (given.get('prompt') === 'none') throw new EntraError(400, 'login_required', 50058, 'Session information is not sufficient for single-sign-on.')
  const form = formOf(action, given)
  if (isForm && given.get('answer') === 'cancel') throw new EntraError(400, 'access_denied', 65004, 'User declined to consent to access the app.')
  const person = isForm ? peopleOf(directory).find(({ address }) => address === given.get('account')) : undefined
  if (person === undefined) return { status: 200, html: pickAccountPage(peopleOf(directory), app.clientId, form) }
  if (world.switches.personRefusedWith !== 0) throw personRefused(world.switches.personRefusedWith)
  const needed = consentNeeded(directory, app, person, wanted)
  if (needed.byAdministrator) return { status: 200, html: needAdminPage(app.clientId, form) }
  const isForced = given.get('prompt') === 'consent'
  if ((needed.names.length > 0 || isForced) && given.get('answer') !== 'accept') return { status: 200, html: consentPage(app.clientId, isForced ? wanted.delegated : needed.names, form) }
  consent(directory, app, person, wanted.delegated)
  const code = secretText('1.')
  const challenge = given.get('code_challenge')
  codes.set(code, {
    ...{ app, person, wanted, redirectUri, isSpent: false },
    challenge: challenge === null ? undefined : { value: challenge, method },
    nonce: given.get('nonce') ?? undefined,
    expiresAt: world.shared.clock.now() + CODE_SECONDS * 1000,
  })
  return back(given, redirectUri, { code, session_state: '00000000-0000-4000-8000-000000000000' })
}

/** @throws {EntraError} 50011 */
function registered({ redirectUris = [], isPublic = false, clientId }: App, wanted: string | null): string {
  // Of a public client on this machine the port does not count (page reply-url).
  const withoutPort = (uri: string): string => uri.replace(/^(http:\/\/localhost):\d+/, '$1')
  const isKnown = wanted !== null && redirectUris.some((uri) => uri === wanted || (isPublic && uri === withoutPort(wanted)))
  if (isKnown) return wanted
  throw new EntraError(400, 'invalid_request', 50011, `The redirect URI '${wanted ?? ''}' specified in the request does not match the redirect URIs configured for the application '${clientId}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal.`)
}

function back(given: URLSearchParams, redirectUri: string, answer: Readonly<Record<string, string>>): BrowserAnswer {
  const url = new URL(redirectUri)
  const state = given.get('state')
  const fields = new URLSearchParams({ ...answer, ...(state === null ? {} : { state }) })
  if (given.get('response_mode') === 'fragment') url.hash = fields.toString()
  else for (const [name, value] of fields) url.searchParams.set(name, value)
  return { redirect: url.href }
}

/** Everything that was given so far goes along, but for what the next form says itself. */
function formOf(action: string, given: URLSearchParams): Form {
  return { action, fields: Object.fromEntries([...given].filter(([name]) => name !== 'answer')) }
}

/** An administrator consents for everybody (page v2-admin-consent). Whoever asks is taken for one. */
export const adminConsent = (directory: Directory, request: BrowserRequest): BrowserAnswer =>
  showing(directory, () => {
    const { given } = request
    checkTenant(directory, request.tenant)
    const app = findApp(directory.apps, given.get('client_id') ?? '')
    const redirectUri = registered(app, given.get('redirect_uri'))
    if (!request.isForm) return { status: 200, html: adminConsentPage(app.clientId, [...app.permissions, ...(app.requested ?? []), ...(app.delegated ?? [])], formOf(request.action, given)) }
    if (given.get('answer') !== 'accept') return back(directory.world.switches.consentRefusalHasState ? given : new URLSearchParams(), redirectUri, { error: 'permission_denied', error_description: 'The admin canceled the request' })
    consentForAll(directory, app)
    return back(given, redirectUri, { admin_consent: 'True', tenant: directory.world.tenantId })
  })

/** Where a person types in the code of a device; then as above, without a redirect. */
export const enterDeviceCode = (directory: Directory, { action, given, isForm }: Omit<BrowserRequest, 'tenant'>): BrowserAnswer =>
  showing(directory, () => {
    const shown = (html: string): BrowserAnswer => ({ status: 200, html })
    if (!isForm) return shown(deviceCodePage(action))
    const typed = (given.get('user_code') ?? '').trim().toUpperCase()
    const device = [...directory.devices.values()].find(({ userCode, state }) => userCode === typed && state === 'waiting')
    const now = directory.world.shared.clock.now()
    if (device === undefined || now >= device.expiresAt) return shown(deviceCodePage(action, "That code didn't work. Check the code and try again."))
    const form = formOf(action, given)
    if (given.get('answer') === 'cancel') {
      device.state = 'declined'
      return shown(donePage('You declined. You can close this window.'))
    }
    const person = peopleOf(directory).find(({ address }) => address === given.get('account'))
    if (person === undefined) return shown(pickAccountPage(peopleOf(directory), device.app.clientId, form))
    const needed = consentNeeded(directory, device.app, person, readScopes(device.app, device.scope))
    if (needed.byAdministrator) return shown(needAdminPage(device.app.clientId, form))
    if (given.get('answer') !== 'accept') return shown(consentPage(device.app.clientId, needed.names, form))
    consent(directory, device.app, person, readScopes(device.app, device.scope).delegated)
    device.state = person
    return shown(donePage(`You have signed in to the app ${device.app.clientId} on your device. You can close this window.`))
  })
