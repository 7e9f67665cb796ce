import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import { spool } from '../platform/spool.ts'
import { normalForm } from './normal-form.ts'
import { parseMessage } from './parse-message.ts'
import { corpusFiles, corpusMail } from './test/corpus.ts'
import { rebuild } from './test/rebuild.ts'

/** `CORPUS_STRIDE=1` tries all 6,046. */
const stride = Number(process.env['CORPUS_STRIDE'] ?? 10)

test('real mails have the same normal form after a cloud has composed them anew', async () => {
  const files = corpusFiles()
  assert.equal(files.length, 6046)
  for (let at = 0; at < files.length; at += stride) {
    const path = files[at] ?? ''
    const original = await parseMessage(await spool(corpusMail(path)))
    const again = await parseMessage(await spool(await rebuild(original)))
    const options = { withoutMessageId: original.internetMessageId === undefined }
    assert.equal(normalForm(again, options), normalForm(original, options), path)
    await original.dispose()
    await again.dispose()
  }
})

test('real mails that differ have different digests', async () => {
  const seen = new Map<string, string>()
  const files = corpusFiles().filter((_, at) => at % (stride * 5) === 0)
  for (const path of files) {
    const bytes = corpusMail(path)
    const { digests, dispose } = await parseMessage(await spool(bytes))
    await dispose()
    assert.ok(!seen.has(digests.normal) || seen.get(digests.normal) === bytes.toString('latin1'), path)
    seen.set(digests.normal, bytes.toString('latin1'))
  }
})

test('a mail with an attachment of 40 MB costs less than 64 MB of memory', () => {
  const script = fileURLToPath(new URL('test/measure-memory.ts', import.meta.url))
  const { size, grownMegabytes } = JSON.parse(execFileSync(process.execPath, [script, '40'], { encoding: 'utf8' }))
  assert.ok(size >= 40_000_000)
  assert.ok(grownMegabytes < 64, `${grownMegabytes} MB`)
})
