import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { zstdDecompressSync } from 'node:zlib'
import { Decrypter } from 'age-encryption'
import { openScratch } from '../../test/support/scratch.ts'
import { folderFiles } from '../platform/folder-files.ts'
import { filesIn, KEY, newRepository, optionsAt, readTestPoint, takeTestPoint, type TestMail } from './backup.test-kit.ts'
import { makeKey } from './key.ts'
import { initRepository, openRepository } from './repository.ts'

const MAILS: readonly TestMail[] = [
  { id: '1', text: 'Subject: one\r\n\r\nhello', read: true },
  { id: '2', text: 'Subject: two\r\n\r\nhello again' },
  { id: '3', text: '', side: 'right' },
  { id: '4', text: 'x'.repeat(3_000_000), side: 'right', folder: 'sent' },
]
const AS_READ = Object.fromEntries(MAILS.map(({ id, text, side = 'left', folder = 'inbox', read }) => [`${side} ${folder} ${id}${read ? ' read' : ''}`, text]))

test('a restore point reads back as it was saved, also in another process', async () => {
  using scratch = openScratch()
  const repository = await newRepository(scratch.folder)
  const { id } = await takeTestPoint(repository, MAILS, { why: 'first-sync', pinned: true, audit: { seq: 7, hash: 'abc' } })
  assert.deepEqual(await readTestPoint(repository, id), AS_READ)
  await repository.close()

  const again = await openRepository(optionsAt(scratch.folder))
  const [point] = await again.points('anna')
  assert.deepEqual([point?.id, point?.why, point?.pinned, point?.audit?.seq, point?.sides.left.messages, point?.sides.right.bytes], [id, 'first-sync', true, 7, 2, 3_000_000])
  assert.deepEqual(point?.sides.left.folders, [{ id: 'inbox', name: 'Inbox', role: 'inbox' }])
  assert.deepEqual(await readTestPoint(again, id), AS_READ)
  assert.deepEqual((await again.verify({ signal: AbortSignal.timeout(10_000) })).damage, [])
  await again.close()
})

test('equal messages of any pair and side are kept once, and a second point of the same costs next to nothing', async () => {
  using scratch = openScratch()
  const repository = await newRepository(scratch.folder)
  const random = Array.from({ length: 100 }, (_, n) => ({ id: String(n), text: randomBytes(3000).toString('base64') }))
  const size = (): number => filesIn(join(scratch.folder, 'packs')).reduce((sum, path) => sum + statSync(path).size, 0)
  await takeTestPoint(repository, random)
  const first = size()
  await takeTestPoint(repository, random, { takenAt: '2026-03-02T00:00:00Z' })
  assert.equal(size(), first)
  await takeTestPoint(repository, random.map((mail) => ({ ...mail, side: 'right' as const })), { pair: 'bernd' })
  assert.ok(size() < first * 1.1, `${size()} after ${first}`)
  assert.equal((await repository.points()).length, 3)
  assert.equal((await repository.points('bernd')).length, 1)
  await repository.close()
})

test('nothing of content, folders or pairs can be read without the key, not even in names', async () => {
  using scratch = openScratch()
  const repository = await newRepository(scratch.folder)
  await takeTestPoint(repository, [{ id: 'cloud-id-1', text: 'Subject: customs notice 清關' }], { pair: 'anna-and-co' })
  await repository.close()
  const all = filesIn(scratch.folder).map((path) => `${path.slice(scratch.folder.length)}\n${readFileSync(path, 'latin1')}`).join('\n')
  for (const word of ['customs', 'anna-and-co', 'cloud-id-1', 'Inbox', KEY.recipient]) assert.equal(all.includes(word), false, word)
})

test('a wrong key is refused before anything is read or written', async () => {
  using scratch = openScratch()
  await (await newRepository(scratch.folder)).close()
  const before = filesIn(scratch.folder)
  const wrong = optionsAt(scratch.folder, folderFiles(scratch.folder), await makeKey())
  await assert.rejects(openRepository(wrong), { code: 'BACKUP_KEY' })
  assert.deepEqual(filesIn(scratch.folder), before)
})

test('a folder that holds something is not made a backup, and one that holds none is not taken for one', async () => {
  using scratch = openScratch()
  await assert.rejects(openRepository(optionsAt(scratch.folder)), { code: 'BACKUP_FOLDER' })
  writeFileSync(scratch.path('photo.jpg'), '')
  await assert.rejects(initRepository(optionsAt(scratch.folder)), { code: 'BACKUP_FOLDER' })
  await assert.rejects(openRepository(optionsAt(scratch.path('unmounted'))), { code: 'BACKUP_FOLDER' })
})

