import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changedChannel, changedRule, differing, fateOfMatches } from './change.ts'
import type { Channel } from './channel.ts'
import type { WatchRule } from './rule.ts'

const RULE: WatchRule = { id: 'r', name: '清關', createdAt: '2026-03-01T00:00:00Z', by: 'ops', about: 'unread', hours: 4, from: '@customs.example', keywords: ['清關'] }
const MAIL: Channel = { id: 'c', name: 'ops', language: 'en', by: 'ops', createdAt: '2026-03-01T00:00:00Z', kinds: ['hold'], to: { way: 'email', host: 'smtp.example', port: 465, security: 'tls', user: 'alerts', password: 'secret', from: 'a@b.example', to: ['c@d.example'] } }

test('of a rule what is named changes, what is null goes, and the rest stays', () => {
  const next = changedRule(RULE, { hours: 8, from: null, folder: undefined })
  assert.deepEqual(next, { id: 'r', name: '清關', createdAt: '2026-03-01T00:00:00Z', by: 'ops', about: 'unread', hours: 8, keywords: ['清關'] })
  assert.deepEqual(differing(RULE, next), ['hours', 'from'])
})

test('a message that a rule was found to fit is due as much later as the rule now waits, and forgotten only where the rule is about something else', () => {
  const fate = (change: Parameters<typeof changedRule>[1]) => fateOfMatches(RULE, changedRule(RULE, change))
  assert.deepEqual([fate({ hours: 8 }), fate({ hours: 1, about: 'unanswered' }), fate({ name: 'x' }), fate({ about: 'wrong-side' })], [4 * 3_600_000, -3 * 3_600_000, 0, 'forgotten'])
})

test('what is secret of a channel stays, but goes to no other server than it was given for', () => {
  assert.deepEqual(changedChannel(MAIL, { kinds: null, to: { way: 'email', to: ['e@f.example'], user: null } }).to, { way: 'email', host: 'smtp.example', port: 465, security: 'tls', password: 'secret', from: 'a@b.example', to: ['e@f.example'] })
  for (const to of [{ host: 'evil.example' }, { port: 587 }, { security: 'starttls' as const }]) assert.throws(() => changedChannel(MAIL, { to: { way: 'email', ...to } }), { code: 'BAD_WATCH' })
  assert.deepEqual(changedChannel(MAIL, { to: { way: 'email', host: 'smtp2.example', password: 'another' } }).to, { ...MAIL.to, host: 'smtp2.example', password: 'another' })
  assert.throws(() => changedChannel(MAIL, { to: { way: 'webhook', url: 'https://x.example' } }), { code: 'BAD_WATCH' })
  const robot: Channel = { ...MAIL, to: { way: 'dingtalk', accessToken: 'token', secret: 'SEC1' } }
  assert.throws(() => changedChannel(robot, { to: { way: 'dingtalk', url: 'https://evil.example' } }), { code: 'BAD_WATCH' })
  assert.deepEqual(changedChannel(robot, { to: { way: 'dingtalk', secret: 'SEC2' } }).to, { way: 'dingtalk', accessToken: 'token', secret: 'SEC2' })
})
