import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { makeKey, parseKey } from '../src/backup/key.ts'
import type { Point, PointEntry } from '../src/backup/point.ts'
import { initRepository, openRepository, type Repository } from '../src/backup/repository.ts'
import { once } from '../src/backup/seal.ts'
import { NO_MARKS } from '../src/domain/marks.ts'
import { systemClock } from '../src/platform/clock.ts'
import { folderFiles } from '../src/platform/folder-files.ts'
import { randomId } from '../src/platform/ids.ts'
import { startSandbox, type Sandbox } from '../src/sandbox/sandbox.ts'
import { spamAssassin } from '../src/sandbox/seed/corpus.ts'
import { editMailboxes } from '../src/sandbox/seed/edits.ts'
import { fillMailboxes } from '../src/sandbox/seed/fill.ts'
import { configText } from '../test/support/sandbox-pair.ts'
import { median, type BenchOptions, type Figure, type Measured } from './harness.ts'
import { mailWithAttachment } from './large-mail.ts'
import { memoryOf } from './memory-of.ts'
import { processorMs } from './serve-process.ts'

/** The corpus, and the mails of the sandbox that are difficult. */
const [CORPUS, DIFFICULT] = [6046, 200]
const LARGE_BYTES = 150 * 1024 * 1024
const MOST_BYTES = 250 * 1024 * 1024
const PROGRAM = join(import.meta.dirname, '../bin/tongbu.js')

export const backup: Figure = {
  id: 'P10',
  title: 'Backup of two mailboxes with 6,246 mails over the simulated clouds, reading it back, and restoring it, as files and into emptied mailboxes',
  limits:
    'A first backup is the processor, and most of it is reading from the clouds: a request to Graph for each message, IMAP in imapflow, and freed memory, which the program gives back early so that it stays small. Bare clients that read the same messages with the same libraries, know nothing of them and throw them away are measured beside it. This process simulates both clouds on the second core. Where other programs want both cores, the processor time of each message tells more than the rate does: what the program needs of it bounds the rate on a machine of its own. Packing is zstd and age. What a day costs is the new mail, and for each change one list of about sixteen messages. A restore is bound by the clouds: each message is created by a request of its own, and read back by another, of which Outlook takes 10,000 in ten minutes from one app, whatever the machine; what is measured here is the way to that limit.',
  measure,
}

async function measure({ count = CORPUS, rounds, say }: BenchOptions): Promise<Measured> {
  const samples: Record<string, number[]> = {}
  const note = (found: Record<string, number>): void => {
    for (const [name, value] of Object.entries(found)) (samples[name] ??= []).push(value)
    say(`  ${Object.entries(found).map(([name, value]) => `${name} ${value.toPrecision(4)}`).join(', ')}`)
  }
  for (let round = 1; round <= rounds; round++) {
    note(await overClouds(count, round))
    note(await alone(count))
  }
  const small = await peakOfOne(4096)
  const large = await peakOfOne(LARGE_BYTES)
  const of = (name: string): number => median(samples[name] ?? [])
  return {
    settings: { mails: count + DIFFICULT },
    values: [
      { name: 'first backup, start of the process left out', value: of('backup'), unit: 'messages/s', target: { op: '>=', than: 1000 } },
      { name: 'first backup ÷ reading alone, by bare clients', value: of('backup') / of('bare reading'), unit: 'of their rate' },
      { name: 'reading alone, by bare clients', value: of('bare reading'), unit: 'messages/s' },
      { name: 'restored as files, by `tongbu backup export`, start of the process left out', value: of('as files'), unit: 'messages/s', target: { op: '>=', than: 1000 } },
      { name: 'read back, each message as it would be restored', value: of('read back'), unit: 'messages/s', target: { op: '>=', than: 1000 } },
      { name: 'bytes after a change of 1 % ÷ bytes of the first', value: 100 * of('incremental share'), unit: '%', target: { op: '<=', than: 3 } },
      { name: 'more memory while a mail of 150 MB is backed up', value: large - small, unit: 'MB', target: { op: '<=', than: 64 } },
      { name: 'restore into emptied mailboxes, each message created and read back', value: of('restore'), unit: 'messages/s' },
      { name: 'processor of the program for each message of the first backup', value: of('backup ms'), unit: 'ms' },
      { name: 'processor of the program for each message of a restore', value: of('restore ms'), unit: 'ms' },
      { name: 'processor of the simulated clouds for each message of a restore', value: of('clouds ms'), unit: 'ms' },
      { name: 'requests to Outlook for each message of a restore', value: of('requests'), unit: 'requests' },
      { name: 'peak of memory of the first backup', value: of('peak MB'), unit: 'MB' },
      { name: 'verify', value: of('verify'), unit: 'messages/s' },
      { name: 'packing alone, without clouds', value: of('pack'), unit: 'messages/s' },
      { name: 'packing alone', value: of('pack MB'), unit: 'MB/s of mail' },
      { name: 'size of the backup ÷ size of the mail', value: 100 * of('size share'), unit: '%' },
    ],
    samples: { ...samples, 'peak MB of one mail': [small, large] },
  }
}

