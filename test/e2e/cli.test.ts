import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { COMMANDS } from '../../src/cli/cli.ts'
import { runHere } from '../support/run-here.ts'
import { runTongbu } from '../support/run-tongbu.ts'

const cwd = mkdtempSync(join(tmpdir(), 'tongbu-cli-'))
after(() => rmSync(cwd, { recursive: true, force: true }))

const usable = `
pairs:
  - name: anna
    dingtalk: { address: anna@shenghe.example, imap: { host: 127.0.0.1, password: hunter-1 } }
    outlook: { address: anna@contoso.example, tenant: contoso.example, clientId: app, clientSecret: hunter-2 }
`

test('help names every command and exits 0, and so does no command at all', async () => {
  for (const args of [['--help'], [], ['help']]) {
    const { code, stdout, stderr } = await runTongbu(args, { cwd })
    assert.deepEqual([code, stderr], [0, ''])
    for (const { name, summary } of COMMANDS) assert(stdout.includes(name) && stdout.includes(summary.slice(0, 20)), name)
  }
})

test('every command has help with an example', async () => {
  await Promise.all(
    COMMANDS.map(async ({ name, withoutConfig }) => {
      const { code, stdout } = await runHere([name, '--help'])
      assert.equal(code, 0, name)
      assert.match(stdout, new RegExp(`Examples:\n +\\$ tongbu ${name}`), name)
      assert(stdout.includes('--json'), name)
      assert.equal(stdout.includes('--config <file>'), withoutConfig !== true, name)
    }),
  )
})

test('the version is the one of the package', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const { code, stdout } = await runTongbu(['--version'])
  assert.deepEqual([code, stdout], [0, `${version}\n`])
})

test('what is not understood exits 64 and says where to look', async () => {
  for (const args of [['snyc'], ['sync', '--untl-quiet'], ['plan', 'anna', 'ben'], ['sandbox', '--port', '70000'], ['sandbox', '--rebuild', 'wild'], ['sandbox', '--latency', 'slow'], ['demo', '--count', 'ten'], ['undo'], ['runs', '--last', 'ten'], ['sync', '--apply-hold', '1', '--discard-hold', '2']]) {
    const { code, stdout, stderr } = await runHere(args)
    assert.deepEqual([code, stdout], [64, ''], args.join(' '))
    assert.match(stderr, /^Next: .*--help/m)
  }
})

test('without a configuration the command says which file it looked for, and exits 78', async () => {
  const missing = await runTongbu(['sync'], { cwd })
  assert.equal(missing.code, 78)
  assert.match(missing.stderr, /no configuration file \.\/tongbu\.yaml/)
  const named = await runTongbu(['sync'], { cwd, env: { TONGBU_CONFIG: 'other.yaml' } })
  assert.match(named.stderr, /no configuration file other\.yaml/)
})

test('a bad configuration is told whole, on stderr and as JSON, without a secret', async () => {
  writeFileSync(join(cwd, 'bad.yaml'), usable.replace('tenant:', 'tennant:').replace('host: 127.0.0.1', 'port: 0'))
  const { code, stdout, stderr } = await runTongbu(['doctor', '--config', 'bad.yaml', '--json'], { cwd })
  assert.equal(code, 78)
  const { error } = JSON.parse(stdout)
  assert.equal(error.code, 'BAD_CONFIG')
  for (const text of [stderr, error.message]) {
    for (const part of ['pairs[0].dingtalk.imap.host: is missing', 'pairs[0].dingtalk.imap.port: must be', 'pairs[0].outlook.tenant: is missing', 'did you mean tenant?']) assert(text.includes(part), part)
    assert(!text.includes('hunter'))
  }
})

test('pairs lists the configuration without asking any cloud', async () => {
  writeFileSync(join(cwd, 'tongbu.yaml'), usable)
  const text = await runTongbu(['pairs'], { cwd })
  assert.equal(text.code, 0)
  assert.match(text.stdout, /anna +anna@shenghe\.example +dingtalk +anna@contoso\.example/)
  const json = await runTongbu(['pairs', '--json'], { cwd })
  assert.equal(JSON.parse(json.stdout).pairs[0].policy.conflictsWonBy, 'outlook')
})

test('a pair that is not configured is a wrong command', async () => {
  writeFileSync(join(cwd, 'tongbu.yaml'), usable)
  const { code, stderr } = await runTongbu(['pairs', 'ben'], { cwd })
  assert.equal(code, 64)
  assert.match(stderr, /The configuration has: anna\./)
})
