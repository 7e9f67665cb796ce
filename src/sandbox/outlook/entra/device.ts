import { clientIdOf, findApp } from './client-proof.ts'
import { checkTenant, secretText, type Directory } from './directory.ts'
import type { TokenAnswer, TokenRequest } from './grants.ts'
import { EntraError, errorBody, invalidRequest, missing } from './refusal.ts'
import { readScopes } from './scopes.ts'

const LIFE_SECONDS = 900
/** Letters that cannot be mistaken for one another. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ23456789'

/** A code for a device, and one for whoever stands before it (page v2-oauth2-device-code). */
export function beginDevice(directory: Directory, request: TokenRequest): TokenAnswer {
  const { world, devices } = directory
  const now = world.shared.clock.now()
  try {
    checkTenant(directory, request.tenant)
    const app = findApp(directory.apps, clientIdOf(request))
    const scope = request.form.get('scope')
    if (scope === null) throw missing('scope')
    // Whether several resources may be named here no page says: the hard way.
    if (readScopes(app, scope).isMixed) throw invalidRequest(28000, 'Provided value for the input parameter scope is not valid because it contains more than one resource.')
    const userCode = Array.from({ length: 9 }, () => LETTERS[Math.floor(world.shared.random() * LETTERS.length)]).join('')
    const deviceCode = secretText()
    const seconds = world.switches.deviceIntervalSeconds
    devices.set(deviceCode, { app, userCode, scope, expiresAt: now + LIFE_SECONDS * 1000, intervalMs: seconds * 1000, askedAt: Number.NEGATIVE_INFINITY, state: 'waiting' })
    const url = `${request.origin}/login/device`
    const message = `To sign in, use a web browser to open the page ${url} and enter the code ${userCode} to authenticate.`
    return { status: 200, body: { user_code: userCode, device_code: deviceCode, verification_uri: url, expires_in: LIFE_SECONDS, interval: seconds, message } }
  } catch (error) {
    if (error instanceof EntraError) return { status: error.status, body: errorBody(error, now) }
    throw error
  }
}
