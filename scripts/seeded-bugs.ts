import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { SEEDED_BUGS, type SeededBug } from '../test/seeded-bugs/bugs.ts'

/**
 * Does the suite bite? Writes each seeded bug into a copy of the tree and runs the tests that should notice. Words on the command
 * line choose bugs by name. Ends with 1 when more than one in twenty goes unnoticed.
 */
const words = process.argv.slice(2)
const chosen = SEEDED_BUGS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))
const AT_ONCE = 2
const MOST_MS = 600_000
const LEAST_CAUGHT = 0.95

/** What is random is tried less often than in `npm test`: what is noticed so is noticed there. */
const COUNTS = { MODEL_HISTORIES: '60', MODEL_PATIENCE: '0', CRASH_ORDERS: '2', SIMULATIONS: '10' }
const ROOT = resolve(import.meta.dirname, '..')
const TREE = ['bin', 'docs', 'scripts', 'src', 'test', 'package.json', 'tsconfig.json', 'config.example.yaml', 'README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']

const healthy = new Map<string, Promise<boolean>>()
const waiting = [...chosen]
const missed: string[] = []
await Promise.all(Array.from({ length: AT_ONCE }, work))
const caught = chosen.length - missed.length
console.log(`${caught} of ${chosen.length} seeded bugs are caught${missed.length === 0 ? '.' : `. Missed: ${missed.join('; ')}.`}`)
process.exitCode = caught < chosen.length * LEAST_CAUGHT ? 1 : 0

async function work(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tongbu-seeded-'))
  try {
    for (const name of TREE) cpSync(join(ROOT, name), join(folder, name), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    for (let bug = waiting.shift(); bug !== undefined; bug = waiting.shift()) {
      const startedAt = performance.now()
      const by = await seed(bug, folder)
      if (by === undefined) missed.push(bug.name)
      console.log(`${by === undefined ? 'MISSED' : 'caught'}  ${bug.name}${by === undefined ? '' : ` — ${by}`} (${Math.round((performance.now() - startedAt) / 1000)} s)`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @returns the test that notices, if any does */
async function seed({ file, find, replace, tests }: SeededBug, folder: string): Promise<string | undefined> {
  const path = join(folder, file)
  const text = readFileSync(path, 'utf8')
  for (const test of tests) {
    writeFileSync(path, text.replace(find, () => replace))
    const isNoticed = !(await passes(test, folder))
    writeFileSync(path, text)
    if (isNoticed && (await isHealthy(test, folder))) return test
  }
  return undefined
}

/** A test that fails anyway notices nothing. */
function isHealthy(test: string, folder: string): Promise<boolean> {
  const known = healthy.get(test) ?? passes(test, folder)
  healthy.set(test, known)
  return known
}

function passes(test: string, folder: string): Promise<boolean> {
  const { promise, resolve: settle } = Promise.withResolvers<boolean>()
  const args = ['--test', `--test-timeout=${MOST_MS}`, test]
  const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore', env: { ...process.env, ...COUNTS }, timeout: MOST_MS, killSignal: 'SIGKILL' })
  child.once('exit', (code) => settle(code === 0))
  return promise
}
