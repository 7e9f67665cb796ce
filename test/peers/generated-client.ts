import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openScratch } from '../support/scratch.ts'
import { openStart } from '../support/start-scene.ts'

/** The last one that has the generator itself inside its npm package; it wants to read 3.0, and what we use of 3.1 is in 3.0 too. */
const GENERATOR = '@openapitools/openapi-generator-cli@1.0.18-5.0.0-beta2'
const DESCRIPTION = join(import.meta.dirname, '../../docs/api/openapi.json')

const hasJava = spawnSync('java', ['-version']).status === 0

test('a client in another language, made from the description alone, lists the pairs and reads the event feed', { skip: hasJava ? false : 'the generator needs Java (Debian: default-jre-headless)' }, async (t) => {
  using scratch = openScratch()
  const asOld = { ...(JSON.parse(readFileSync(DESCRIPTION, 'utf8')) as object), openapi: '3.0.3' }
  writeFileSync(scratch.path('openapi.json'), JSON.stringify(asOld))
  const made = spawnSync('npx', ['--yes', `--package=${GENERATOR}`, '--', 'openapi-generator', 'generate', '-g', 'bash', '-i', scratch.path('openapi.json'), '-o', scratch.path('client'), '--skip-validate-spec'], { encoding: 'utf8' })
  assert.equal(made.status, 0, made.stderr)

  const { url, said, sandbox } = await openStart(t, { isConfigured: true })
  sandbox.dingtalk.deliver(sandbox.ready.accounts.dingtalk.address, Buffer.from('Message-ID: <a@b.example>\r\nSubject: hello\r\n\r\nhello\r\n'))
  const token = await tokenFor(url, /\/link#(\S+)/.exec(said())?.[1] ?? assert.fail(said()))
  const ask = (operation: string, ...parameters: readonly string[]): unknown => {
    const client = spawnSync('bash', [scratch.path('client/client.sh'), '--silent', '--oauth2-bearer', token, '--host', url, operation, ...parameters], { encoding: 'utf8' })
    assert.equal(client.status, 0, client.stdout + client.stderr)
    return JSON.parse(client.stdout)
  }
  const { pairs } = ask('getPairs') as { readonly pairs: readonly { readonly name: string }[] }
  assert.deepEqual(pairs.map(({ name }) => name), ['anna'])
  const feed = (...parameters: readonly string[]) => ask('getEvents', 'limit=1', ...parameters) as { readonly events: readonly { readonly id: string }[]; readonly next: string }
  for (let tries = 0; tries < 60 && feed().events.length === 0; tries++) await sleep(500)
  const first = feed()
  assert.equal(first.events.length, 1)
  const second = feed(`after=${first.next}`)
  assert.equal(second.events.length, 1)
  assert.notEqual(second.events[0]?.id, first.events[0]?.id)
})

/** As the first administrator does it. */
async function tokenFor(url: string, secret: string): Promise<string> {
  const send = async (path: string, body: object, headers: Record<string, string> = {}) => fetch(`${url}/api/v1/${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })
  const used = await send('links/use', { secret, name: 'Anna Chan', password: 'a sentence about tea' })
  const { csrf } = (await used.json()) as { readonly csrf: string }
  const cookie = used.headers.getSetCookie().map((each) => each.split(';')[0]).join('; ')
  const made = await send('tokens', { name: 'a client that was generated', scopes: ['read'] }, { cookie, 'x-csrf-token': csrf })
  return ((await made.json()) as { readonly token: string }).token
}
