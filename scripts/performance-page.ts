import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { figureOf, holds, type Plot, type Result, type Value } from '../bench/harness.ts'
import { plotSvg } from './plot-svg.ts'

const RESULTS = join(import.meta.dirname, '../bench/results')

/** `docs/performance.md` and the plots that it shows, by path, made from what was measured last (`bench/results`). */
export function performancePages(): Readonly<Record<string, () => string>> {
  const results = readResults()
  const plots = results.flatMap((result) => (result.plots ?? []).map((plot, at) => [plotPath(result, at), () => plotSvg(plot)] as const))
  return { 'docs/performance.md': () => page(results), ...Object.fromEntries(plots) }
}

const readResults = (): Result[] =>
  readdirSync(RESULTS)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(RESULTS, name), 'utf8')) as Result)
    .sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }))

const plotPath = ({ id }: Result, at: number): string => `docs/performance/${id.toLowerCase()}${at === 0 ? '' : `-${at + 1}`}.svg`

const page = (results: readonly Result[]): string => `# Performance

Measured by \`npm run bench\`, as ratios in one run where a peer is at hand: the contestants take turns, and the median of their rounds counts. Figures over loopback say what the engine can do, not what a cloud lets it do. [bench/README.md](../bench/README.md) says how each is measured and how to measure it again; the numbers themselves are in \`bench/results\`. This page is made from them by \`npm run generate\`.

${overview(results)}
${results.map(section).join('\n')}`

function overview(results: readonly Result[]): string {
  const rows = results.flatMap(({ id, title, values }) =>
    values
      .filter(({ target }) => target !== undefined)
      .map((value, at) => `| ${at === 0 ? `${id} | ${title}` : ' | '} | ${value.name} | ${told(value)} | ${wanted(value)} | ${holds(value) ? 'met' : '**missed**'} |`),
  )
  return ['| | | | Measured | Wanted | |', '| --- | --- | --- | ---: | ---: | --- |', ...rows, ''].join('\n')
}

const told = ({ value, unit }: Value): string => `${figureOf(value)}${unit === '' ? '' : ` ${unit}`}`

const wanted = ({ target, unit }: Value): string => (target === undefined ? '' : `${target.op === '>=' ? 'at least' : 'at most'} ${target.than}${unit === '' ? '' : ` ${unit}`}`)

function section(result: Result): string {
  const { id, title, values, limits, plots = [], settings, environment: machine, takenAt, rounds } = result
  const missed = values.some((value) => !holds(value))
  const rows = values.map((value) => `| ${value.name} | ${told(value)} |`)
  const curves = plots.map((plot, at) => `![${altOf(plot)}](${plotPath(result, at).replace('docs/', '')})\n`)
  return [
    `## ${id}: ${title}`,
    '',
    '| | |',
    '| --- | ---: |',
    ...rows,
    '',
    ...(limits === '' ? [] : [`${missed ? '**What keeps it from its target.** ' : ''}${limits}`, '']),
    ...curves,
    `${rounds} rounds, ${takenAt.slice(0, 10)}, ${machine.commit}. ${Object.entries(settings).map(([name, value]) => `${name} ${value}`).join('; ')}. ${machine.processor}, ${machine.cores} cores, ${machine.memoryGB} GB, ${machine.system}, Node ${machine.node.slice(1)}; load before and after ${machine.load.join(' and ')}${machine.load[0] > machine.cores ? ': the machine was busy with other things, which ratios bear better than rates do' : ''}.`,
    '',
  ].join('\n')
}

const altOf = ({ title, x, y, series }: Plot): string =>
  `${title}, ${y} by ${x}. ${series.map(({ name, points }) => `${name}: ${points.map(([at, value]) => `${at} ${figureOf(value)}`).join(', ')}`).join('. ')}`
