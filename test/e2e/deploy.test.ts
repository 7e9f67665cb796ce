import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { basename, join, matchesGlob } from 'node:path'
import { test, type TestContext } from 'node:test'
import { freePort } from '../support/free-port.ts'
import { openScratch } from '../support/scratch.ts'

const ROOT = join(import.meta.dirname, '../..')
const deployed = (name: string): readonly string[] => readFileSync(join(ROOT, 'deploy', name), 'utf8').split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))

/** What of the repository the build of the image is given: the last pattern that matches decides. */
function contextFiles(): readonly string[] {
  const patterns = deployed('Dockerfile.dockerignore')
  const matches = (file: string, pattern: string): boolean => matchesGlob(file, pattern) || matchesGlob(file, `${pattern}/**`)
  const isGiven = (file: string): boolean => patterns.reduce((given, pattern) => (pattern.startsWith('!') ? given || matches(file, pattern.slice(1)) : given && !matches(file, pattern)), true)
  return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' }).split('\n').filter((file) => file !== '' && isGiven(file) && existsSync(join(ROOT, file)))
}

interface Image {
  /** The folder that the program is in, and how it is called in the image. */
  readonly opt: string
  readonly called: string
  readonly env: Readonly<Record<string, string>>
  readonly command: readonly string[]
}

/** Carries out the steps of the Dockerfile that make files, in plain folders: what `npm ci` brings is linked. */
function buildImage(folder: string): Image {
  const given = contextFiles()
  const stages: Record<string, string> = {}
  const lines = deployed('Dockerfile')
  const called = lines.find((line) => line.startsWith('WORKDIR '))?.slice('WORKDIR '.length) ?? ''
  const image = { opt: '', called, env: {} as Record<string, string>, command: [] as string[] }
  const copy = (source: string, to: string): void => {
    const files = given.filter((file) => file === source || file.startsWith(`${source}/`))
    assert.ok(files.length > 0, `${source} is not given to the build`)
    for (const file of files) cpSync(join(ROOT, file), join(image.opt, to, file === source ? basename(file) : file.slice(source.length)))
  }
  const steps: Readonly<Record<string, (...words: string[]) => void>> = {
    FROM: (_base, _as, name = 'image') => mkdirSync((stages[name] = image.opt = join(folder, name))),
    COPY: (...words) => {
      const to = words.at(-1) ?? ''
      const [, stage] = /^--from=(.+)$/.exec(words[0] ?? '') ?? []
      if (stage === undefined) for (const source of words.slice(0, -1)) copy(source, to)
      else cpSync((words[1] ?? '').replace(called, stages[stage] ?? ''), join(image.opt, to), { recursive: true })
    },
    RUN: (...words) => {
      if (words.join(' ').startsWith('npm ci')) symlinkSync(join(ROOT, 'node_modules'), join(image.opt, 'node_modules'))
      if (words[0] === 'node') execFileSync(process.execPath, words.slice(1), { cwd: image.opt, stdio: 'pipe' })
    },
    ENV: (...words) => void Object.assign(image.env, Object.fromEntries(words.map((word) => word.split('=')))),
    CMD: (...words) => void image.command.push(...(JSON.parse(words.join(' ')) as string[])),
  }
  for (const line of lines) {
    const [step = '', ...words] = line.split(' ')
    steps[step]?.(...words)
  }
  return image
}

/** Runs it until its dashboard answers, then ends it as a machine that goes down does. Answers what it had said. */
async function comesUp(t: TestContext, program: string, args: readonly string[], options: { readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly port: number }): Promise<string> {
  const { NODE_COMPILE_CACHE } = process.env
  const child = spawn(process.execPath, [program, ...args], { cwd: options.cwd, env: { ...options.env, ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }) }, stdio: ['ignore', 'pipe', 'pipe'] })
  t.after(() => child.kill('SIGKILL'))
  const ended = once(child, 'exit')
  let said = ''
  const opened = Promise.withResolvers<void>()
  void ended.then(() => opened.reject(new Error(said)))
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('Ctrl-C ends it.')) opened.resolve()
    })
  await opened.promise
  const url = `http://127.0.0.1:${options.port}`
  assert.deepEqual(await (await fetch(`${url}/healthz`)).json(), { alive: true })
  const page = await fetch(`${url}/set-up`)
  assert.deepEqual([page.status, /<div id="root">/.test(await page.text())], [200, true], 'the dashboard is there')
  child.kill('SIGTERM')
  assert.deepEqual(await ended, [0, null], said)
  return said
}

test('the steps of the image, in plain folders, bring up the dashboard before anything is configured, and the unit does', async (t) => {
  using scratch = openScratch()
  const { opt, called, env, command } = buildImage(scratch.folder)
  assert.ok(!existsSync(join(opt, 'dashboard')) && !existsSync(join(opt, 'src/app.test.ts')), 'what is only needed to build it is left behind')
  const state = scratch.path('state')
  mkdirSync(state)
  const [port, other] = [await freePort(), await freePort()]
  const said = await comesUp(t, join(opt, 'bin/tongbu.js'), command, { cwd: state, env: { ...env, TONGBU_CONFIG: join(state, 'tongbu.yaml'), TONGBU_SERVE_PORT: String(port) }, port })
  assert.match(said, new RegExp(`http://127.0.0.1:${port}/link#`), 'an address that a browser opens, where it listens on all')
  const exec = deployed('tongbu.service').find((line) => line.startsWith('ExecStart=')) ?? ''
  const [program = '', ...args] = exec.slice('ExecStart='.length).replaceAll('%S/tongbu', state).split(' ')
  assert.match(await comesUp(t, program.replace(called, opt), args, { cwd: state, env: { TONGBU_SERVE_PORT: String(other) }, port: other }), new RegExp(`http://127.0.0.1:${other}/link#`))
})