/** Two full mailboxes, backed up by the program as a person starts it. */
async function overClouds(corpus: number, seed: number): Promise<Record<string, number>> {
  return withSandbox(async (sandbox, { config, folder, keyFile }) => {
    await fillMailboxes(sandbox.ready, { source: spamAssassin(corpus), generated: true })
    const count = corpus + DIFFICULT
    await runTongbu(['backup', 'init'], config)
    const nothing = await runTongbu(['backup', 'list'], config)
    const bare = await readBare(sandbox)
    sandbox.shared.clock.advance(WINDOW_MS)
    const first = await runTongbu(['backup', 'run'], config)
    const bytes = await bytesIn(folder)
    await editMailboxes(sandbox.ready, { seed, count: Math.round(count / 100), without: ['create-folder', 'rename-folder'] })
    await runTongbu(['backup', 'run'], config)
    const more = (await bytesIn(folder)) - bytes

    const repository = await openRepository({ files: folderFiles(folder), key: await parseKey(readFileSync(keyFile, 'utf8')), newId: randomId, clock: systemClock })
    const read = await readBack(repository)
    const from = performance.now()
    const { damage, messages } = await repository.verify({ signal: new AbortController().signal })
    if (damage.length > 0 || messages < count) throw new Error(`${damage.length} faults in ${messages} messages`)
    const verified = performance.now() - from
    const [point] = (await repository.points()).slice(-1)
    await repository.close()
    const exported = await runTongbu(['backup', 'export', '--point', point?.id ?? '', '--to', join(folder, '../mail'), '--format', 'maildir'], config)
    const restored = await restore(sandbox, config, point, nothing)
    return { backup: (1000 * count) / (first.ms - nothing.ms), 'bare reading': bare, 'backup ms': (first.processorMs - nothing.processorMs) / count, ...restored, 'peak MB': first.peakMB, 'incremental share': more / bytes, 'as files': (1000 * count) / (exported.ms - nothing.ms), 'read back': read, verify: (1000 * count) / verified }
  })
}

/** Everything is gone from both mailboxes, and comes back. */
async function restore(sandbox: Sandbox, config: string, point: Point | undefined, nothing: Ended): Promise<Record<string, number>> {
  const { dingtalk, outlook } = sandbox.ready.accounts
  if (point === undefined) throw new Error('there is no restore point')
  const wanted = { dingtalk: point.sides.left.messages, outlook: point.sides.right.messages }
  const count = wanted.dingtalk + wanted.outlook
  sandbox.dingtalk.empty(dingtalk.address)
  sandbox.outlook.empty(outlook.address)
  sandbox.shared.clock.advance(WINDOW_MS)
  sandbox.shared.ledger.clear()
  const before = process.cpuUsage()
  const { ms, processorMs } = await runTongbu(['rollback', '--to', point.id, '--everything', '--include-departed', '--no-point'], config)
  const { user, system } = process.cpuUsage(before)
  const there = { dingtalk: sandbox.dingtalk.snapshot(dingtalk.address).messages.length, outlook: sandbox.outlook.snapshot(outlook.address).messages.length }
  if (there.dingtalk !== wanted.dingtalk || there.outlook !== wanted.outlook) throw new Error(`restored ${JSON.stringify(there)} of ${JSON.stringify(wanted)}`)
  const requests = sandbox.shared.ledger.requests().filter(({ cloud }) => cloud === 'outlook').reduce((sum, each) => sum + each.count, 0)
  return { restore: (1000 * count) / (ms - nothing.ms), 'restore ms': (processorMs - nothing.processorMs) / count, 'clouds ms': (user + system) / 1000 / count, requests: requests / wanted.outlook }
}

/** @returns messages a second */
async function readBare({ ready }: Sandbox): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'bare-reading-process.ts'), JSON.stringify(ready)])
  const { ms, messages } = JSON.parse(stdout) as { readonly ms: number; readonly messages: number }
  return (1000 * messages) / ms
}

