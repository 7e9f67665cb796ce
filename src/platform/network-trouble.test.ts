import assert from 'node:assert/strict'
import { test } from 'node:test'
import { networkTrouble } from './network-trouble.ts'

const failure = (code: string): Error => Object.assign(new Error('x'), { code })

test('what keeps us from a server is told in words, however deep it lies', () => {
  assert.match(networkTrouble(failure('ENOTFOUND')) ?? '', /resolved/)
  assert.match(networkTrouble(new TypeError('fetch failed', { cause: failure('DEPTH_ZERO_SELF_SIGNED_CERT') })) ?? '', /not trusted.*NODE_EXTRA_CA_CERTS/)
  assert.match(networkTrouble(failure('CERT_HAS_EXPIRED')) ?? '', /renew/)
  assert.match(networkTrouble(failure('ERR_TLS_CERT_ALTNAME_INVALID')) ?? '', /another name/)
  assert.match(networkTrouble(failure('ERR_SSL_WRONG_VERSION_NUMBER')) ?? '', /does not speak TLS/)
  assert.match(networkTrouble(new AggregateError([failure('EOTHER'), failure('ECONNREFUSED')])) ?? '', /no connection/)
})

test('what is no trouble of the network is not given words', () => {
  for (const none of [undefined, 'ENOTFOUND', new Error('x'), failure('ECONNRESET'), { code: 'ENOTFOUND' }]) assert.equal(networkTrouble(none), undefined)
})
