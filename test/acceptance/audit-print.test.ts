import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { printAudit } from '../../src/audit/print-audit.ts'
import { TooManyRecords } from '../../src/audit/records.ts'
import { DEFAULT_POLICY } from '../../src/domain/policy.ts'
import type { AuditRecord } from '../../src/engine/ports.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { openStore } from '../../src/store/open-store.ts'
import { readPdf } from '../support/read-pdf.ts'
import { runHere } from '../support/run-here.ts'
import { openScratch } from '../support/scratch.ts'

const NOW = Date.parse('2026-11-30T01:00:00Z')
const clock = { ...systemClock, now: () => NOW }
const SERVER = { address: 'a@example.com', host: 'mail.example', password: 'p' }
const outlook = { address: 'a@contoso.example', tenant: 't', clientId: 'c', clientSecret: 's' }

const record = (n: number, fields: Partial<AuditRecord> = {}): AuditRecord => ({ at: `2026-11-2${n % 10}T08:00:00Z`, run: 'r1', kind: 'copy', on: 'right', item: `item${n}`, reason: 'new-here', ...fields })

const WAIVED = '測試用，唔使備份：深圳廠嘅信箱喺星期六先㗎'

/** A database with the audit of two pairs, and a configuration of both. */
async function scene() {
  const scratch = openScratch()
  const [database, config] = [scratch.path('my.db'), scratch.path('my.yaml')]
  const pairs = ['anna', 'ben'].map((name) => ({ name, imap: SERVER, outlook }))
  writeFileSync(config, JSON.stringify({ database: `sqlite:${database}`, pairs }))
  const store = await openStore(`sqlite:${database}`, { clock })
  await store.audit.record('anna', [...Array.from({ length: 60 }, (_, n) => record(n, n % 2 === 0 ? { request: `request-${n}` } : {})), { at: '2026-11-29T08:00:00Z', run: 'd1', kind: 'waive', by: '陳大文', reason: WAIVED }])
  await store.audit.record('ben', [record(3, { kind: 'trash', reason: 'trashed-there' })])
  await store.close()
  const print = (...args: string[]) => runHere(['audit', 'export', '--format', 'pdf', '--config', config, ...args], { clock })
  return { database, print, [Symbol.dispose]: () => scratch[Symbol.dispose]() }
}

test('the record of what was done is printed with who, why in Chinese, and whether its chain holds', async () => {
  using files = await scene()
  const { code, stdout, bytes } = await files.print()
  assert.deepEqual([code, stdout], [0, ''])
  const { pages, glyphs, title } = await readPdf(bytes)
  const [first = '', text] = [pages[0], pages.join('|')]
  assert.equal(title, 'Tongbu: record of what was done')
  for (const fact of [/Installation\|sqlite:/, /Made at\|2026-11-30T01:00:00Z, by Tongbu 0\.0\.0/, /Pairs\|anna, ben/, /Time\|from the first record on/, /Only\|nothing is left out/]) assert.match(first, fact)
  const words = text.replaceAll('|', '')
  for (let n = 0; n < 60; n++) assert.ok(text.includes(`item${n}|new-here`), `record ${n}`)
  assert.ok(words.includes(WAIVED) && text.includes('陳大文') && text.includes('request-58'))
  assert.match(text, /The chain of anna\|All of its records were computed anew at 2026-11-30T01:00:00Z, [^|]*\|anna: 61 records, each as it was written\. Head: [0-9a-f]{64}\|Note: at record 11 the time goes back \(2026-11-20T08:00:00Z after 2026-11-29T08:00:00Z\), and 4 more times: a clock was set back[^]*\|Pair ben\|/)
  assert.match(text, /trash\|Outlook\|item3\|trashed-there/)
  for (const [n, page] of pages.entries()) assert.ok(page.includes(`Page ${n + 1}`))
  assert.match(text, new RegExp(`End, on page ${pages.length}\\.$`))
  assert.deepEqual([...glyphs].filter(([, number]) => number === 0), [], 'no letter is missing')
  assert.ok(bytes.equals((await files.print()).bytes), 'it is made anew with the same bytes')
})

test('its labels are in the language that is asked for, or that of the configuration, and no letter is missing', async () => {
  using files = await scene()
  for (const [language, words] of [['zh-Hant-HK', ['Tongbu：審計紀錄', '配對帳戶|anna, ben', '第 1 頁', '61 項紀錄，每項都與寫入時相同', '另有 4 次']], ['zh-Hans-CN', ['Tongbu：审计日志', '配对账号|anna, ben', '第 1 页', '61 条记录，每条都与写入时相同', '另有 4 次']]] as const) {
    const { pages, glyphs } = await readPdf((await files.print('--language', language)).bytes)
    for (const each of words) assert.ok(pages.join('|').includes(each), `${language}: ${each} in ${pages[0]?.slice(0, 400)}`)
    assert.deepEqual([...glyphs].filter(([, number]) => number === 0), [], language)
  }
  assert.equal((await files.print('--language', 'fr')).code, 64)
})

test('a part of it is printed with what it was limited to, and a chain that was tampered with shows', async () => {
  using files = await scene()
  const db = new DatabaseSync(files.database)
  db.exec("update audit set reason = 'other' where seq = 5")
  db.close()
  const text = (await readPdf((await files.print('--pair', 'anna', '--kind', 'waive', '--since', '2026-11-29', '--until', '2026-11-30')).bytes)).pages.join('|')
  assert.match(text, /Pairs\|anna\|Time\|from 2026-11-29T00:00:00Z until before 2026-11-30T00:00:00Z\|Only\|kind waive/)
  assert.match(text, /Records here\|1\|/)
  assert.match(text, /anna: BROKEN at record 5 \(2026-11-24T08:00:00Z\)/)
  assert.ok(!text.includes('Pair ben'))
})

test('what one document does not hold is refused before anything is written', async () => {
  using scratch = openScratch()
  const store = await openStore(`sqlite:${scratch.path('my.db')}`, { clock })
  await store.audit.record('anna', Array.from({ length: 11 }, (_, n) => record(n)))
  const written: Uint8Array[] = []
  const print = { trail: store.audit, pairs: [{ name: 'anna', left: 'imap', right: 'outlook', policy: DEFAULT_POLICY }], query: {}, installation: '', version: '', language: 'en', at: NOW, signal: new AbortController().signal, write: (bytes: Uint8Array) => void written.push(bytes) } as const
  await assert.rejects(printAudit({ ...print, most: 10 }), (error: unknown) => error instanceof TooManyRecords && /more than 10 records/.test(error.message))
  assert.equal(written.length, 0)
  await store.close()
})
