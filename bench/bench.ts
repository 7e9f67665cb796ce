import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { missingPackages } from '../test/support/dovecot.ts'
import { FIGURES } from './figures.ts'
import { measure, table } from './harness.ts'

const USAGE = `npm run bench -- [P1 P2 …] [--rounds 5] [--count N] [--json] [--keep]

Measures the figures that are named, or all: ${Object.keys(FIGURES).join(' ')}.
  --rounds N  runs of each contestant, of which the median counts (default 5)
  --count N   messages, for a quick look; the figures are defined with their defaults
  --json      prints the results as JSON
  --keep      writes them to bench/results, for \`npm run generate\` to show in docs/performance.md`

const RESULTS = join(import.meta.dirname, 'results')

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' }, count: { type: 'string' }, json: { type: 'boolean', default: false }, keep: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
})
const names = positionals.length === 0 ? Object.keys(FIGURES) : positionals.map((name) => name.toUpperCase())
const unknown = names.filter((name) => FIGURES[name] === undefined)

if (options.help || unknown.length > 0) {
  console.log(unknown.length > 0 ? `There is no figure ${unknown.join(', ')}.\n\n${USAGE}` : USAGE)
  process.exitCode = unknown.length > 0 ? 64 : 0
} else for (const name of names) await run(name)

async function run(name: string): Promise<void> {
  const figure = await FIGURES[name]?.()
  if (figure === undefined) return
  const missing = missingPackages(figure.programs ?? [])
  if (missing.length > 0) {
    console.error(`${name} needs programs that are not here.\nNext: sudo apt-get install ${missing.join(' ')}`)
    process.exitCode = 69
    return
  }
  const say = (line: string): void => console.error(line)
  say(`${name}  ${figure.title}`)
  const result = await measure(figure, { rounds: Number(options.rounds), count: options.count === undefined ? undefined : Number(options.count), say })
  console.log(options.json ? JSON.stringify(result, undefined, 2) : table(result))
  if (!options.keep) return
  mkdirSync(RESULTS, { recursive: true })
  writeFileSync(join(RESULTS, `${name.toLowerCase()}.json`), `${JSON.stringify(result, undefined, 2)}\n`)
}
