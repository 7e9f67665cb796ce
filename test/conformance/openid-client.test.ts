import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import * as client from 'openid-client'
import { browser } from '../../src/sandbox/outlook/entra/entra.test-kit.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'

const REDIRECT = 'https://tongbu.example/callback'
const sandbox = await startSandbox({ redirectUris: [REDIRECT], outlook: { deviceIntervalSeconds: 1 } })
after(() => sandbox.close())
const { loginUrl, accounts } = sandbox.ready
const { clientId, clientSecret, address } = accounts.outlook
/** The directory id, which is in the issuer. */
const issuer = async (): Promise<URL> => new URL(((await (await fetch(`${loginUrl}/${accounts.outlook.tenant}/v2.0/.well-known/openid-configuration`)).json()) as { issuer: string }).issuer)

test('a certified client of OpenID Connect discovers the tenant, signs a person in, checks the id token by the keys and renews', async () => {
  const config = await client.discovery(await issuer(), clientId, clientSecret, undefined, { execute: [client.allowInsecureRequests] })
  const verifier = client.randomPKCECodeVerifier()
  const [state, nonce] = [client.randomState(), client.randomNonce()]
  const url = client.buildAuthorizationUrl(config, { redirect_uri: REDIRECT, scope: 'openid profile email offline_access', code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', state, nonce })
  const back = await browser().signIn(url.href, address)
  const tokens = await client.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce })
  const claims = tokens.claims()
  assert.deepEqual([claims?.['preferred_username'], claims?.aud, typeof claims?.['oid']], [address, clientId, 'string'])
  const renewed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
  assert.notEqual(renewed.refresh_token, tokens.refresh_token)
  await assert.rejects(client.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce }), { error: 'invalid_grant' })
})

test('the same client signs a person in by device code', async () => {
  const config = await client.discovery(await issuer(), clientId, clientSecret, client.ClientSecretPost(clientSecret), { execute: [client.allowInsecureRequests] })
  const begun = await client.initiateDeviceAuthorization(config, { scope: 'openid Mail.ReadWrite offline_access' })
  await browser().open(begun.verification_uri, { user_code: begun.user_code, account: address, answer: 'accept' })
  const tokens = await client.pollDeviceAuthorizationGrant(config, begun)
  assert.equal(tokens.claims()?.['preferred_username'], address)
})
