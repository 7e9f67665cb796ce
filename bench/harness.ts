import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, loadavg, release, totalmem } from 'node:os'
import { join } from 'node:path'

/** What a person asks for on the command line. */
export interface BenchOptions {
  /** Messages, where a figure speaks of a number of them. Default: the number that the figure is defined with. */
  readonly count: number | undefined
  /** Rounds, of which the median counts. */
  readonly rounds: number
  /** Told what happens, for a person who waits. */
  readonly say: (line: string) => void
}

/** One number that was measured. */
export interface Value {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What it should be; absent where it is only reported. */
  readonly target?: { readonly op: '>=' | '<='; readonly than: number }
}

/** Cost against size, for a plot: one line per series. */
export interface Plot {
  readonly title: string
  readonly x: string
  readonly y: string
  readonly series: readonly { readonly name: string; readonly points: readonly (readonly [x: number, y: number])[] }[]
}

/** What a figure's `measure` tells. */
export interface Measured {
  /** What was measured with: counts, versions of peers. */
  readonly settings: Readonly<Record<string, string | number>>
  readonly values: readonly Value[]
  /** Every single measurement, by name and in the order in which they were made. */
  readonly samples: Readonly<Record<string, readonly number[]>>
  readonly plots?: readonly Plot[]
}

/** One figure of the programme. */
export interface Figure {
  /** Such as `P1`. */
  readonly id: string
  readonly title: string
  /** What keeps it from its target, or bounds it, as far as is known from profiles. Shown on the page. */
  readonly limits: string
  /** Debian programs without which it cannot be measured. */
  readonly programs?: readonly string[]
  measure(options: BenchOptions): Promise<Measured>
}

/** As written to `bench/results`. */
export interface Result extends Measured {
  readonly id: string
  readonly title: string
  readonly limits: string
  readonly takenAt: string
  readonly rounds: number
  readonly environment: Environment
}

export interface Environment {
  readonly processor: string
  readonly cores: number
  readonly memoryGB: number
  readonly system: string
  readonly node: string
  /** Of the source, with a mark when it was changed since. */
  readonly commit: string
  /** Average over the last minute, before and after. */
  readonly load: readonly [before: number, after: number]
}

/** Runs A, B, A, B … so that what the machine does meanwhile falls on all alike. @returns milliseconds by name */
export async function interleave(contestants: Readonly<Record<string, (round: number) => Promise<void>>>, rounds: number, say: BenchOptions['say']): Promise<Record<string, number[]>> {
  const samples: Record<string, number[]> = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]))
  for (let round = 1; round <= rounds; round++) {
    for (const [name, run] of Object.entries(contestants)) {
      const ms = await timed(() => run(round))
      samples[name]?.push(ms)
      say(`  round ${round}, ${name}: ${Math.round(ms)} ms`)
    }
  }
  return samples
}

/** Milliseconds that the work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}

/** @throws {Error} of nothing */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('There is no median of nothing.')
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** Whether a value is what it should be; true where nothing is asked of it. */
export const holds = ({ value, target }: Value): boolean => target === undefined || (target.op === '>=' ? value >= target.than : value <= target.than)

/** Measures one figure, with the state of the machine around it. */
export async function measure(figure: Figure, options: BenchOptions): Promise<Result> {
  const before = load()
  const measured = await figure.measure(options)
  const { id, title, limits } = figure
  return { id, title, limits, takenAt: new Date().toISOString().slice(0, 19).concat('Z'), rounds: options.rounds, environment: environment(before), ...measured }
}

const load = (): number => Number(loadavg()[0]?.toFixed(2))

function environment(before: number): Environment {
  const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8', cwd: join(import.meta.dirname, '..') }).trim()
  const isChanged = git('status', '--porcelain', '--', 'src') !== ''
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 2 ** 30),
    system: `Linux ${release().split('-')[0]} ${arch()}${distribution()}`,
    node: process.version,
    commit: `${git('rev-parse', '--short', 'HEAD')}${isChanged ? ' with changes' : ''}`,
    load: [before, load()],
  }
}

function distribution(): string {
  try {
    const name = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1]
    return name === undefined ? '' : `, ${name}`
  } catch {
    return ''
  }
}

/** One line per value, for a person. */
export function table({ id, title, values, settings, environment: machine }: Result): string {
  const rows = values.map((value) => {
    const { name, unit, target } = value
    const wanted = target === undefined ? '' : `  (wanted ${target.op === '>=' ? 'at least' : 'at most'} ${target.than}: ${holds(value) ? 'met' : 'MISSED'})`
    return `  ${name.padEnd(44)} ${figureOf(value.value).padStart(9)} ${unit}${wanted}`
  })
  const told = Object.entries(settings).map(([name, value]) => `${name} ${value}`)
  return [`${id}  ${title}`, ...rows, `  ${told.join(', ')}; load ${machine.load.join(' → ')}; Node ${machine.node.slice(1)}; ${machine.cores} cores`].join('\n')
}

/** Three digits that count. */
export const figureOf = (value: number): string => (Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3))))
