import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from './load-config.ts'
import { redact, redactForStrangers } from './redact.ts'

const text = `
database: postgres://tongbu:hunter-1@db/tongbu
pairs:
  - name: anna
    dingtalk:
      address: anna@shenghe.example
      imap: { host: imap.example, password: hunter-2 }
      openapi: { appId: ali-app, appSecret: hunter-3 }
    outlook: { address: anna@contoso.example, tenant: contoso.example, clientId: client-app, clientSecret: hunter-4 }
`

test('no secret is left in a configuration that is to be printed, and the rest is', () => {
  const printed = JSON.stringify(redact(loadConfig(text, {}, () => '')))
  assert(!printed.includes('hunter'))
  for (const kept of ['postgres://tongbu:***@db/tongbu', 'imap.example', '"appId":"ali-app"', '"clientSecret":"***"', '"settleSeconds":120']) assert(printed.includes(kept), kept)
})

test('a configuration that is given to strangers names nobody', () => {
  const printed = JSON.stringify(redactForStrangers(loadConfig(text, {}, () => '')))
  for (const hidden of ['hunter', '@', 'shenghe', 'contoso', 'ali-app', 'client-app']) assert(!printed.includes(hidden), hidden)
  for (const kept of ['"database":"postgres"', '"name":"anna"', 'imap.example', '"settleSeconds":120', '"importMime":"auto"', '"drafts":true']) assert(printed.includes(kept), kept)
})
