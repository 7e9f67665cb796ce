import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { open, seal } from './sealed.ts'
import { ensureKey, keyPlaceOf, readSecretsKey } from './secrets-key.ts'

const folder = mkdtempSync(join(tmpdir(), 'tongbu-key-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const place = (name: string, environment: Record<string, string> = {}) => ({ environment, file: join(folder, name) })
const letters = Buffer.alloc(32, 250).toString('base64url')

test('the key is made once, for its owner alone, and found again', async () => {
  const first = await ensureKey(place('made'))
  const again = await ensureKey(place('made'))
  assert.deepEqual([first.isNew, again.isNew], [true, false])
  assert.equal(statSync(join(folder, 'made')).mode & 0o777, 0o600)
  assert.equal(open(readSecretsKey(place('made')), 'a', seal(first.key, 'a', 'hunter-2')), 'hunter-2')
})

test('two that make a key at once have the same one', async () => {
  const made = await Promise.all([ensureKey(place('both')), ensureKey(place('both'))])
  assert.deepEqual(made.map(({ isNew }) => isNew).sort(), [false, true])
  assert(made[0]?.key.equals(made[1].key))
})

test('a key is taken from the variable in each of its spellings, before any file', () => {
  for (const text of [letters, `${letters}=`, letters.replaceAll('-', '+').replaceAll('_', '/'), Buffer.alloc(32, 250).toString('hex')]) {
    assert.equal(readSecretsKey(place('nowhere', { TONGBU_SECRETS_KEY: text })).export().toString('base64url'), letters)
  }
})

test('the file is beside the configuration, unless the environment names another', () => {
  assert.equal(keyPlaceOf('/etc/tongbu/tongbu.yaml', {}).file, '/etc/tongbu/tongbu.key')
  assert.equal(keyPlaceOf('/etc/tongbu/tongbu.yaml', { TONGBU_SECRETS_KEY_FILE: '/run/key' }).file, '/run/key')
})

test('a key that is missing, that others may read, or that is none is refused with what to do', async () => {
  assert.throws(() => readSecretsKey(place('nowhere')), { code: 'SECRETS_KEY', message: /there is no key: put the file .*nowhere back/ })
  writeFileSync(join(folder, 'open'), letters)
  chmodSync(join(folder, 'open'), 0o640)
  assert.throws(() => readSecretsKey(place('open')), { code: 'SECRETS_KEY', message: /chmod 600 .*open/ })
  await assert.rejects(ensureKey(place('open')), { code: 'SECRETS_KEY' })
  writeFileSync(join(folder, 'cut'), letters.slice(1), { mode: 0o600 })
  const refused = { code: 'SECRETS_KEY', message: /holds none of 32 bytes/ }
  assert.throws(() => readSecretsKey(place('cut')), refused)
  await assert.rejects(ensureKey(place('cut')), refused)
  assert.equal(readFileSync(join(folder, 'cut'), 'utf8'), letters.slice(1))
  assert.throws(() => readSecretsKey(place('x', { TONGBU_SECRETS_KEY: 'hunter-2' })), (error: Error) => !error.message.includes('hunter'))
  await assert.rejects(ensureKey(place('cut/below')), { code: 'SECRETS_KEY' })
})