test('of two who want to write at once one is refused, and may once the other has ended', async () => {
  using scratch = openScratch()
  const one = await newRepository(scratch.folder)
  const other = await openRepository(optionsAt(scratch.folder))
  await one.writing(async () => {
    await assert.rejects(other.writing(async () => {}), { code: 'BACKUP_BUSY' })
    assert.deepEqual(await other.points(), [], 'reading needs no turn')
  })
  await other.writing(async () => {})
  await one.close()
  await other.close()
})

test('a lost or broken index is made anew from the packs', async () => {
  using scratch = openScratch()
  const repository = await newRepository(scratch.folder)
  const { id } = await takeTestPoint(repository, MAILS)
  await repository.close()
  for (const spoil of [() => rmSync(scratch.path('index.sqlite')), () => writeFileSync(scratch.path('index.sqlite'), 'no database at all'.repeat(500))]) {
    spoil()
    const again = await openRepository(optionsAt(scratch.folder))
    assert.deepEqual(await readTestPoint(again, id), AS_READ)
    await again.close()
  }
})

test('a byte that is changed anywhere is found by verify, which names the file', async () => {
  using scratch = openScratch()
  const repository = await newRepository(scratch.folder)
  await takeTestPoint(repository, MAILS)
  const sealedFiles = [...filesIn(scratch.path('packs')), ...filesIn(scratch.path('points'))]
  assert.ok(sealedFiles.length >= 3)
  for (const path of sealedFiles) {
    const whole = readFileSync(path)
    const places = [0, 25, 60, 120, 190, Math.floor(whole.length / 2), whole.length - 17, whole.length - 1]
    for (const at of places) {
      const changed = Buffer.from(whole)
      changed[at] = (changed[at] ?? 0) ^ 1
      writeFileSync(path, changed)
      const { damage } = await repository.verify({ signal: AbortSignal.timeout(10_000) })
      assert.ok(damage.some(({ file }) => path.endsWith(file)), `${path} byte ${at}: ${JSON.stringify(damage)}`)
    }
    for (const length of [0, 10, 64, whole.length - 1]) {
      writeFileSync(path, whole.subarray(0, length))
      const { damage } = await repository.verify({ signal: AbortSignal.timeout(10_000) })
      assert.ok(damage.some(({ file }) => path.endsWith(file)), `${path} cut to ${length}`)
    }
    writeFileSync(path, whole)
    assert.deepEqual((await repository.verify({ signal: AbortSignal.timeout(10_000) })).damage, [])
  }
  rmSync(sealedFiles[0] ?? '')
  const { damage } = await repository.verify({ signal: AbortSignal.timeout(10_000) })
  assert.ok(damage.some(({ file, what }) => sealedFiles[0]?.endsWith(file) && what === 'It is missing.'))
  assert.ok(damage.some(({ point }) => point !== undefined), 'and what a restore point lacks for it')
  await repository.close()
})

test('two packs that changed places are found', async () => {
  using scratch = openScratch()
  const repository = await newRepository(scratch.folder)
  await takeTestPoint(repository, MAILS.slice(0, 1))
  await takeTestPoint(repository, MAILS.slice(1, 2), { takenAt: '2026-03-02T00:00:00Z' })
  const [one = '', other = ''] = filesIn(scratch.path('points'))
  const [first, second] = [readFileSync(one), readFileSync(other)]
  writeFileSync(one, second)
  writeFileSync(other, first)
  assert.equal((await repository.verify({ signal: AbortSignal.timeout(10_000) })).damage.length, 2)
  await repository.close()
})

test('a backup is opened by age, zstd and tar, and by nothing of ours', async () => {
  using scratch = openScratch()
  const repository = await newRepository(scratch.folder)
  await takeTestPoint(repository, MAILS)
  await repository.close()
  const age = new Decrypter()
  age.addIdentity(KEY.identity)
  const plain = async (path: string): Promise<Buffer> => zstdDecompressSync(await age.decrypt(readFileSync(path)))
  mkdirSync(scratch.path('out'))
  for (const pack of filesIn(scratch.path('packs'))) {
    writeFileSync(scratch.path('pack.tar'), await plain(pack))
    execFileSync('tar', ['xf', scratch.path('pack.tar'), '-C', scratch.path('out')])
  }
  assert.deepEqual(filesIn(scratch.path('out/mail')).map((path) => readFileSync(path, 'utf8')).sort(), MAILS.map(({ text }) => text).sort())
  const [point = ''] = (await plain(filesIn(scratch.path('points'))[0] ?? '')).toString().split('\n')
  const { lists } = JSON.parse(point) as { lists: string[] }
  const listed = lists.flatMap((list) => readFileSync(scratch.path(`out/list/${list}.jsonl`), 'utf8').trimEnd().split('\n')).map((line) => JSON.parse(line) as { id: string; blob: string })
  for (const { id, blob } of listed) assert.equal(readFileSync(scratch.path(`out/mail/${blob}.eml`), 'utf8'), MAILS.find((mail) => mail.id === id)?.text)
  assert.equal(listed.length, MAILS.length)
})
