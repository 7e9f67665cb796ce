import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openApp, type App } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { SyncError } from '../../src/domain/errors.ts'
import type { QuestionId } from '../../src/gate/catalogue.ts'
import type { SafetyNet } from '../../src/gate/ports.ts'
import type { BackupProof, RehearsalProof } from '../../src/gate/proofs.ts'
import { systemHttp } from '../../src/platform/http.ts'
import { randomId } from '../../src/platform/ids.ts'
import { systemClock, type Clock } from '../../src/platform/clock.ts'
import { configText, openSandboxPair } from '../support/sandbox-pair.ts'

const BY = 'Chan Tai Man'
const DAY = 86_400_000
const { signal } = new AbortController()
const CLOSED = { name: 'SyncError', code: 'GATE_CLOSED' }

/** One sandbox for all; each test has a database of its own, and a clock that it moves. */
const pair = await openSandboxPair({ morePermissions: ['MailboxSettings.Read', 'AuditLog.Read.All', 'Policy.Read.All'] })
const folder = mkdtempSync(join(tmpdir(), 'tongbu-gate-'))
after(async () => {
  await pair.close()
  rmSync(folder, { recursive: true, force: true })
})
const { switches } = pair.sandbox.outlook
let databases = 0

interface Net {
  backup?: BackupProof
  rehearsal?: RehearsalProof
  problem?: string
}

/** The application over a database of its own that outlives it, with a configuration that can be edited between. */
function scene() {
  const database = `sqlite:${join(folder, `${++databases}.db`)}`
  const net: Net = {}
  const told = async <T>(proof: T): Promise<T> => {
    if (net.problem !== undefined) throw new SyncError('REMOTE_FAILURE', net.problem)
    return proof
  }
  const safetyNet: SafetyNet = { backup: () => told(net.backup), restorePoint: () => told(net.backup), rehearsal: () => told(net.rehearsal) }
  const offset = { ms: 0 }
  const clock: Clock = { now: () => systemClock.now() + offset.ms, wait: (ms, ended) => systemClock.wait(ms, ended) }
  const text = configText(pair.sandbox, { database, gate: 'on' })
  const use = async <T>(work: (app: App) => Promise<T>, edit: (config: string) => string = (config) => config): Promise<T> => {
    const app = await openApp(loadConfig(edit(text), {}, () => ''), { clock, newId: randomId, http: systemHttp, safetyNet })
    try {
      return await work(app)
    } finally {
      await app.close()
    }
  }
  const look = () => use((app) => app.preflight().look('anna', signal))
  const answer = (points: readonly QuestionId[], value: 'yes' | 'no' = 'yes') => use((app) => app.preflight().answer(points.map((point) => ({ pair: 'anna', point, value, language: 'zh-Hant-HK' as const })), BY))
  const sync = (edit?: (config: string) => string) => use((app) => app.sync('anna', { signal, untilQuiet: true }), edit)
  const proven = (at = clock.now()): void => {
    const instant = new Date(at).toISOString().replace(/\.\d+Z/, 'Z')
    net.backup = { point: 'b1', at: instant, covers: ['left', 'right'], verified: { at: instant, how: 'whole' }, isEncrypted: true, isKeyProven: true }
    net.rehearsal = { at: instant, point: 'b1', sides: ['left', 'right'], isEqual: true }
  }
  /** Opens the gate by all that machines tell and all that is asked. */
  const open = async () => {
    proven()
    await look()
    await answer(ASKED)
  }
  return { net, offset, use, look, answer, sync, proven, open }
}

const ASKED: readonly QuestionId[] = ['pop-left', 'pop-right', 'forward-left', 'mfa-left', 'client-password', 'recovery-steps']

