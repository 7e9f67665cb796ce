import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseDate } from './parse-date.ts'

const cases: readonly (readonly [text: string, instant: string | undefined])[] = [
  ['Thu, 22 Aug 2002 18:26:25 +0700', '2002-08-22T11:26:25Z'],
  ['22 Aug 02 18:26 EDT (comment)', '2002-08-22T22:26:00Z'],
  ['Mon, 2 Nov 2026 09:00:00 GMT', '2026-11-02T09:00:00Z'],
  ['Mon, 16 Sep 2002 13:12:50 GMT+1', '2002-09-16T12:12:50Z'],
  ['Thu, 6 Jun 2002 01:38:14 PM', '2002-06-06T13:38:14Z'],
  ['Mon Jan  2 15:04:05 2006', '2006-01-02T15:04:05Z'],
  ['2026-11-02T09:00:00.123+08:00', '2026-11-02T01:00:00Z'],
  ['Tue, 19 Jan 2038 03:14:08 +0000', '2038-01-19T03:14:08Z'],
  ['Thu, 29 Aug 2002 15:36:58', '2002-08-29T15:36:58Z'],
  ['Thu, 22 Aug 0102 12:07:35 +0800', undefined],
  ['Thu, 99 Foo 2002 99:99:99 +0800', undefined],
  ['Wed, 31 Dec 1969 23:59:59 +0000', undefined],
  ['tomorrow', undefined],
  ['', undefined],
]

for (const [text, instant] of cases) {
  test(`the date ${JSON.stringify(text)} is ${instant ?? 'unusable'}`, () => assert.equal(parseDate(text), instant))
}