/** @returns messages a second, of the last point */
async function readBack(repository: Repository): Promise<number> {
  const from = performance.now()
  const point = (await repository.points()).at(-1)
  let count = 0
  if (point === undefined) throw new Error('there is no restore point')
  for await (const { blob } of repository.entries(point)) {
    if (blob === undefined) throw new Error('a message has no content')
    const content = await repository.open(blob)
    await content.bytes()
    await content.dispose()
    count++
  }
  return (1000 * count) / (performance.now() - from)
}

/** The folder of a backup alone: mails that are in memory are packed. */
async function alone(count: number): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'tongbu-pack-'))
  try {
    const mails = (await Array.fromAsync(spamAssassin(count))).map(({ mime }) => mime)
    const options = { files: folderFiles(folder), key: await makeKey(), newId: randomId, clock: systemClock }
    await initRepository(options)
    const repository = await openRepository(options)
    const from = performance.now()
    await repository.writing(async (writer) => {
      const entries: PointEntry[] = []
      for (const [n, mime] of mails.entries()) {
        const { blob } = await writer.put({ size: mime.length, open: () => once(mime) })
        entries.push({ side: 'left', id: String(n), folder: 'inbox', roleClass: 'received', receivedAt: '2026-01-05T08:00:00Z', marks: NO_MARKS, listedSize: mime.length, blob, size: mime.length })
        if (writer.isFull) await writer.flush()
      }
      await writer.savePoint({ pair: 'anna', takenAt: '2026-03-01T00:00:00Z', why: 'asked', pinned: false, folders: { left: [], right: [] }, entries })
    })
    const seconds = (performance.now() - from) / 1000
    await repository.close()
    const bytes = mails.reduce((sum, { length }) => sum + length, 0)
    return { pack: mails.length / seconds, 'pack MB': bytes / 1e6 / seconds, 'size share': (await bytesIn(folder)) / bytes }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The most megabytes that a backup of one mail of this size has. */
const peakOfOne = (bytes: number): Promise<number> =>
  withSandbox(async (sandbox, { config }) => {
    sandbox.dingtalk.deliver(sandbox.ready.accounts.dingtalk.address, mailWithAttachment(bytes))
    await runTongbu(['backup', 'init'], config)
    return (await runTongbu(['backup', 'run'], config)).peakMB
  })

async function withSandbox<T>(work: (sandbox: Sandbox, paths: { readonly config: string; readonly folder: string; readonly keyFile: string }) => Promise<T>): Promise<T> {
  const scratch = mkdtempSync(join(tmpdir(), 'tongbu-backup-'))
  const sandbox = await startSandbox({ dingtalk: { maxMessageBytes: MOST_BYTES } })
  try {
    const paths = { config: join(scratch, 'tongbu.yaml'), folder: join(scratch, 'backup'), keyFile: join(scratch, 'key.txt') }
    writeFileSync(paths.config, configText(sandbox, { database: `sqlite:${join(scratch, 'tongbu.db')}`, maxMessageBytes: MOST_BYTES, backup: { folder: paths.folder, keyFile: paths.keyFile } }))
    return await work(sandbox, paths)
  } finally {
    await sandbox.close()
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true })
  const infos = await Promise.all(names.map((name) => stat(join(folder, name))))
  return infos.reduce((sum, info) => sum + (info.isFile() ? info.size : 0), 0)
}

const LOOK_MS = 10
/** After so long the simulated Outlook has forgotten what was asked of it before. */
const WINDOW_MS = 660_000

interface Ended {
  readonly ms: number
  readonly processorMs: number
  readonly peakMB: number
}

async function runTongbu(words: readonly string[], config: string): Promise<Ended> {
  const from = performance.now()
  const child = spawn(process.execPath, [PROGRAM, ...words, '--config', config], { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env['PATH'] } })
  let told = ''
  child.stderr?.on('data', (chunk: Buffer) => (told = (told + chunk.toString()).slice(-2000)))
  const ended = new Promise<number>((resolve) => child.once('exit', () => resolve(performance.now() - from)))
  let [peakMB, processor] = [0, 0]
  while (child.exitCode === null) {
    processor = Math.max(processor, processorMs(child.pid ?? 0))
    peakMB = Math.max(peakMB, memoryOf(child.pid, 'VmHWM'))
    await sleep(LOOK_MS)
  }
  const ms = await ended
  if (child.exitCode !== 0) throw new Error(`tongbu ${words.join(' ')} ended with ${child.exitCode}:\n${told}`)
  return { ms, peakMB, processorMs: processor }
}
