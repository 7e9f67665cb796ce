import type { App } from '../../app.ts'
import { loadConfig } from '../../config/load-config.ts'
import { isErrorCode } from '../../domain/error-codes.ts'
import { SyncError } from '../../domain/errors.ts'
import type { Comparison } from '../../sandbox/compare.ts'
import type { Report } from '../../engine/report.ts'
import type { Invocation } from '../command.ts'
import { print } from '../print.ts'
import { count, counted, duration } from '../render.ts'
import type { ProgressLine } from '../progress-line.ts'
import { watchProgress, withProgress } from '../watch-progress.ts'
import { withApp } from '../with-app.ts'
import { chooseMail } from './mail-source.ts'
import type { Outcome } from './outcome.ts'
import { watchMemory } from './peak-memory.ts'
import { sandboxConfig } from './sandbox-config.ts'
import { sandboxControl, type SandboxControl } from './sandbox-control.ts'
import type { SandboxProcess } from './sandbox-process.ts'

/** What a person chose for a demo. */
export interface StoryOptions {
  /** A path; without one, the corpus that comes with the project. */
  readonly mail: string | undefined
  readonly count: number | undefined
  readonly database: string | undefined
  /** Of the people's edits. */
  readonly seed: number
}

/** Everything that the acts of the story share. */
interface Stage {
  readonly invocation: Invocation
  readonly clouds: SandboxProcess
  readonly control: SandboxControl
  readonly app: App
  readonly line: ProgressLine
  /** Prints what was done, with a tick and how long it took. */
  readonly tell: (title: string, detail: string, ms?: number) => void
}

/** Fills both mailboxes, syncs, edits, syncs, compares, and looks for what must not have happened. Throws what a command may throw. */
export async function playStory(invocation: Invocation, clouds: SandboxProcess, folder: string, options: StoryOptions): Promise<Outcome> {
  const { surroundings, signal } = invocation
  const startedAt = surroundings.clock.now()
  const memory = watchMemory(surroundings, [surroundings.pid, clouds.pid])
  const config = loadConfig(sandboxConfig(clouds.ready, options.database ?? `sqlite:${folder}/demo.db`), {}, () => '')
  const control = sandboxControl(clouds.ready.controlUrl, surroundings.http, signal)
  try {
    return await withProgress(invocation, async (line) => {
      const tell = teller(invocation, line)
      await putMailIn(invocation, clouds, options, line, tell)
      return withApp(invocation, config, async (app) => {
        const acts = await playActs({ invocation, clouds, control, app, line, tell }, options.seed)
        return { ...acts, ms: surroundings.clock.now() - startedAt, peakBytes: memory.bytes(), requests: app.requests() }
      })
    })
  } finally {
    memory.stop()
  }
}

const teller = (invocation: Invocation, line: ProgressLine): Stage['tell'] => (title, detail, ms) => {
  line.clear()
  print(invocation, `  ✓ ${title.padEnd(22)} ${detail}${ms === undefined ? '' : ` · ${duration(ms)}`}`)
}

async function putMailIn(invocation: Invocation, { ready }: SandboxProcess, options: StoryOptions, line: ProgressLine, tell: Stage['tell']): Promise<void> {
  const { clock } = invocation.surroundings
  const { fillMailboxes } = await import('../../sandbox/seed/fill.ts')
  const startedAt = clock.now()
  tell('Clouds started', `Outlook at ${ready.graphUrl}, DingTalk at imap://${ready.imap.host}:${ready.imap.port}`)
  const { source } = await chooseMail(options.mail ?? 'spam-assassin')
  const stored = await fillMailboxes(ready, {
    source: stoppable(source, invocation.signal),
    ...(options.count === undefined ? {} : { count: options.count }),
    generated: options.mail === undefined,
    onProgress: ({ dingtalk, outlook }) => line.show({ label: 'Putting mail in', done: dingtalk + outlook }),
  })
  tell('Mail put in', `${count(stored.dingtalk)} on DingTalk, ${count(stored.outlook)} on Outlook`, clock.now() - startedAt)
}

async function* stoppable<Value>(values: AsyncIterable<Value>, signal: AbortSignal): AsyncIterable<Value> {
  for await (const value of values) {
    signal.throwIfAborted()
    yield value
  }
}

