import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { runHere } from '../support/run-here.ts'
import { configText, openSandboxPair } from '../support/sandbox-pair.ts'

const UNREAD = { read: false, flagged: false, answered: false }
const mail = (name: string): Buffer => Buffer.from([`Message-ID: <${name}@audit.example>`, 'From: chen@factory.example', 'To: anna@trading.example', `Subject: secret ${name}`, '', 'text', ''].join('\r\n'))

/** The names of fields that the recipe in docs/audit.md has. */
function recipe(): { readonly names: readonly string[]; readonly more: readonly string[] } {
  const text = readFileSync(join(import.meta.dirname, '../../docs/audit.md'), 'utf8')
  const [, names = '', more = ''] = /names = (\[[^\]]*\])[^]*?names \+ (\[[^\]]*\])/.exec(text) ?? []
  return { names: JSON.parse(names), more: JSON.parse(more) }
}

const RECIPE = recipe()

/** As docs/audit.md says, without a line of ours. */
function headsOf(lines: readonly string[]): Record<string, string> {
  const heads: Record<string, string> = {}
  for (const line of lines) {
    const record = JSON.parse(line) as Record<string, string | number>
    const pair = String(record['pair'])
    const isLater = RECIPE.more.some((name) => name in record)
    const parts = [isLater ? 'v2' : 'v1', heads[pair] ?? '', ...[...RECIPE.names, ...(isLater ? RECIPE.more : [])].map((name) => record[name] ?? null)]
    heads[pair] = createHash('sha256').update(JSON.stringify(parts)).digest('hex')
    assert.equal(heads[pair], record['hash'], `record ${record['seq']}`)
  }
  return heads
}

test('an auditor proves, searches and takes away the record of what was done, and sees what was done to it', async () => {
  const pair = await openSandboxPair()
  const folder = mkdtempSync(join(tmpdir(), 'tongbu-audit-'))
  try {
    const [config, database] = [join(folder, 'my.yaml'), join(folder, 'my.db')]
    writeFileSync(config, configText(pair.sandbox, { database: `sqlite:${database}` }))
    const tongbu = (...args: string[]) => runHere([...args, '--config', config])
    assert.match((await tongbu('audit', 'verify')).stdout, /anna: nothing was done yet\./)
    const { dingtalk } = pair.people
    for (const name of ['a', 'b', 'c']) await dingtalk.put('inbox', mail(name), UNREAD, new Date('2026-01-05T08:00:00Z'))
    assert.equal((await tongbu('sync', '--until-quiet')).code, 0)
    const [first] = await dingtalk.messages()
    assert.ok(first)
    await dingtalk.move(first, 'trash')
    assert.equal((await tongbu('sync', '--until-quiet')).code, 0)

    const verified = await tongbu('audit', 'verify')
    const [, head = ''] = /anna: \d+ records, each as it was written\. Head: ([0-9a-f]{64})\n/.exec(verified.stdout) ?? []
    assert.deepEqual([verified.code, head.length], [0, 64], verified.stdout)
    const exported = (await tongbu('audit', 'export')).stdout.trimEnd().split('\n')
    assert.deepEqual(headsOf(exported), { anna: head })
    const kinds = exported.map((line) => 'request' in JSON.parse(line))
    assert.ok(kinds.includes(true) && kinds.includes(false), 'records of both versions')
    assert.ok(!exported.join('').includes('secret'))

    const found = await tongbu('audit', 'search', '--kind', 'trash')
    assert.match(found.stdout, /RECORD +AT +DID +ON +ITEM +WHY +RUN\n\d+ +20\S+Z +trash +right +\S+ +trashed-there +\S+\n$/)
    const copies = JSON.parse((await tongbu('audit', 'search', '--kind', 'copy', '--most', '2', '--json')).stdout).pairs[0]
    assert.deepEqual([copies.records.length, copies.isAll], [2, false])
    const seqs = async (...args: string[]): Promise<number[]> => JSON.parse((await tongbu('audit', 'search', '--json', ...args)).stdout).pairs[0].records.map(({ seq }: { seq: number }) => seq)
    const newest = await seqs()
    assert.deepEqual(newest, newest.toSorted((a, b) => b - a))
    assert.deepEqual(await seqs('--oldest', '--most', '2'), newest.toReversed().slice(0, 2))
    const csv = (await tongbu('audit', 'export', '--format', 'csv', '--kind', 'trash')).stdout.split('\r\n')
    assert.deepEqual([csv[0], csv.length], ['pair,seq,at,run,kind,on,item,binding,reason,token,detail,by,request,hash', 3])
    assert.match(csv[1] ?? '', /^anna,\d+,20\S+Z,\S+,trash,right,\S+,"\[""\[\\""/)

    const db = new DatabaseSync(database)
    db.exec('delete from audit where seq = (select max(seq) from audit)')
    db.close()
    assert.equal((await tongbu('audit', 'verify')).code, 0, 'what was cut off at the end does not show by itself')
    const cut = await tongbu('audit', 'verify', '--head', head)
    assert.deepEqual([cut.code, /a head that was told is not in the chain: records were cut off, the chain was/.test(cut.stdout)], [1, true])
    const again = new DatabaseSync(database)
    again.exec("update audit set reason = 'other' where seq = 3")
    again.close()
    const broken = await tongbu('audit', 'verify')
    assert.equal(broken.code, 1)
    assert.match(broken.stdout, /anna: BROKEN at record 3 \(20\S+Z\).* 2 records before it hold\.\nNext: /)

    for (const [args, words] of [[[], 'verify, search, export or head'], [['export', '--format', 'xls'], 'jsonl, csv, pdf'], [['search', '--since', 'yesterday'], '--since takes a time']] as const) {
      const refused = await tongbu('audit', ...args)
      assert.deepEqual([refused.code, refused.stderr.includes(words)], [64, true], refused.stderr)
    }
  } finally {
    await pair.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
