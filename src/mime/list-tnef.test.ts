import assert from 'node:assert/strict'
import { test } from 'node:test'
import iconv from 'iconv-lite'
import { listTnef } from './list-tnef.ts'
import { winmailDat } from './test/winmail.ts'

const FILES = [
  { short: 'REPORT~1.DOC', long: '报价单 2026.docx', bytes: Buffer.alloc(1234, 1) },
  { short: '', shortBytes: iconv.encode('图纸.dwg', 'gb18030'), bytes: Buffer.alloc(7, 2) },
]

test('the files in a winmail.dat are listed by their long names, else by the short ones in the code page of the sender', () => {
  assert.deepEqual(listTnef(winmailDat(FILES)), { files: [{ name: '报价单 2026.docx', size: 1234 }, { name: '图纸.dwg', size: 7 }], isWhole: true })
  assert.deepEqual(listTnef(winmailDat([])), { files: [], isWhole: true })
})

test('of one that is damaged or ends early, what comes before is listed, and that there may be more', () => {
  const whole = winmailDat(FILES)
  for (let end = 0; end < whole.length; end += 13) {
    const { files, isWhole } = listTnef(whole.subarray(0, end))
    assert.ok(files.length <= 2)
    if (isWhole) assert.ok(end > 6, 'it may end between two attributes')
  }
  const damaged = Buffer.from(whole)
  damaged.writeUInt8((damaged.at(-3) ?? 0) ^ 255, whole.length - 3)
  assert.deepEqual(listTnef(damaged), { files: [{ name: '报价单 2026.docx', size: 1234 }, { name: '图纸.dwg', size: 0 }], isWhole: false })
  assert.deepEqual(listTnef(Buffer.from('not a winmail.dat at all')), { files: [], isWhole: false })
})

test('lengths and counts that lie cost neither time nor memory', () => {
  const whole = winmailDat(FILES)
  for (let at = 6; at < whole.length; at++) {
    const lied = Buffer.from(whole)
    lied.writeUInt8(0xff, at)
    listTnef(lied)
  }
})

test('a name in it is one file name, whatever it says', () => {
  assert.deepEqual(listTnef(winmailDat([{ short: 'x', long: '../../etc/pass\u001b[31mwd', bytes: Buffer.alloc(1) }])).files, [{ name: '.._.._etc_pass[31mwd', size: 1 }])
})
