import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../config/load-config.ts'
import { makeCertificate } from '../setup/microsoft/make-certificate.ts'
import { waysIn } from './ways-in.ts'

const NOW = Date.parse('2026-03-01T00:00:00Z')

test('pairs that come in by the same app, server or credential share a way, which says when its certificate ends and holds no secret', async () => {
  const { pem, thumbprint } = await makeCertificate({ now: NOW })
  const dingtalk = (name: string, openapi = {}) => ({ address: `${name}@a.example`, imap: { host: 'imap.qiye.aliyun.com', password: 'client-password' }, ...openapi })
  const outlook = (name: string, more: object) => ({ address: `${name}@b.example`, tenant: 'B.example', clientId: 'app-1', ...more })
  const openapi = { openapi: { appId: 'mail-app', appSecret: 'app-secret' } }
  const pairs = [
    { name: 'anna', dingtalk: dingtalk('anna', openapi), outlook: outlook('anna', { clientCertificate: pem, importMime: 'off' }) },
    { name: 'ben', dingtalk: dingtalk('ben', openapi), outlook: outlook('ben', { tenant: 'b.EXAMPLE', clientCertificate: pem }), policy: { readOnly: 'dingtalk' } },
    { name: 'cora', imap: { address: 'cora@c.example', host: 'mail.c.example', password: 'client-password' }, outlook: outlook('cora', { signIn: 'person', cloud: 'china' }) },
    { name: 'dan', dingtalk: dingtalk('dan'), outlook: outlook('dan', { clientSecret: 'client-secret' }) },
  ]
  const ways = waysIn(loadConfig(JSON.stringify({ database: 'sqlite::memory:', pairs }), {}, () => ''))
  assert.deepEqual(ways.map(({ kind, pairs: names, ...rest }) => [kind, 'signIn' in rest ? rest.signIn : '', names]), [
    ['microsoft', 'certificate', ['anna', 'ben']],
    ['microsoft', 'person', ['cora']],
    ['microsoft', 'secret', ['dan']],
    ['dingtalk', '', ['anna', 'ben']],
    ['imap', '', ['anna', 'ben', 'dan']],
    ['imap', '', ['cora']],
  ])
  const [first, person] = ways
  assert.ok(first?.kind === 'microsoft' && person?.kind === 'microsoft')
  assert.deepEqual([first.certificate?.thumbprint, new Date(first.certificate?.until ?? 0).getUTCFullYear(), first.features.importMime], [thumbprint, 2028, true])
  assert.deepEqual([person.cloud, person.features.signIn, person.features.checks], ['china', 'person', false])
  assert.equal(new Set(ways.map(({ id }) => id)).size, ways.length)
  for (const secret of ['client-password', 'app-secret', 'client-secret', 'PRIVATE']) assert.ok(!JSON.stringify(ways).includes(secret))
})
