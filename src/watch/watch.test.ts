import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NO_MARKS } from '../domain/marks.ts'
import { sayAlerts } from '../words/alerts/say-alerts.ts'
import { LANGUAGES } from '../words/languages.ts'
import { ALERT_KINDS, pendingFor, turn, type Alert, type Condition } from './alert.ts'
import { fold } from './fold.ts'
import { isQuiet, isZone } from './quiet-hours.ts'
import { fits, lasts, matchesOf, type Seen, type WatchRule } from './rule.ts'
import { conditionsOf, type PairState } from './states.ts'

const rule = (fields: Partial<WatchRule> = {}): WatchRule => ({ id: 'r', name: '清關通知', createdAt: '2026-03-01T00:00:00Z', by: 'ops', about: 'unread', hours: 4, ...fields })
const seen = (fields: Partial<Seen> = {}, item: Partial<Seen['item']> = {}): Seen => ({ item: { ref: 'i', side: 'left', roleClass: 'received', receivedAt: '2026-03-02T08:00:00Z', ...item }, subject: '緊急：請補件', from: ['chen@customs.example'], folder: { role: 'inbox', name: 'INBOX' }, leftFromOtherSide: false, ...fields })

test('a keyword is found in traditional and simplified characters, full and half width, capital and small letters', () => {
  for (const [keyword, subject] of [['清關', '关于清关的通知'], ['清关', '清關文件'], ['補件', 'RE: 补件'], ['urgent', 'ＵＲＧＥＮＴ: PO 88'], ['報關單', '报关单'], ['貨櫃', '货柜到港']] as const) {
    assert.ok(fits(rule({ keywords: [keyword] }), 'anna', seen({ subject })), `${keyword} in ${subject}`)
  }
  assert.ok(!fits(rule({ keywords: ['清關', 'urgent'] }), 'anna', seen({ subject: 'Lunch' })))
  assert.equal(fold('ＡＢＣ 關'), 'abc 关')
})

test('a rule is about its senders, pairs and folders, about mail that came after it, and not about what was sent', () => {
  const isAbout = (fields: Partial<WatchRule>, what: Partial<Seen> = {}, item: Partial<Seen['item']> = {}): boolean => fits(rule(fields), 'anna', seen(what, item))
  assert.deepEqual([isAbout({ from: 'chen@customs.example' }), isAbout({ from: '@customs.example' }), isAbout({ from: '@example' }), isAbout({ from: 'customs.example' }), isAbout({ from: '@stoms.example' })], [true, true, true, false, false])
  assert.deepEqual([isAbout({ pairs: ['anna'] }), isAbout({ pairs: ['ben'] })], [true, false])
  assert.deepEqual([isAbout({ folder: 'inbox' }), isAbout({ folder: '關務' }, { folder: { name: '关务' } }), isAbout({ folder: 'junk' })], [true, true, false])
  assert.deepEqual([isAbout({}, {}, { roleClass: 'sent' }), isAbout({}, {}, { receivedAt: '2026-02-01T00:00:00Z' })], [false, false])
  assert.deepEqual(matchesOf([rule(), rule({ id: 'q', from: '@other.example' })], 'anna', seen()), [{ rule: 'r', item: 'i', side: 'left', dueAt: '2026-03-02T12:00:00Z' }])
})

test('a reply that left from the other address is told of at once, and one that left from the right one is not', () => {
  const wrong = rule({ about: 'wrong-side' })
  assert.deepEqual(matchesOf([wrong], 'anna', seen({ leftFromOtherSide: true }, { roleClass: 'sent' })).map(({ dueAt }) => dueAt), ['2026-03-02T08:00:00Z'])
  assert.ok(!fits(wrong, 'anna', seen({}, { roleClass: 'sent' })))
  assert.ok(!fits(wrong, 'anna', seen({ leftFromOtherSide: true })))
})

test('what was read or answered on either side, or went to trash, is done with', () => {
  const item = (marks: Partial<typeof NO_MARKS> = {}, presence: 'present' | 'gone' = 'present') => ({ presence, marks: { ...NO_MARKS, ...marks } })
  assert.ok(lasts('unread', [item(), item()], false))
  assert.ok(!lasts('unread', [item(), item({ read: true })], false))
  assert.ok(lasts('unanswered', [item({ read: true }), item()], false))
  assert.ok(!lasts('unanswered', [item({ answered: true }), item()], false))
  assert.deepEqual([lasts('unread', [item()], true), lasts('unread', [item({}, 'gone')], false), lasts('unread', [], false)], [false, false, false])
})

test('what lasts is raised once, what ends is resolved once, and what flickers is not told anew', () => {
  const condition: Condition = { key: 'k', kind: 'lag', pair: 'anna', data: { minutes: 60 } }
  const [raised] = turn([], [condition], '2026-03-01T00:00:00Z').raised
  assert.ok(raised !== undefined)
  assert.deepEqual(turn([raised], [condition], '2026-03-01T01:00:00Z'), { raised: [], resolved: [] })
  const told: Alert = { ...raised, told: { c: 'raised' } }
  const [resolved] = turn([told], [], '2026-03-01T01:00:00Z').resolved
  assert.ok(resolved !== undefined)
  assert.deepEqual([pendingFor('c', undefined, [resolved]).resolved.length, pendingFor('d', undefined, [resolved]).resolved.length], [1, 0], 'only whoever was told of it hears of its end')
  const [again] = turn([resolved], [condition], '2026-03-01T01:10:00Z').raised
  assert.deepEqual(pendingFor('c', undefined, [again ?? assert.fail()]).raised, [], 'the same trouble')
  const [anew] = turn([resolved], [condition], '2026-03-01T03:00:00Z').raised
  assert.equal(pendingFor('c', undefined, [anew ?? assert.fail()]).raised.length, 1)
  assert.deepEqual(pendingFor('c', ['hold'], [raised]), { raised: [], resolved: [] })
})

