import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DINGTALK_PLACES, dingtalkPermissions, dingtalkSteps, type DingtalkFeatures } from './guide.ts'

const PAID: DingtalkFeatures = { console: 'dingtalk', edition: 'paid', openapi: true, writes: true }
const ids = (features: DingtalkFeatures) => dingtalkSteps(features).map(({ id }) => id)

test('the steps follow console and edition, and never ask for the password of an account', () => {
  assert.deepEqual(ids(PAID), ['open-console', 'allow-clients', 'make-password', 'make-app', 'permit-app', 'copy-secret'])
  assert.deepEqual(ids({ ...PAID, edition: 'unknown' }).length, 6)
  for (const without of [{ ...PAID, edition: 'free' }, { ...PAID, openapi: false }] as const) assert.deepEqual([ids(without), dingtalkPermissions(without)], [['open-console', 'allow-clients', 'make-password'], []])
  assert.deepEqual(dingtalkSteps(PAID)[1]?.where, ['钉钉管理后台', '通讯录', '邮箱管理', '安全策略', '第三方客户端管理'])
  assert.deepEqual(dingtalkSteps({ ...PAID, console: 'alimail' }).slice(0, 2).map(({ where }) => where), [['邮箱管理控制台'], ['邮箱管理控制台', '安全管理', '账号安全策略']])
  assert.match(dingtalkSteps(PAID)[2]?.what ?? '', /password of the account is never asked for/)
})

test('the app is permitted the least that is needed', () => {
  assert.deepEqual(dingtalkPermissions(PAID).map(({ name }) => name), ['Mail.ReadWrite.All'])
  assert.deepEqual(dingtalkPermissions({ ...PAID, writes: false }).map(({ name }) => name), ['Mail.Read.All'])
})

test('what is not documented is tried out by a check', () => {
  for (const console of ['dingtalk', 'alimail'] as const) {
    for (const step of dingtalkSteps({ ...PAID, console })) assert.ok(step.probe !== undefined || step.id === 'open-console', step.id)
    for (const permission of dingtalkPermissions({ ...PAID, console })) assert.equal(permission.probe, 'openapi-mailbox')
  }
  assert.equal(DINGTALK_PLACES.mainland.imap.sureness, 'documented')
  assert.ok(!('imap' in DINGTALK_PLACES.hongkong), 'where nothing is known nothing is filled in')
})
