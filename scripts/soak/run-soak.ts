import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Report } from '../../src/engine/report.ts'
import { generator } from '../../src/sandbox/faults.ts'
import type { LatencyProfile } from '../../src/sandbox/latency.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts'
import { freePort } from '../../test/support/free-port.ts'
import { runTongbu } from '../../test/support/run-tongbu.ts'
import { configText } from '../../test/support/sandbox-pair.ts'
import { openDaemon, type Daemon } from './daemon.ts'
import { openPeopleAtWork, type PeopleAtWork } from './people-at-work.ts'
import { drawTroubles, endTroubles } from './trouble.ts'

export interface SoakOptions {
  readonly minutes: number
  readonly seed: number
  /** Mails of the corpus that are there before. */
  readonly mail: number
  readonly latency: LatencyProfile
  readonly say: (line: string) => void
  /** `isRare`: also for whoever keeps every line. */
  readonly progress: (line: string, isRare: boolean) => void
}

/** What all parts of one soak share. */
interface Scene {
  readonly sandbox: Sandbox
  readonly daemon: Daemon
  readonly people: PeopleAtWork
  readonly options: SoakOptions
  readonly config: string
  readonly startedAt: number
  readonly chance: { readonly next: ReturnType<typeof drawTroubles>; readonly random: () => number }
  /** Rounds, checks that were passed, and what is the matter now. */
  readonly told: { rounds: number; checks: number; what: string; rareAt: number }
}

/** So long each trouble lasts. */
const ROUND_MS = 20_000
/** All is left in peace this often, so that a failure is found near its cause. */
const CHECK_EVERY_ROUNDS = 12
/** One in so many rounds the service is killed. */
const KILL_EVERY = 3
/** Nobody is killed any more in the last part, so that memory can be watched. */
const KILLING_PART = 1 / 3
const LOOK_MS = 500
const COMPARE_MS = 4_000
const RARE_MS = 30_000
/** In this time what was agreed must have come about, once all is in peace. */
const PATIENCE_MS = 5 * 60_000
/** Often enough that what nobody tells is found within a round. */
const PACE = { hotSeconds: 5, warmSeconds: 8, idleSeconds: 10, safetySeconds: 15 }

/** @returns whether all was well */
export async function runSoak(options: SoakOptions): Promise<boolean> {
  const { seed, say, latency } = options
  const folder = mkdtempSync(join(tmpdir(), 'tongbu-soak-'))
  const sandbox = await startSandbox({ latency, seed })
  const rounds = Math.max(1, Math.round((options.minutes * 60_000) / ROUND_MS))
  const people = await openPeopleAtWork(sandbox, seed, options.mail)
  const config = join(folder, 'tongbu.yaml')
  const port = await freePort()
  const text = configText(sandbox, { database: `sqlite:${join(folder, 'tongbu.db')}` })
  writeFileSync(config, JSON.stringify({ ...JSON.parse(text), serve: { ...PACE, port, publicUrl: `http://127.0.0.1:${port}` } }))
  const daemon = await openDaemon(config)
  const scene: Scene = { sandbox, daemon, people, options, config, startedAt: Date.now(), chance: { next: drawTroubles(generator(seed + 1)), random: generator(seed + 2) }, told: { rounds: 0, checks: 0, what: '', rareAt: 0 } }
  say(`Soaking for ${options.minutes} minutes with seed ${seed}; files are in ${folder} until it ends well.`)
  let isWell = false
  try {
    for (let round = 1; round <= rounds; round++) await playRound(scene, round, rounds)
    await settle(scene)
    await daemon.stop()
    isWell = await judge(scene)
  } catch (error) {
    say(`\nFAILED in round ${scene.told.rounds} (${scene.told.what}) with --seed ${seed}: ${error instanceof Error ? error.message : String(error)}`)
    say(`Last words of the service:\n${daemon.lastWords()}`)
    await daemon.stop().catch(() => {})
  }
  await sandbox.close()
  if (isWell) rmSync(folder, { recursive: true, force: true })
  return isWell
}

async function playRound(scene: Scene, round: number, rounds: number): Promise<void> {
  const { sandbox, daemon, people, told, options, chance } = scene
  endTroubles.begin(sandbox, 0)
  told.rounds = round
  told.what = 'people at work'
  await people.edit(round)
  const trouble = chance.next()
  told.what = trouble.name
  trouble.begin(sandbox, options.seed + round)
  const isKilled = round <= rounds * KILLING_PART && chance.random() < 1 / KILL_EVERY
  const part = isKilled ? chance.random() : 1
  await pass(scene, ROUND_MS * part)
  if (isKilled) {
    told.what = `${trouble.name}, killed`
    await daemon.kill()
    await pass(scene, ROUND_MS * (1 - part))
  }
  if (round % CHECK_EVERY_ROUNDS !== 0) return
  await settle(scene)
  await people.emptyTrash(round)
}

