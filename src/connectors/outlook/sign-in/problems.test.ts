import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SyncError } from '../../../domain/errors.ts'
import { problemOf, signInError, signInProblemOf } from './problems.ts'

const loginUrl = 'https://login.microsoftonline.com'

const ROWS: readonly (readonly [error: string, number: number | undefined, problem: string, said: RegExp])[] = [
  ['unauthorized_client', 700016, 'app-unknown', /no app with this client id.*\(AADSTS700016\).*Microsoft Entra admin center → App registrations → the app → Overview/],
  ['invalid_client', 7000215, 'secret-wrong', /column "Value".*not its id.*Certificates & secrets.*shown only this once/],
  ['invalid_client', 7000222, 'secret-expired', /has expired.*New client secret/],
  ['invalid_client', 7000218, 'secret-missing', /neither a secret nor a certificate.*Allow public client flows/],
  ['invalid_client', 700027, 'certificate-unknown', /not the one that is registered.*Upload certificate/],
  ['invalid_client', 700024, 'clock-wrong', /clock of this machine/],
  ['invalid_grant', 65001, 'consent-missing', /API permissions → Grant admin consent/],
  ['interaction_required', 50076, 'mfa-needed', /second factor.*tongbu sign-in/],
  ['interaction_required', 50079, 'mfa-needed', /second factor/],
  ['interaction_required', 53003, 'policy-refuses', /conditional access.*Sign-in logs/],
  ['invalid_request', 90002, 'tenant-unknown', /no such tenant.*Directory \(tenant\) ID/],
  ['invalid_grant', 50034, 'user-unknown', /not in the tenant/],
  ['invalid_grant', 70043, 'sign-in-expired', /come to its end.*sign in again/],
  ['invalid_grant', 700082, 'sign-in-expired', /sign in again/],
  ['invalid_grant', 54005, 'code-spent', /Begin the sign-in again/],
  ['authorization_declined', undefined, 'declined', /declined/],
  ['expired_token', undefined, 'device-code-expired', /not entered in time/],
  ['bad_verification_code', undefined, 'device-code-wrong', /Begin the sign-in again/],
  ['invalid_request', 50011, 'redirect-wrong', /letter for letter.*Authentication/],
  ['interaction_required', 123456, 'mfa-needed', /AADSTS123456/],
  ['invalid_grant', undefined, 'refused', /tongbu doctor/],
]

for (const [error, number, problem, said] of ROWS) {
  test(`${error}${number === undefined ? '' : ` ${number}`} is told as ${problem}: what is wrong and where it is mended`, () => {
    const refusal = { error, ...(number === undefined ? {} : { number }) }
    const told = signInError(problemOf(refusal), { loginUrl, refusal })
    assert.deepEqual([told.code, told.remedy, signInProblemOf(told)], ['UNAUTHORIZED', 'reauthorize', problem])
    assert.match(told.message, said)
    assert.doesNotMatch(told.message, /…/)
  })
}

test('of 21Vianet the words name its own portal, and what is no code is not repeated', () => {
  const refusal = { error: 'something said by the tenant', number: 700016 }
  assert.match(signInError('app-unknown', { loginUrl: 'https://login.partner.microsoftonline.cn', refusal }).message, /Azure portal of 21Vianet → App registrations/)
  assert.doesNotMatch(signInError('refused', { loginUrl, refusal: { error: 'said by anna@contoso.example' } }).message, /anna/)
  assert.equal(signInProblemOf(new SyncError('UNAUTHORIZED', 'IMAP: refused')), undefined)
})
