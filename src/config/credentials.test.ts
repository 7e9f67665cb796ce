import assert from 'node:assert/strict'
import { test } from 'node:test'
import { credentialsOf } from './credentials.ts'
import { loadConfig } from './load-config.ts'

const pair = (name: string, more: { clientId?: string; appId?: string } = {}) => ({
  name,
  dingtalk: { address: `${name}@shenghe.example`, imap: { host: 'imap.example', password: 'imap-secret' }, ...(more.appId === undefined ? {} : { openapi: { appId: more.appId, appSecret: 'app-secret' } }) },
  outlook: { address: `${name}@contoso.example`, tenant: 'contoso.example', clientId: more.clientId ?? 'app-1', clientSecret: 'client-secret', imap: { enabled: 'auto' } },
})

const of = (name: string, ...pairs: object[]) => {
  const config = loadConfig(JSON.stringify({ pairs }), {}, () => '')
  return credentialsOf(config, config.pairs.find((each) => each.name === name) ?? assert.fail('no pair'))
}

test('everything that lets Tongbu in is named, with how it is taken back, and no secret', () => {
  const found = of('anna', pair('anna', { appId: 'ali-1' }))
  assert.deepEqual(found.map(({ kind, neededBy }) => [kind, neededBy]), [['entra-app', []], ['exchange-permission', []], ['client-password', []], ['alimail-app', []]])
  const text = JSON.stringify(found)
  for (const named of ['app-1', 'contoso.example', 'anna@shenghe.example', 'ali-1', 'az ad app delete --id app-1']) assert.ok(text.includes(named), named)
  assert.doesNotMatch(text, /client-secret|app-secret|imap-secret/)
})

test('an app that other pairs need is not to be deleted: the mailbox is taken out of its reach', () => {
  const found = of('anna', pair('anna', { appId: 'ali-1' }), pair('ben', { appId: 'ali-1' }), pair('carl', { clientId: 'app-2' }))
  const app = found.find(({ kind }) => kind === 'entra-app')
  assert.deepEqual(app?.neededBy, ['ben'])
  assert.ok(app?.how.every((line) => !line.includes('delete')) && app.how.some((line) => line.includes('anna@contoso.example')))
  assert.deepEqual(found.find(({ kind }) => kind === 'alimail-app')?.neededBy, ['ben'])
  assert.deepEqual(found.find(({ kind }) => kind === 'client-password')?.neededBy, [])
})

test('where a person signed in, what they let the app do is taken back, and no permission in Exchange', () => {
  const { outlook, ...rest } = pair('anna')
  const found = of('anna', { ...rest, outlook: { ...outlook, signIn: 'person' } })
  assert.deepEqual(found.map(({ kind }) => kind), ['entra-app', 'person-sign-in', 'client-password'])
  assert.match(found[1]?.how.join() ?? '', /Revoke sessions/)
})

test('a mailbox on another server has its own password', () => {
  const { dingtalk: _none, ...rest } = pair('anna')
  const found = of('anna', { ...rest, imap: { address: 'anna@mail.example', host: 'imap.mail.example', password: 'p' } })
  assert.deepEqual(found.map(({ kind }) => kind), ['entra-app', 'exchange-permission', 'client-password'])
})
