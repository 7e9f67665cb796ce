import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { EVENT_KINDS } from '../domain/feed-event.ts'
import { systemClock } from '../platform/clock.ts'
import { signedHeaders } from './sign.ts'

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/webhooks.md'), 'utf8')
const codeOf = (language: string): string => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(PAGE)?.[1] ?? assert.fail(language)
const SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
const BODY = '{"type":"run.ended","data":{"pair":"anna"}}'

test('docs/webhooks.md tells of every kind of event', () => {
  assert.deepEqual(EVENT_KINDS.filter((kind) => !PAGE.includes(`\`${kind}\``)), [])
})

test('the JavaScript of docs/webhooks.md takes what we sign, with the old secret beside the new one, and refuses what was changed or is old', async () => {
  const { isGenuine } = (await import(`data:text/javascript,${encodeURIComponent(codeOf('js'))}`)) as { isGenuine: (secret: string, headers: object, body: string) => boolean }
  const other = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
  const headers = signedHeaders('msg_1', BODY, [other, SECRET], systemClock.now())
  assert.deepEqual([isGenuine(SECRET, headers, BODY), isGenuine(other, headers, BODY), isGenuine(SECRET, headers, `${BODY} `)], [true, true, false])
  assert.equal(isGenuine(SECRET, signedHeaders('msg_1', BODY, [SECRET], systemClock.now() - 600_000), BODY), false)
})

test('and so does its Python', { skip: spawnSync('python3', ['--version']).status === 0 ? false : 'there is no Python here' }, () => {
  const headers = signedHeaders('msg_1', BODY, [SECRET], systemClock.now())
  const program = `${codeOf('python')}\nimport json, sys\nheaders = json.loads(sys.argv[1])\nbody = sys.argv[2].encode()\nprint(is_genuine(sys.argv[3], headers, body), is_genuine(sys.argv[3], headers, body + b" "))`
  assert.equal(spawnSync('python3', ['-c', program, JSON.stringify(headers), BODY, SECRET], { encoding: 'utf8' }).stdout, 'True False\n')
})
