import assert from 'node:assert/strict'
import { test } from 'node:test'
import { displayWidth, duration, fit, harmless, harmlessLine, percent, table } from './render.ts'

test('a Chinese character takes two columns and a combining mark none', () => {
  assert.deepEqual([displayWidth('Inbox'), displayWidth('收件匣'), displayWidth('e\u0301')], [5, 6, 1])
})

test('columns stay in line whatever is written in them, and numbers stand to the right', () => {
  assert.equal(table(['FOLDER', 'MESSAGES'], [['供應商', 12], ['Inbox', 6246]]), ['FOLDER  MESSAGES', '供應商        12', 'Inbox      6,246'].join('\n'))
})

test('a line that is too long is cut to the width and not through a wide character', () => {
  assert.equal(fit('收件匣', 6), '收件匣')
  assert.equal(fit('收件匣夾', 6), '收件…')
})

test('times and shares are told in the unit that a person would use', () => {
  assert.deepEqual([900, 42_000, 125_000, 3_780_000].map(duration), ['0.9 s', '42 s', '2 min 5 s', '1 h 3 min'])
  assert.deepEqual([0, 0.004, 0.42, 1].map(percent), ['0 %', '0.4 %', '42 %', '100 %'])
})

test('what others wrote cannot move the cursor, speak to the terminal or turn the order of what is read', () => {
  assert.equal(harmless('a\u001b[2Jb\u0007\u009bc\u202egpj.exe\r\nd\re\tf'), 'a\ufffd[2Jb\ufffd\ufffdc\ufffdgpj.exe\nd\ne\tf')
  assert.equal(harmlessLine(' 關稅\r\n \u001b]0;evil\u0007 '), '關稅 \ufffd]0;evil\ufffd')
})
