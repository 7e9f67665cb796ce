import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { after, test } from 'node:test'
import { ConfidentialClientApplication, CryptoProvider, PublicClientApplication, type Configuration, type INetworkModule } from '@azure/msal-node'
import { browser } from '../../src/sandbox/outlook/entra/entra.test-kit.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { selfSigned } from '../support/self-signed.ts'

const REDIRECT = 'https://tongbu.example/callback'
const SCOPES = ['https://graph.microsoft.com/Mail.ReadWrite']

const sandbox = await startSandbox({ redirectUris: [REDIRECT], outlook: { deviceIntervalSeconds: 1 } })
after(() => sandbox.close())
const { loginUrl, graphUrl, accounts } = sandbox.ready
const { clientId, clientSecret, address, tenant } = accounts.outlook

/** Microsoft's own library speaks only to hosts of Microsoft, so its requests are led to the sandbox on the way. */
const toSandbox = (url: string): string => url.replace('https://login.microsoftonline.com', loginUrl)
async function send(method: string, url: string, options: { headers?: Record<string, string>; body?: string } = {}) {
  const answer = await fetch(toSandbox(url), { method, ...(options.headers === undefined ? {} : { headers: options.headers }), ...(options.body === undefined ? {} : { body: options.body }) })
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: (await answer.json()) as never }
}
const networkClient: INetworkModule = {
  sendGetRequestAsync: (url, options) => send('GET', url, options),
  sendPostRequestAsync: (url, options) => send('POST', url, options),
}
const configuration = (auth: Partial<Configuration['auth']>): Configuration => ({ auth: { clientId, authority: `https://login.microsoftonline.com/${tenant}`, ...auth }, system: { networkClient } })

const inboxWith = async (token: string | undefined): Promise<number> => (await fetch(`${graphUrl}/users/${address}/mailFolders/inbox`, { headers: { authorization: `Bearer ${token ?? ''}` } })).status

test('MSAL gets a token for an app by its secret, and is told when the secret is wrong', async () => {
  const app = new ConfidentialClientApplication(configuration({ clientSecret }))
  assert.equal(await inboxWith((await app.acquireTokenByClientCredential({ scopes: ['https://graph.microsoft.com/.default'] }))?.accessToken), 200)
  const wrong = new ConfidentialClientApplication(configuration({ clientSecret: 'other' }))
  await assert.rejects(wrong.acquireTokenByClientCredential({ scopes: ['https://graph.microsoft.com/.default'] }), /invalid_client[^]*7000215/)
})

test('MSAL gets a token for an app by its certificate', async () => {
  const { key, cert } = selfSigned({ kind: 'rsa' })
  const thumbprintSha256 = createHash('sha256').update(new X509Certificate(cert).raw).digest('hex')
  const app = new ConfidentialClientApplication(configuration({ clientCertificate: { thumbprintSha256, privateKey: key } }))
  await assert.rejects(app.acquireTokenByClientCredential({ scopes: ['https://graph.microsoft.com/.default'] }), /700027/)
  sandbox.outlook.changeApp(clientId, { certificates: [cert] })
  assert.equal(await inboxWith((await app.acquireTokenByClientCredential({ scopes: ['https://graph.microsoft.com/.default'] }))?.accessToken), 200)
})

test('MSAL signs a person in by authorization code with PKCE, and renews silently', async () => {
  const app = new ConfidentialClientApplication(configuration({ clientSecret }))
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes()
  const url = await app.getAuthCodeUrl({ scopes: SCOPES, redirectUri: REDIRECT, codeChallenge: challenge, codeChallengeMethod: 'S256', state: 'a state' })
  const back = await browser().signIn(toSandbox(url), address)
  assert.equal(back.searchParams.get('state'), 'a state')
  const code = back.searchParams.get('code') ?? ''
  await assert.rejects(app.acquireTokenByCode({ scopes: SCOPES, redirectUri: REDIRECT, code, codeVerifier: `${verifier}x` }), /501481/)
  const signedIn = await app.acquireTokenByCode({ scopes: SCOPES, redirectUri: REDIRECT, code, codeVerifier: verifier })
  assert.deepEqual([signedIn.account?.username, signedIn.scopes, await inboxWith(signedIn.accessToken)], [address, SCOPES, 200])
  const renewed = await app.acquireTokenSilent({ account: signedIn.account ?? assert.fail(), scopes: SCOPES, forceRefresh: true })
  assert.notEqual(renewed.accessToken, signedIn.accessToken)
  assert.equal(await inboxWith(renewed.accessToken), 200)
  sandbox.outlook.expire({ signIns: true })
  await assert.rejects(app.acquireTokenSilent({ account: signedIn.account ?? assert.fail(), scopes: SCOPES, forceRefresh: true }), /50173/)
})

test('MSAL signs a person in by device code, as a public client', async () => {
  const app = new PublicClientApplication(configuration({}))
  const signedIn = await app.acquireTokenByDeviceCode({
    scopes: SCOPES,
    deviceCodeCallback: ({ verificationUri, userCode }) => void browser().open(verificationUri, { user_code: userCode, account: address, answer: 'accept' }),
  })
  assert.deepEqual([signedIn?.account?.username, await inboxWith(signedIn?.accessToken)], [address, 200])
})
