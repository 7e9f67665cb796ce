import assert from 'node:assert/strict'
import { test } from 'node:test'
import { missingFacts, noticeText, NOTICE_LANGUAGES } from './notices.ts'

const FACTS = { company: 'Sheng He Trading', contact: 'privacy@example.com', places: { left: 'Hangzhou', right: 'Hong Kong' }, authority: 'contract 7', since: '2026-02-01', keep: { daily: 14, weekly: 8, monthly: 12 } }

test('every notice says all facts of the installation in its own words, and nothing is left to fill in', () => {
  for (const language of NOTICE_LANGUAGES) {
    const text = noticeText(language, FACTS)
    for (const fact of ['Sheng He Trading', 'privacy@example.com', 'Hangzhou', 'Hong Kong', 'contract 7', '2026-02-01', '14', '12', '40']) assert.ok(text.includes(fact), `${language}: ${fact}`)
    assert.ok(!/[[［]/.test(text), language)
  }
  assert.deepEqual(missingFacts(FACTS), [])
})

test('what is not known is a gap that people see, and the options are named', () => {
  for (const language of NOTICE_LANGUAGES) assert.match(noticeText(language, {}), /[[［]/)
  assert.deepEqual(missingFacts({ company: 'x' }), ['privacy.contact', 'privacy.places', 'privacy.authority', 'privacy.since'])
})

test('in Hong Kong the words are those of Hong Kong', () => {
  const text = noticeText('zh-Hant-HK', FACTS)
  for (const [right, wrong] of [['私隱', '隱私'], ['電郵', '郵件'], ['伺服器', '服務器'], ['資料夾', '文件夾'], ['審計紀錄', '審計日誌']] as const) assert.ok(text.includes(right) && !text.includes(wrong), right)
  assert.ok(!/[个们这来时发复]/.test(text), 'no simplified characters')
})
