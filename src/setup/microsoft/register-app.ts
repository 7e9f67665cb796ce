import { MICROSOFT_CLOUDS, type MicrosoftCloudName } from '../../domain/microsoft-cloud.ts'
import { randomSecret } from '../../platform/ids.ts'

/** Where Microsoft leads the browser back to, below the address that the dashboard is reached at. It is registered letter for letter. */
export const REDIRECT_PATH = '/api/v1/microsoft/callback'

/** An address that cannot be registered, and why: Microsoft takes https, and http only for `localhost`. */
export type RedirectUri = { readonly uri: string } | { readonly problem: 'not-https' | 'not-an-address' }

/**
 * The redirect URI to register. 127.0.0.1 becomes `localhost`, which is the only name on this machine that the portal takes without encryption.
 * @see https://learn.microsoft.com/entra/identity-platform/reply-url
 */
export function redirectUriOf(dashboardUrl: string): RedirectUri {
  const url = URL.parse(dashboardUrl)
  if (url === null || !/^https?:$/.test(url.protocol)) return { problem: 'not-an-address' }
  if (url.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)) url.hostname = 'localhost'
  else if (url.protocol === 'http:') return { problem: 'not-https' }
  return { uri: `${url.origin}${url.pathname.replace(/\/+$/, '')}${REDIRECT_PATH}` }
}

/** What of an app registration is known. */
export interface AppIds {
  readonly cloud: MicrosoftCloudName
  readonly tenant: string
  readonly clientId: string
  /** Default: that of the cloud. */
  readonly loginUrl?: string
}

/** The page where an administrator consents to everything that the app lists. @see https://learn.microsoft.com/entra/identity-platform/v2-admin-consent */
export function adminConsentUrl({ cloud, tenant, clientId, loginUrl = MICROSOFT_CLOUDS[cloud].loginUrl }: AppIds, { redirectUri, state }: { readonly redirectUri: string; readonly state: string }): string {
  return `${loginUrl.replace(/\/+$/, '')}/${encodeURIComponent(tenant)}/adminconsent?${new URLSearchParams({ client_id: clientId, redirect_uri: redirectUri, state }).toString()}`
}

/** Where an administrator is to be led, and the `state` that belongs to it alone. */
export function beginConsent(app: AppIds, redirectUri: string): { readonly url: string; readonly state: string } {
  const state = randomSecret()
  return { url: adminConsentUrl(app, { redirectUri, state }), state }
}

/**
 * What became of it. `declined`: the administrator did not agree. `refused`: Microsoft did not, and perhaps says by which number. `elsewhere`: it was
 * given in another tenant than the one that it was asked of. `stranger`: the answer belongs to no question of ours.
 */
export type ConsentOutcome = { readonly outcome: 'granted' | 'elsewhere'; readonly tenantId: string } | { readonly outcome: 'declined' | 'stranger' } | { readonly outcome: 'refused'; readonly about?: string }

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** What the browser came back with from the page of the administrator. A tenant that was asked for by a domain cannot be compared. */
export function readConsentAnswer(query: Readonly<Record<string, string | undefined>>, { state, tenant }: { readonly state: string; readonly tenant: string }): ConsentOutcome {
  const { error, tenant: tenantId = '', admin_consent: consent = '' } = query
  if (query['state'] !== state || state === '') return { outcome: 'stranger' }
  if (error === 'permission_denied' || error === 'access_denied') return { outcome: 'declined' }
  if (error !== undefined || consent.toLowerCase() !== 'true') {
    const number = /AADSTS\d+/.exec(query['error_description'] ?? '')?.[0]
    return { outcome: 'refused', ...(number === undefined ? {} : { about: number }) }
  }
  return { outcome: ID.test(tenant) && tenantId.toLowerCase() !== tenant.toLowerCase() ? 'elsewhere' : 'granted', tenantId }
}

/** The pages of the console that the set-up leads to. */
export function consolePages({ cloud, clientId }: Pick<AppIds, 'cloud' | 'clientId'>): Readonly<Record<'register' | 'overview' | 'authentication' | 'credentials' | 'permissions', string>> {
  const { consoleUrl } = MICROSOFT_CLOUDS[cloud]
  const blade = (name: string): string => `${consoleUrl}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/${name}/appId/${encodeURIComponent(clientId)}`
  return {
    register: `${consoleUrl}/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade`,
    overview: blade('Overview'),
    authentication: blade('Authentication'),
    credentials: blade('Credentials'),
    permissions: blade('CallAnAPI'),
  }
}
