import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { test } from 'node:test'
import { openScratch } from '../../test/support/scratch.ts'
import { folderFiles, type FolderFiles, type NewFile } from '../platform/folder-files.ts'
import { newRepository, optionsAt, readTestPoint, takeTestPoint, type TestMail } from './backup.test-kit.ts'
import { openRepository, type Repository } from './repository.ts'
import { createTurns } from './turns.ts'

const { signal } = new AbortController()
const MAILS: readonly TestMail[] = Array.from({ length: 20 }, (_, n) => ({ id: String(n), text: `Subject: ${n}\r\n\r\n${'text '.repeat(n * 40)}` }))

const failure = (code: string): Error => Object.assign(new Error(`${code}: as the system says it`), { code })

/** A disk that takes only so many bytes more. */
function fullAfter(files: FolderFiles, room: number): FolderFiles {
  let left = room
  const limited = (file: NewFile): NewFile => ({
    ...file,
    write: async (bytes) => {
      left -= bytes.length
      if (left < 0) throw failure('ENOSPC')
      await file.write(bytes)
    },
  })
  return { ...files, begin: async (path) => limited(await files.begin(path)) }
}

test('a disk that gets full at any byte is told, what was there before is whole, and it goes on when there is room', async () => {
  using scratch = openScratch()
  const repository = await newRepository(scratch.folder)
  const { id } = await takeTestPoint(repository, MAILS.slice(0, 5))
  const before = await readTestPoint(repository, id)
  await repository.close()
  let told = 0
  for (let room = 0; room < 12_000; room += 450) {
    const cramped = await openRepository(optionsAt(scratch.folder, fullAfter(folderFiles(scratch.folder), room)))
    const taken = await takeTestPoint(cramped, MAILS).then(
      () => true,
      (error: unknown) => {
        assert.deepEqual([(error as { code?: string }).code, (error as Error).message], ['BACKUP_FULL', 'The disk of the backup folder is full. What was written before is kept.'])
        told++
        return false
      },
    )
    assert.deepEqual(readdirSync(scratch.path('tmp')), [])
    assert.deepEqual(await readTestPoint(cramped, id), before)
    await cramped.close()
    if (taken) break
  }
  assert.ok(told >= 5, `${told}`)
  const again = await openRepository(optionsAt(scratch.folder))
  const { id: next } = await takeTestPoint(again, MAILS)
  assert.equal(Object.keys(await readTestPoint(again, next)).length, MAILS.length)
  assert.deepEqual((await again.verify({ signal })).damage, [])
  await again.close()
})

for (const [code, ours] of [['EROFS', 'BACKUP_FOLDER'], ['EACCES', 'BACKUP_FOLDER'], ['EIO', 'BACKUP_FOLDER'], ['ESTALE', 'BACKUP_FOLDER'], ['EDQUOT', 'BACKUP_FULL']] as const) {
  test(`${code} of any effect is ${ours}, and nothing is lost`, async () => {
    using scratch = openScratch()
    const repository = await newRepository(scratch.folder)
    const { id } = await takeTestPoint(repository, MAILS.slice(0, 3))
    const files = folderFiles(scratch.folder)
    for (const effect of ['makeFolder', 'begin', 'rename'] as const) {
      const broken = await openRepository(optionsAt(scratch.folder, { ...files, [effect]: async () => Promise.reject(failure(code)) }))
      await assert.rejects(takeTestPoint(broken, MAILS), { code: ours })
      await broken.close()
    }
    assert.equal(Object.keys(await readTestPoint(repository, id)).length, 3)
    assert.deepEqual((await repository.verify({ signal })).damage, [])
    await repository.close()
  })
}

test('a pack that cannot be read for a moment is no damage, and is not taken for lost', async () => {
  using scratch = openScratch()
  const whole = await newRepository(scratch.folder)
  await takeTestPoint(whole, MAILS)
  const files = folderFiles(scratch.folder)
  let isBroken = false
  const unsteady = await openRepository(
    optionsAt(scratch.folder, {
      ...files,
      async *read(path) {
        if (isBroken && path.startsWith('packs/')) throw failure('EIO')
        yield* files.read(path)
      },
    }),
  )
  isBroken = true
  await assert.rejects(unsteady.verify({ signal }), { code: 'BACKUP_FOLDER' })
  isBroken = false
  assert.deepEqual((await unsteady.verify({ signal })).damage, [])
  await unsteady.close()
  await whole.close()
})

test('a backup can be read where nothing can be written beside it', async () => {
  using scratch = openScratch()
  const repository = await newRepository(scratch.folder)
  const { id } = await takeTestPoint(repository, MAILS)
  await repository.close()
  rmSync(scratch.path('index.sqlite'))
  mkdirSync(scratch.path('index.sqlite'))
  const refuse = async (): Promise<never> => Promise.reject(failure('EROFS'))
  const reading = await openRepository(optionsAt(scratch.folder, { ...folderFiles(scratch.folder), makeFolder: refuse, begin: refuse, rename: refuse, remove: refuse }))
  assert.equal(Object.keys(await readTestPoint(reading, id)).length, MAILS.length)
  assert.deepEqual((await reading.verify({ signal })).damage, [])
  await assert.rejects(takeTestPoint(reading, MAILS), { code: 'BACKUP_FOLDER' })
  await reading.close()
})

test('who adds may do so beside another of the same process, and who removes is alone', async () => {
  let held = 0
  const turns = createTurns(async () => {
    held++
    return () => void held--
  })
  const order: string[] = []
  const gate = Promise.withResolvers<void>()
  const one = turns.together(async () => {
    order.push('one')
    await gate.promise
  })
  await turns.together(async () => void order.push('two'))
  assert.equal(held, 1, 'the folder is taken once for both')
  await assert.rejects(turns.alone(async () => {}), { code: 'BACKUP_BUSY' })
  gate.resolve()
  await one
  assert.equal(held, 0)
  await turns.alone(async () => {
    await assert.rejects(turns.together(async () => {}), { code: 'BACKUP_BUSY' })
  })
  assert.deepEqual([order, held], [['one', 'two'], 0])
})

test('a process that cannot have the folder leaves it to the other', async () => {
  const turns = createTurns(async () => undefined)
  await assert.rejects(turns.together(async () => {}), { code: 'BACKUP_BUSY' })
  await assert.rejects(turns.alone(async () => {}), { code: 'BACKUP_BUSY' })
})

test('two backups at once in one process share what they pack', async () => {
  using scratch = openScratch()
  const repository: Repository = await newRepository(scratch.folder)
  const points = await Promise.all(['anna', 'bernd', 'chen'].map((pair) => takeTestPoint(repository, MAILS, { pair })))
  for (const { id } of points) assert.equal(Object.keys(await readTestPoint(repository, id)).length, MAILS.length)
  const { bytesAfter, bytesBefore } = await repository.prune({ drop: [], signal })
  assert.ok((bytesAfter ?? Infinity) < bytesBefore, 'what was packed twice is kept once after a prune')
  assert.deepEqual((await repository.verify({ signal })).damage, [])
  await repository.close()
})