test('the gate opens with the last point that is met, machines and people together, and not before', async () => {
  const { net, look, answer, sync, proven, use } = scene()
  const states = async () => (await look()).measures.map(({ state }) => state)
  assert.deepEqual(await states(), ['open', 'open', 'open', 'open', 'open'])
  await answer(['pop-left', 'pop-right', 'forward-left'])
  assert.deepEqual(await states(), ['open', 'met', 'open', 'open', 'open'])
  await answer(['mfa-left'])
  await answer(['client-password'], 'no')
  assert.deepEqual(await states(), ['open', 'met', 'met', 'open', 'open'])
  await answer(['client-password', 'recovery-steps'])
  proven()
  delete net.rehearsal
  assert.deepEqual(await states(), ['met', 'met', 'met', 'met', 'open'])
  await assert.rejects(sync(), CLOSED)
  proven()
  const report = await look()
  assert.deepEqual([report.isOpen, report.remarks.some(({ what }) => what === 'Carried to this side')], [true, true])
  assert.equal((await sync()).quiet, true)
  const trail = await use(async (app) => (await app.audit()).search('anna', { most: 99 }))
  assert.deepEqual(trail.map(({ kind, reason, by }) => [kind, reason, by]).filter(([kind, reason]) => kind === 'answer' && reason !== 'yes' && reason !== 'no'), [['answer', 'gate-opened', undefined]])
  assert.equal(trail.filter(({ kind, by }) => kind === 'answer' && by === BY).length, 7)
  assert.match(trail.find(({ reason }) => reason === 'no')?.detail ?? '', /"language":"zh-Hant-HK","asks":"設定檔中的 IMAP 密碼/)
})

test('an edited configuration closes it until what depends on it was looked at and said again', async () => {
  const { open, sync, use } = scene()
  await open()
  assert.equal((await sync()).quiet, true)
  const edits: readonly ((config: string) => string)[] = [
    (config) => config.replace('sandbox-imap-tongbu', 'another-password'),
    (config) => config.replace('70b9b000-0000-4000-8000-000000000001', '5eed0000-0000-4000-8000-000000000002'),
    (config) => config.replace('anna.chan@shenghe.example', 'ben@shenghe.example'),
    (config) => config.replace('"host":"127.0.0.1"', '"host":"localhost"'),
  ]
  for (const edit of edits) await assert.rejects(sync(edit), CLOSED)
  assert.equal((await sync()).quiet, true, 'as it was, it is as it was')
  await assert.rejects(use((app) => app.undo('anna', { of: 'any', signal }), edits[0]), CLOSED)
  await assert.rejects(use((app) => app.undo('anna', { of: 'any', signal, dryRun: true }), edits[0]), { code: 'UNKNOWN_RUN' }, 'only looking is free')
  await assert.rejects(use((app) => app.sync('anna', { signal, applyHold: 'any' }), edits[0]), CLOSED)
})

test('a backup of the mailboxes that a pair had before is none of those that it has now, and one that cannot be opened is told', async () => {
  const { offset, net, open, use, proven } = scene()
  await open()
  const moved = (config: string): string => config.replaceAll('"host":"127.0.0.1"', '"host":"localhost"')
  const backups = async () => (await use((app) => app.preflight().look('anna', signal), moved)).measures.flatMap(({ points }) => points.filter(({ id }) => id !== 'recovery-steps' && /backup|restore|rehearsal/.test(id)).map(({ outcome }) => outcome))
  offset.ms += 3_600_000
  assert.deepEqual(await backups(), ['failed', 'failed', 'failed'])
  assert.deepEqual(await backups(), ['failed', 'failed', 'failed'], 'nor at the next look')
  offset.ms += 3_600_000
  proven()
  assert.deepEqual(await backups(), ['ok', 'ok', 'ok'])
  net.problem = 'The key does not open the backup.'
  assert.deepEqual(await backups(), ['failed', 'failed', 'failed'])
})

test('what is found later closes it: a rule that forwards to the other side, a second factor that is taken away', async () => {
  const { open, look, sync } = scene()
  await open()
  const rules = pair.sandbox.outlook.mailbox(pair.sandbox.ready.accounts.outlook.address).rules
  rules.push({ id: 'r', displayName: 'x', sequence: 1, isEnabled: true, hasError: false, isReadOnly: false, actions: { forwardTo: [{ emailAddress: { name: 'a', address: pair.sandbox.ready.accounts.dingtalk.address } }] } })
  assert.equal((await look()).isOpen, false)
  await assert.rejects(sync(), CLOSED)
  rules.pop()
  assert.equal((await look()).isOpen, true)
  switches.mfaRegistered = false
  const unregistered = await look()
  switches.mfaRegistered = true
  assert.deepEqual(unregistered.measures.filter(({ state }) => state === 'open').map(({ measure }) => measure), ['sign-in'])
})

test('a permission that is taken back after the look changes nothing: what was told stays told, for good once the gate is open', async () => {
  const { offset, open, look } = scene()
  const signIn = async () => (await look()).measures.flatMap(({ points }) => points.filter(({ id }) => id === 'mfa-right').map(({ outcome, detail }) => [outcome, detail.slice(0, 8)]))[0]
  await look()
  Object.assign(switches, { registrationReport: 'no licence', securityDefaults: false })
  assert.equal((await signIn())?.[0], 'ok')
  offset.ms = 31 * DAY
  assert.deepEqual(await signIn(), ['unknown', 'Not told'], 'it was too long ago')
  Object.assign(switches, { registrationReport: 'on', securityDefaults: true })
  await open()
  Object.assign(switches, { registrationReport: 'no licence', securityDefaults: false })
  offset.ms = 90 * DAY
  const again = await look()
  Object.assign(switches, { registrationReport: 'on', securityDefaults: true })
  assert.equal(again.isOpen, true)
})

test('a clock that is set back opens nothing, and one that goes on closes nothing', async () => {
  const { offset, look, answer, sync, proven, open } = scene()
  await answer(ASKED)
  offset.ms = 366 * DAY
  proven()
  const late = await look()
  assert.deepEqual([late.isOpen, late.measures.flatMap(({ points }) => points.filter(({ isMet }) => !isMet).map(({ id }) => id))], [false, [...ASKED]])
  offset.ms = 100 * DAY
  const back = await look()
  assert.deepEqual([back.isOpen, back.isClockBehind], [false, true])
  await assert.rejects(sync(), CLOSED)
  offset.ms = 366 * DAY
  await open()
  assert.equal((await look()).isOpen, true)
  offset.ms = 1000 * DAY
  assert.equal((await look()).isOpen, true, 'what was open stays so, though answers are to be given anew')
  assert.equal((await sync()).stoppedBy, undefined)
})

test('a waiver is lost with what it was about, and taking everything back begins anew', async () => {
  const { answer, look, sync, use } = scene()
  await look()
  await answer(ASKED)
  for (const measure of ['backup', 'rollback'] as const) assert.ok((await use((app) => app.preflight().waive('anna', measure, `${BY}\n`, 'a\u001b[2J \ttest'))).length > 0)
  assert.deepEqual((await use((app) => app.preflight().standing('anna'))).measures.flatMap(({ waiver }) => (waiver === undefined ? [] : [[waiver.by, waiver.because]])), [[BY, 'a [2J test'], [BY, 'a [2J test']])
  assert.deepEqual(await use((app) => app.preflight().waive('anna', 'mailbox', BY, 'not needed')), [], 'what is met is not waived')
  assert.equal((await sync()).quiet, true)
  await assert.rejects(sync((config) => config.replace('anna.chan@shenghe.example', 'ben@shenghe.example')), CLOSED)
  assert.ok((await use((app) => app.preflight().withdraw('anna', 'all', BY))) > 10)
  await assert.rejects(sync(), CLOSED)
})
