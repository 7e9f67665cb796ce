import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { errorPage } from '../../scripts/error-page.ts'
import { performancePages } from '../../scripts/performance-page.ts'
import { COMMANDS } from '../../src/cli/cli.ts'
import { configExample } from '../../src/config/config-example.ts'
import { allOptions, configPage } from '../../src/config/config-page.ts'
import { ERROR_CODES } from '../../src/domain/error-codes.ts'
import { LANGUAGES, wordsOf } from '../../src/gate/catalogue.ts'
import { POINTS } from '../../src/gate/points.ts'
import { recoverySteps } from '../../src/gate/recovery-steps.ts'
import { ROOT } from './source-files.ts'

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const pages = globSync(['*.md', 'docs/**/*.md', 'src/**/*.md'], { cwd: ROOT })

test('no two decision records have one number, none is missing, and the index lists each', () => {
  const records = globSync('[0-9]*.md', { cwd: join(ROOT, 'docs/adr') }).sort()
  const numbers = records.map((name) => Number(name.slice(0, 4)))
  assert.deepEqual(numbers, numbers.map((_, at) => at + 1))
  const listed = [...read('docs/adr/README.md').matchAll(/\]\((\d{4}-[^)]+\.md)\)/g)].map(([, name]) => name).sort()
  assert.deepEqual(listed, records)
})

for (const [path, make] of [['docs/errors.md', errorPage], ['docs/configuration.md', configPage], ['config.example.yaml', configExample], ...Object.entries(performancePages())] as const) {
  test(`${path} is what \`npm run generate\` makes`, () => {
    assert.equal(read(path), make())
  })
}

test('every option says what it is, and stands on the page and in the example', () => {
  const [page, example] = [read('docs/configuration.md'), read('config.example.yaml')]
  const missing = allOptions().filter(({ path, about }) => {
    const name = path.at(-1) ?? ''
    return !about?.help || !page.includes(`| \`${name}\` |`) || !new RegExp(`^[# -]*${name}:`, 'm').test(example)
  })
  assert.deepEqual(missing.map(({ path }) => path.join('.')), [])
})

test('every option of every command says what it does, and every example names a command and options that exist', () => {
  for (const { name, summary, options = [], examples } of COMMANDS) {
    assert.ok(summary !== '' && examples.length > 0, name)
    for (const { flags, help } of options) assert.ok(help !== '', `${name} ${flags}`)
    for (const [line] of examples) assert.deepEqual(unknownIn(line), [], line)
  }
})

/** Everything a reader is told to type, in fences and between backticks. */
const typed = (page: string): string[] => {
  const fences = [...page.matchAll(/```(?:sh|bash|console)\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.split('\n'))
  const inline = [...page.replace(/```[\s\S]*?```/g, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)
  return [...fences, ...inline].flatMap((line) => line.replace(/(^|\s)#.*$/, '').split(/&&|;|\|/)).map((line) => line.trim())
}

/** What one command line names that does not exist: a script, a command, an option. */
function unknownIn(line: string): string[] {
  const script = /^npm (?:run ([\w:-]+)|(test|start)\b)/.exec(line)
  if (script !== null) return (script[1] ?? script[2] ?? '') in scripts ? [] : [line]
  const [, name = '', rest = ''] = /^(?:npx )?tongbu ([a-z][\w-]*)(.*)$/.exec(line) ?? []
  if (name === '' || name === 'help') return []
  const command = COMMANDS.find((each) => each.name === name)
  if (command === undefined) return [line]
  const known = new Set(['--help', '--json', ...(command.withoutConfig ? [] : ['--config']), ...(command.options ?? []).flatMap(({ flags }) => flags.match(/--[\w-]+/g) ?? [])])
  return (rest.match(/(?<=\s)--[a-z][\w-]*/g) ?? []).filter((option) => !known.has(option)).map((option) => `${name} ${option}`)
}
const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> }

test('the commands that the documents tell one to type exist', () => {
  const unknown = pages.flatMap((path) => typed(read(path)).flatMap(unknownIn).map((what) => `${path}: ${what}`))
  assert.deepEqual(unknown, [])
  assert.ok(typed(read('README.md')).some((line) => line.startsWith('npx tongbu sync')), 'the README is read')
  assert.deepEqual([unknownIn('npm run nothing').length, unknownIn('tongbu dance').length, unknownIn('npx tongbu sync --twice').length], [1, 1, 1])
})

test('the commands in recovery steps, questions and next steps of the safety measures exist', () => {
  const names = { pair: 'anna', left: { kind: 'dingtalk', address: 'a@b.example', server: 's' }, right: { address: 'a@c.example', tenant: 't', clientId: 'c' }, database: 'd' } as const
  const questions = LANGUAGES.flatMap((language) => POINTS.flatMap(({ id }) => Object.values(wordsOf(id, 'dingtalk', language) ?? {})))
  const texts = [...LANGUAGES.map((language) => recoverySteps(names, language)), ...questions, ...Object.values(ERROR_CODES).map(({ cure }) => cure), read('src/gate/judge-fact.ts').replaceAll("'", '\n')]
  assert.deepEqual(texts.flatMap((text) => typed(text).flatMap(unknownIn)), [])
  for (const language of LANGUAGES) assert.equal(typed(recoverySteps(names, language)).filter((line) => line.startsWith('tongbu ')).length, 20, language)
})

test('files that the documents link to exist', () => {
  const dead = pages.flatMap((path) =>
    [...read(path).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)/g)]
      .map(([, target = '']) => join(dirname(path), target))
      .filter((target) => globSync(target, { cwd: ROOT }).length === 0)
      .map((target) => `${path}: ${target}`),
  )
  assert.deepEqual(dead, [])
})
