import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isOnThisMachine } from './endpoints.ts'
import { loadConfig } from './load-config.ts'

/** A pair on this machine, but for what is given. */
function pair(dingtalk: object = {}, outlook: object = {}, left = 'dingtalk') {
  const imap = { host: '127.0.0.1', tls: false, password: 'p' }
  const side = left === 'dingtalk' ? { dingtalk: { address: 'a@b.example', imap: { ...imap, ...dingtalk } } } : { imap: { address: 'a@b.example', ...imap, ...dingtalk } }
  const right = { address: 'a@c.example', tenant: 't', clientId: 'c', clientSecret: 's', graphUrl: 'http://127.0.0.1:8025/v1.0', loginUrl: 'http://localhost:8025/login', ...outlook }
  return loadConfig(JSON.stringify({ pairs: [{ name: 'p', ...side, outlook: right }] }), {}, () => '').pairs[0]!
}

test('a pair is on this machine only when each of its addresses is', () => {
  assert.equal(isOnThisMachine(pair()), true)
  assert.equal(isOnThisMachine(pair({ host: '::1' }, { graphUrl: 'http://[::1]:8025/v1.0' }, 'imap')), true)
  const elsewhere = [
    pair({ host: 'imap.qiye.aliyun.com' }),
    pair({ host: '127.0.0.1.evil.example' }),
    pair({ host: '10.0.0.1' }, {}, 'imap'),
    pair({}, { graphUrl: 'https://graph.microsoft.com/v1.0' }),
    pair({}, { graphUrl: 'http://localhost@graph.example/v1.0' }),
    pair({}, { loginUrl: 'https://login.microsoftonline.com' }),
    pair({}, { imap: { enabled: 'auto' } }),
  ]
  assert.deepEqual(elsewhere.map(isOnThisMachine), elsewhere.map(() => false))
  assert.equal(isOnThisMachine(pair({}, { imap: { enabled: 'off' } })), true)
})
