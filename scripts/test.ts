import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { memoryFolder } from '../test/support/memory-folder.ts'

/**
 * Everything that must hold before a change is taken: types, lint, generated files, tests. Names on the command line choose tests only:
 * `npm test -- src/config` runs those below a folder.
 */
const chosen = process.argv.slice(2)
/** Each is a process for all tests of a folder: those that would take longer to begin than to be over. */
const TOGETHER = globSync('test/all-*.test.ts').sort()
/** Reading TypeScript anew for each of a hundred files would take minutes of the processor. */
const NODE_COMPILE_CACHE = join(import.meta.dirname, '../node_modules/.cache/tongbu')

// Beside each other: each reads many files, and waits for them.
if (chosen.length === 0)
  await Promise.all([
    step('Types', 'tsc', ['-p', '.']),
    step('Types of the dashboard', 'tsc', ['-p', 'dashboard']),
    step('Lint', 'oxlint', ['--type-aware', '--deny-warnings']),
    step('Generated files', process.execPath, ['scripts/generate-docs.ts', '--check']),
  ])
await step('Dashboard', process.execPath, ['scripts/build-dashboard.ts'])

/** Tests of one file run one after another, files beside each other: twice as many as there are cores, as many wait for an answer or for time to pass. */
const atOnce = Math.min(8, 2 * availableParallelism())
const files = chosen.length === 0 ? everything() : chosen.flatMap((path) => (path.endsWith('.ts') ? [path] : globSync(join(path, '**/*.test.ts')).sort()))
if (files.length === 0) fail(`There is no test at ${chosen.join(', ')}.`)
await step(`Tests: ${files.length} files`, process.execPath, [
  // Several files at once keep all cores busy: helpers of the garbage collector would only get in their way.
  '--single-threaded-gc',
  '--import=./test/support/unfollowed.ts',
  '--test',
  `--test-concurrency=${atOnce}`,
  '--test-timeout=900000',
  '--test-reporter=spec',
  ...files,
])

/** Those of a folder first: they take longest. */
function everything(): readonly string[] {
  const isTogether = (path: string): boolean => TOGETHER.some((all) => path === all || path.startsWith(all.replace('all-', '').replace('.test.ts', '/')))
  return [...TOGETHER, ...globSync('test/**/*.test.ts').filter((path) => !isTogether(path)).sort()]
}

/** Runs one step, and ends with its exit code if that is not 0. */
async function step(title: string, command: string, args: readonly string[]): Promise<void> {
  const startedAt = performance.now()
  console.log(`— ${title}`)
  const child = spawn(command, args, { stdio: 'inherit', env: { NODE_COMPILE_CACHE, TMPDIR: memoryFolder(), ...process.env } })
  const [code]: (number | null)[] = await once(child, 'close').catch((error: unknown) => fail(`${command} could not be started: ${String(error)}\nNext: run \`npm ci\`, and start this with \`npm test\`.`))
  if (code !== 0) {
    console.error(`✖ ${title}: ended with ${code}`)
    process.exit(code ?? 1)
  }
  console.log(`  ${title}: done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