async function playActs(stage: Stage, seed: number): Promise<Omit<Outcome, 'ms' | 'peakBytes' | 'requests'>> {
  const { invocation, app, tell, control, clouds } = stage
  const { clock } = invocation.surroundings
  let share = 0
  const run = async (title: string, name: string): Promise<{ report: Report; ms: number; copied: number }> => {
    const startedAt = clock.now()
    const report = await syncOnce(stage, name)
    const ms = clock.now() - startedAt
    share = Math.max(share, app.windowShare())
    const copied = (report.done.left.copy ?? 0) + (report.done.right.copy ?? 0)
    tell(title, `${summary(report)}${copied > 100 ? ` · ${count((copied * 1000) / ms)} msg/s` : ''}`, ms)
    return { report, ms, copied }
  }
  const first = await run('First sync', 'First sync')
  const edits = await edit(stage, seed)
  const second = await run('Second sync', 'Second sync')

  const startedAt = clock.now()
  const comparison = await control.compare()
  tell('Compared by the clouds', counted(comparison.messages, 'message'), clock.now() - startedAt)
  const sent = (await control.outbound()).filter(({ client }) => !isPerson(clouds, client)).map(({ kind }) => `${kind} sent`)
  await control.clearRequests()
  await run('Third sync', 'Third sync')
  const rewritten = (await control.requests()).filter(({ write, client }) => write && !isPerson(clouds, client)).map(({ cloud, kind, count: times }) => `${times} × ${cloud} ${kind}`)

  const findings = second.report.findings
  const { differences, leftInTrash, unexplained } = judge(comparison, edits.emptied)
  const problems = [...sent.map((detail) => ({ kind: 'outbound', detail })), ...rewritten.map((detail) => ({ kind: 'written-again', detail })), ...unexplained]
  const equal = comparison.equalOutsideTrash && problems.length === 0
  return { equal, comparison, differences, leftInTrash, problems, edits: edits.made, findings, copied: first.copied, firstMs: first.ms, windowShare: share }
}

/**
 * Emptying the trash of one side leaves the trash of the other alone, and a copy that a late original replaced lies in one trash
 * only: such messages are counted apart, and there may be no more of them than people have emptied.
 */
function judge({ differences, equalOutsideTrash }: Comparison, emptied: number) {
  const inTrash = equalOutsideTrash ? differences : differences.filter(({ kind, path }) => path === '(trash)' && kind.startsWith('missing'))
  const originals = inTrash.filter(({ detail }) => !detail.endsWith('a copy')).length
  const copies = inTrash.length - originals
  const unexplained = originals > emptied ? [{ kind: 'trash', detail: `${originals} messages lie in one trash only, and people emptied ${emptied}` }] : []
  return { differences: differences.filter((difference) => !inTrash.includes(difference)), leftInTrash: { emptied: originals, superseded: copies }, unexplained }
}

/** The people of the story have sign-ins of their own; every other request is ours. */
function isPerson({ ready }: SandboxProcess, client: string): boolean {
  return client === PEOPLE || client === ready.accounts.outlookSeed.clientId || client === ready.accounts.dingtalkSeed.appId
}

/** The name by which the people's IMAP program makes itself known. */
const PEOPLE = 'sandbox-people'

async function syncOnce({ app, invocation, line }: Stage, name: string): Promise<Report> {
  const [pair] = app.pairs()
  const report = await app.sync(pair?.name ?? '', { signal: invocation.signal, untilQuiet: true, onProgress: watchProgress(line, app, name) })
  if (report.stoppedBy !== undefined) throw new SyncError(isErrorCode(report.stoppedBy.code) ? report.stoppedBy.code : 'BROKEN_INVARIANT', `${name} ended early: ${report.stoppedBy.message}`)
  return report
}

function summary(report: Report): string {
  const total = (kind: keyof Report['done']['left']): number => (report.done.left[kind] ?? 0) + (report.done.right[kind] ?? 0)
  const words: readonly (readonly [number, string])[] = [
    [total('copy'), 'copied'],
    [total('mark'), 'marked'],
    [total('move'), 'moved'],
    [total('trash'), 'sent to trash'],
    [total('create-folder'), 'folders made'],
    [total('change-folder'), 'folders renamed'],
  ]
  const parts = words.filter(([number]) => number > 0).map(([number, word]) => `${count(number)} ${word}`)
  return parts.length === 0 ? 'nothing had to be written' : parts.join(', ')
}

async function edit({ invocation, clouds, line, tell }: Stage, seed: number): Promise<{ made: number; emptied: number }> {
  const { clock } = invocation.surroundings
  const startedAt = clock.now()
  const { editMailboxes } = await import('../../sandbox/seed/edits.ts')
  line.show({ label: 'People edit both sides', done: 0, total: EDITS, unit: 'edits' })
  const counts = await editMailboxes(clouds.ready, { seed, count: EDITS })
  const edits = Object.values(counts).reduce((sum, number) => sum + number, 0)
  tell('People edited', `${counted(edits, 'edit')} on both sides: read, flagged, answered, moved, trashed, new, renamed, conflicting`, clock.now() - startedAt)
  return { made: edits, emptied: counts['empty-trash'] }
}

/** Edits that are wanted; fewer are made where there is too little mail. */
const EDITS = 400
