import type { Clock } from '../platform/clock.ts'
import { count, fit, percent } from './render.ts'
import type { Output } from './surroundings.ts'

/** How far some long work is. */
export interface Work {
  /** What is being done, in a few words. */
  readonly label: string
  /** Things done so far. */
  readonly done: number
  readonly total?: number
  /** Things per second are told with this word. Default `msg`. */
  readonly unit?: string
  /** 0–1, of what the cloud allows. */
  readonly windowShare?: number
}

/** On a terminal one line, rewritten in place; elsewhere a plain line now and then. */
export interface ProgressLine {
  show(work: Work): void
  /** Takes the line away, so that something else can be printed. */
  clear(): void
}

/** Between two rewrites on a terminal, and between two plain lines, in milliseconds. */
const REWRITE_MS = 200
const PLAIN_MS = 5000
/** The speed told is that of the last so many milliseconds. */
const SPEED_WINDOW_MS = 10_000

/** Progress on `output`, at the times of `clock`. */
export function createProgressLine(output: Output, clock: Clock): ProgressLine {
  let label = ''
  let samples: { at: number; done: number }[] = []
  let shownAt = output.isTerminal ? Number.NEGATIVE_INFINITY : clock.now()
  let visible = false

  return {
    show(work) {
      const now = clock.now()
      if (work.label !== label || work.done < (samples.at(-1)?.done ?? 0)) {
        label = work.label
        samples = []
      }
      const last = samples.at(-1)
      if (last === undefined || now - last.at >= REWRITE_MS) samples.push({ at: now, done: work.done })
      while (samples.length > 2 && now - (samples[0]?.at ?? now) > SPEED_WINDOW_MS) samples.shift()
      if (now - shownAt < (output.isTerminal ? REWRITE_MS : PLAIN_MS)) return
      shownAt = now
      const line = describe(work, samples[0], now)
      visible = output.isTerminal
      output.write(output.isTerminal ? `\r\u001b[2K${fit(line, output.columns() - 1)}` : `${line}\n`)
    },
    clear() {
      if (visible) output.write('\r\u001b[2K')
      visible = false
    },
  }
}

function describe(work: Work, first: { at: number; done: number } | undefined, now: number): string {
  const seconds = first === undefined ? 0 : (now - first.at) / 1000
  const speed = first !== undefined && seconds >= 0.5 ? (work.done - first.done) / seconds : 0
  const parts = [`${work.label}  ${count(work.done)}${work.total === undefined ? '' : ` of ${count(work.total)}`}`]
  if (speed > 0) parts.push(`${count(speed)} ${work.unit ?? 'msg'}/s`)
  if (work.windowShare !== undefined && work.windowShare > 0) parts.push(`${percent(work.windowShare)} of what Microsoft allows`)
  if (speed > 0 && work.total !== undefined && work.total > work.done) parts.push(estimate((work.total - work.done) / speed, now))
  return parts.join(' · ')
}

/** Seconds while they are few, else the time of day at which it will be done. */
function estimate(seconds: number, now: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s to go`
  const end = new Date(now + seconds * 1000)
  return `done at ${String(end.getHours()).padStart(2, '0')}:${String(end.getMinutes()).padStart(2, '0')}`
}