/** Lets time go by. */
async function pass(scene: Scene, ms: number): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; ) {
    show(scene)
    await sleep(Math.min(LOOK_MS, Math.max(0, end - Date.now())))
    scene.daemon.look()
  }
}

function show({ daemon, people, told, options, startedAt, sandbox }: Scene): void {
  const doneMs = Date.now() - startedAt
  const leftMs = Math.max(0, options.minutes * 60_000 - told.rounds * ROUND_MS) * (doneMs / Math.max(ROUND_MS, told.rounds * ROUND_MS))
  const clock = (ms: number): string => `${Math.floor(ms / 60_000)}:${String(Math.floor((ms / 1000) % 60)).padStart(2, '0')}`
  const sent = sandbox.shared.ledger.outbound().length
  const isRare = Date.now() - told.rareAt >= RARE_MS
  if (isRare) told.rareAt = Date.now()
  options.progress(
    `${clock(doneMs)}, about ${clock(leftMs)} left · ${people.edits} edits, ${people.mails} mails, ${daemon.runs} runs, ${daemon.kills} kills, ${told.checks} checks passed · ${Math.round(daemon.memoryMB)} MB · ${sent} receipts of people · ${told.what}`,
    isRare,
  )
}

/** In peace both sides become equal, and the service finds nothing more to do. @throws {Error} when they do not, with what differs */
async function settle(scene: Scene): Promise<void> {
  const { sandbox, told } = scene
  const since = Date.now()
  endTroubles.begin(sandbox, 0)
  told.what = 'in peace'
  for (const end = since + PATIENCE_MS; ; ) {
    await pass(scene, COMPARE_MS)
    const { equalOutsideTrash, differences, counts } = await sandbox.compare()
    if (equalOutsideTrash && (await isAtRest(scene, since))) break
    if (Date.now() > end) throw new Error(`the mailboxes did not come to rest: ${JSON.stringify(counts)}\n${differences.slice(0, 5).map(({ kind, path, detail }) => `  ${kind} ${path}: ${detail}`).join('\n')}`)
  }
  told.checks++
}

/** Whether a run that began in peace had nothing to do: what the clouds count as equal may still be under way, such as an empty folder of Outlook's own. */
async function isAtRest({ config }: Scene, since: number): Promise<boolean> {
  const { stdout } = await runTongbu(['status', '--json', '--config', config])
  const { lastReport } = JSON.parse(stdout).pairs[0] as { readonly lastReport?: Pick<Report, 'startedAt' | 'quiet'> }
  return lastReport?.quiet === true && Date.parse(lastReport.startedAt) >= since
}

async function judge({ sandbox, daemon, people, options, config, told }: Scene): Promise<boolean> {
  const { say } = options
  const verified = await runTongbu(['verify', '--config', config])
  const comparison = await sandbox.compare()
  sandbox.shared.ledger.clear()
  const again = await runTongbu(['sync', '--until-quiet', '--config', config])
  const ours = sandbox.ready.accounts.outlook.clientId
  const writes = sandbox.shared.ledger.writes().filter(({ client }) => client === ours || client === 'tongbu')
  const sent = sandbox.shared.ledger.outbound().filter(({ client }) => client === ours || client === sandbox.ready.accounts.dingtalk.appId)
  const { lines, isFlat } = daemon.memory()
  const findings: readonly (readonly [isWell: boolean, what: string])[] = [
    [told.checks > 0, `${told.rounds} rounds (${people.mishaps} cut short), ${people.edits} edits, ${people.mails} mails, ${daemon.runs} runs, ${daemon.kills} kills, ${told.checks} checks in between`],
    [verified.code === 0, `tongbu verify: exit code ${verified.code}${verified.code === 0 ? '' : `\n${verified.stdout}${verified.stderr}`}`],
    [comparison.equalOutsideTrash && (comparison.counts.duplicate ?? 0) === 0, `seen from inside: ${comparison.messages} messages, ${comparison.counts.duplicate ?? 0} twice`],
    [again.code === 0 && writes.length === 0, `a further run: exit code ${again.code}, ${writes.length} writes`],
    [sent.length === 0, `sent because of us: ${sent.length}`],
    [isFlat, `memory: ${lines.join('; ')}`],
  ]
  say('')
  for (const [isWell, what] of findings) say(`  ${isWell ? '✓' : '✗'} ${what}`)
  return findings.every(([isWell]) => isWell)
}
