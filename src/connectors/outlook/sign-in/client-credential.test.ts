import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { decodeProtectedHeader, jwtVerify } from 'jose'
import { selfSigned } from '../../../../test/support/self-signed.ts'
import { quickClock } from '../serve.test-kit.ts'
import { proofOf } from './client-credential.ts'

const loginUrl = 'https://login.microsoftonline.com'
const TOKEN_URL = `${loginUrl}/contoso.example/oauth2/v2.0/token`
const app = { tenant: 'contoso.example', clientId: '11111111-2222-3333-4444-555555555555' }
const { key, cert } = selfSigned({ kind: 'rsa' })
const clock = quickClock()
clock.advance(Date.parse('2026-06-01') - clock.now())

test('a certificate signs a proof that its holder can check: PS256, the thumbprint, this app, this address, and soon over', async () => {
  for (const pem of [`${key}${cert}`, `Bag Attributes\n${cert}\n${key}`, `${key}${cert}`.replaceAll('\n', '\r\n')]) {
    const form = proofOf({ ...app, clientCertificate: pem }, { loginUrl, clock })(TOKEN_URL)
    assert.deepEqual([form['client_id'], form['client_assertion_type'], form['client_secret']], [app.clientId, 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', undefined])
    const assertion = form['client_assertion'] ?? ''
    const x509 = new X509Certificate(cert)
    assert.deepEqual(decodeProtectedHeader(assertion), { alg: 'PS256', typ: 'JWT', 'x5t#S256': createHash('sha256').update(x509.raw).digest('base64url') })
    const { payload } = await jwtVerify(assertion, x509.publicKey, { audience: TOKEN_URL, issuer: app.clientId, subject: app.clientId, currentDate: new Date(clock.now()), maxTokenAge: 300 })
    assert.equal((payload.exp ?? 0) - (payload.nbf ?? 0), 300)
    assert.notEqual(payload.jti, undefined)
  }
})

test('a certificate that cannot be used is told by what is wrong with it', () => {
  const { key: otherKey } = selfSigned({ kind: 'rsa' })
  const ofCurve = selfSigned()
  const cases: readonly (readonly [pem: string, said: RegExp])[] = [
    [cert, /holds no private key/],
    [key, /holds no certificate/],
    [`${cert}-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----`, /passphrase.*openssl pkey/],
    [`${cert}${otherKey}`, /belongs to another certificate/],
    [`${ofCurve.cert}${ofCurve.key}`, /not of RSA/],
    [`${cert.replace(/.{60}\n/, '\n')}${key}`, /cannot be read as PEM/],
  ]
  for (const [clientCertificate, said] of cases) {
    assert.throws(() => proofOf({ ...app, clientCertificate }, { loginUrl, clock }), (error: Error & { code: string }) => error.code === 'BAD_CONFIG' && said.test(error.message) && !error.message.includes(key.slice(40, 80)), said.source)
  }
  const { key: oldKey, cert: oldCert } = selfSigned({ kind: 'rsa', until: '250101' })
  assert.throws(() => proofOf({ ...app, clientCertificate: `${oldKey}${oldCert}` }, { loginUrl, clock })(TOKEN_URL), { code: 'UNAUTHORIZED', message: /no longer valid.*upload/ })
})

test('an id of a secret in place of the secret is told before anybody is asked', () => {
  assert.throws(() => proofOf({ ...app, clientSecret: '0b7e2f4a-1111-4222-8333-0123456789ab' }, { loginUrl, clock })(TOKEN_URL), { code: 'UNAUTHORIZED', message: /the id of a secret \(the column "Secret ID"\), not the secret itself \(the column "Value"\)/ })
  assert.equal(proofOf({ ...app, clientSecret: 'x~Q8q' }, { loginUrl, clock })(TOKEN_URL)['client_secret'], 'x~Q8q')
  assert.deepEqual(proofOf(app, { loginUrl, clock })(TOKEN_URL), { client_id: app.clientId })
})
