import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createProgressLine } from './progress-line.ts'

function desk(isTerminal: boolean, columns = 200) {
  const written: string[] = []
  let now = 1_000_000
  const clock = { now: () => now, wait: () => Promise.resolve() }
  const line = createProgressLine({ write: (text) => void written.push(String(text)), isTerminal, columns: () => columns }, clock)
  return { line, written, pass: (ms: number) => (now += ms) }
}

test('on a terminal one line is rewritten, at most five times a second', () => {
  const { line, written, pass } = desk(true)
  for (let done = 0; done < 1000; done++) {
    line.show({ label: 'anna: writing', done })
    pass(10)
  }
  assert.equal(written.length, 50)
  assert(written.every((text) => text.startsWith('\r\u001b[2K') && !text.includes('\n')))
  line.clear()
  assert.equal(written.at(-1), '\r\u001b[2K')
})

test('elsewhere plain lines come every few seconds, and nothing for short work', () => {
  const { line, written, pass } = desk(false)
  for (let done = 0; done < 1200; done++) {
    line.show({ label: 'anna: writing', done, total: 1200 })
    pass(10)
  }
  line.clear()
  assert.equal(written.length, 2)
  assert(written.every((text) => text.endsWith('\n') && !text.includes('\u001b')))
})

test('the line tells speed, share of what is allowed and what is left', () => {
  const { line, written, pass } = desk(true)
  line.show({ label: 'anna: writing', done: 0, total: 1000, windowShare: 0.1 })
  pass(2000)
  line.show({ label: 'anna: writing', done: 200, total: 1000, windowShare: 0.25 })
  assert.match(written.at(-1) ?? '', /anna: writing {2}200 of 1,000 · 100 msg\/s · 25 % of what Microsoft allows · 8 s to go$/)
})

test('the speed starts anew with each kind of work', () => {
  const { line, written, pass } = desk(true)
  line.show({ label: 'reading', done: 0 })
  pass(1000)
  line.show({ label: 'reading', done: 5000 })
  pass(1000)
  line.show({ label: 'writing', done: 0 })
  assert.equal(written.at(-1), '\r\u001b[2Kwriting  0')
})

test('a line is never wider than the terminal', () => {
  const { line, written } = desk(true, 20)
  line.show({ label: '正在同步一個很長的資料夾名稱', done: 1 })
  assert((written[0] ?? '').length < 20)
})