test('what is told once is told to every channel, has no end, and is not found again', () => {
  const once: Condition = { key: 'k', kind: 'wrong-side', data: {}, isOnce: true, channels: ['c', 'd'] }
  const [raised] = turn([], [once], '2026-03-01T00:00:00Z').raised
  const told: Alert = { ...(raised ?? assert.fail()), told: { c: 'raised' } }
  assert.deepEqual(['c', 'd', 'e'].map((channel) => pendingFor(channel, undefined, [told]).raised.length), [0, 1, 0])
  assert.deepEqual([pendingFor('c', undefined, [told]).resolved, turn([told], [], '2026-03-01T00:05:00Z').resolved, turn([told], [once], '2026-03-01T00:05:00Z').raised], [[], [], []])
})

test('how an installation stands becomes what somebody has to know, and what is paused or held is not called late', () => {
  const now = Date.parse('2026-03-01T12:00:00Z')
  const pair = (fields: Partial<PairState>): PairState => ({ pair: 'anna', state: 'in-step', isPaused: false, inStepAt: now, setAside: 0, ...fields })
  const kindsOf = (fields: Partial<PairState>, heartbeatsLost = 0): string[] => conditionsOf({ pairs: [pair(fields)], heartbeatsLost, now }, { lagMinutes: 60, setAsidePerDay: 10 }).map(({ kind }) => kind)
  const late = { inStepAt: now - 3_600_000 }
  assert.deepEqual([kindsOf({}), kindsOf({ state: 'sign-in', ...late }), kindsOf({ state: 'stuck' }), kindsOf({ state: 'decide', ...late }), kindsOf(late), kindsOf({ ...late, isPaused: true }), kindsOf({ ...late, state: 'gate' })], [[], ['sign-in'], ['stuck'], ['hold'], ['lag'], [], []])
  assert.deepEqual([kindsOf({ setAside: 10 }), kindsOf({ quota: { used: 1, limit: 2 } }), kindsOf({ quota: { used: 1, limit: 2, spentOn: '2026-03-20' } }), kindsOf({ isBackupLate: true }), kindsOf({}, 2), kindsOf({}, 3)], [['set-aside'], [], ['quota'], ['backup'], [], ['heartbeat']])
})

test('quiet hours are those of the place, over midnight, and over the day on which clocks change', () => {
  const night = { from: '22:00', to: '08:00', zone: 'Asia/Hong_Kong' }
  const at = (time: string): boolean => isQuiet(night, Date.parse(time))
  assert.deepEqual([at('2026-03-01T13:59:00Z'), at('2026-03-01T14:00:00Z'), at('2026-03-01T23:59:00Z'), at('2026-03-02T00:00:00Z')], [false, true, true, false])
  const lunch = { from: '12:00', to: '13:00', zone: 'Europe/Berlin' }
  assert.deepEqual([isQuiet(lunch, Date.parse('2026-03-28T11:30:00Z')), isQuiet(lunch, Date.parse('2026-03-29T10:30:00Z'))], [true, true])
  assert.deepEqual([isZone('Asia/Hong_Kong'), isZone('Hong Kong')], [true, false])
})

test('every alert is said in every language by its table of words, and a flood is one message', () => {
  const alert = (kind: (typeof ALERT_KINDS)[number], at = 0): Alert => ({ key: `${kind} ${at}`, kind, pair: 'anna', raisedAt: '', told: {}, data: { rule: '清關', hours: 4, side: 'left', code: 'UNAUTHORIZED', minutes: 75, used: 1, limit: 2, spentOn: '2026-03-20', count: 12 } })
  for (const language of LANGUAGES) {
    const all = ALERT_KINDS.map((kind) => alert(kind))
    const texts = [...sayAlerts(language, { raised: all, resolved: [] }).lines, ...sayAlerts(language, { raised: [], resolved: all }).lines]
    assert.equal(new Set(texts).size, texts.length)
    assert.ok(texts.every((text) => !/undefined|\$\{/.test(text)), texts.join())
    assert.equal(sayAlerts(language, { raised: Array.from({ length: 80 }, (_, at) => alert('unread', at)), resolved: [] }).lines.length, 13)
  }
  const hant = sayAlerts('zh-Hant-HK', { raised: [alert('unread'), alert('set-aside'), alert('hold')], resolved: [] })
  assert.match(hant.lines.join(), /電郵.*未讀.*已擱置.*暫停待決定/)
  assert.match(sayAlerts('zh-Hans-CN', { raised: [alert('unread'), alert('set-aside'), alert('hold')], resolved: [] }).lines.join(), /邮件.*未读.*已搁置.*已暂停，待确认/)
})
