import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { NAME, openSandboxPair } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'

const { signal } = new AbortController()

test('the backup of the configuration meets its measure once it was made, read back, and its key was shown', async () => {
  using scratch = openScratch()
  const keyFile = scratch.path('key.txt')
  const pair = await openSandboxPair({ gate: 'on', database: `sqlite:${scratch.path('my.db')}`, backup: { folder: scratch.path('backup'), keyFile } })
  try {
    const app = await pair.app()
    const look = async (): Promise<Record<string, string>> => {
      const { measures } = await app.preflight().look(NAME, signal)
      return Object.fromEntries(measures.flatMap(({ points }) => points.filter(({ id }) => id === 'backup-of-both' || id === 'restore-point').map(({ id, outcome, detail }) => [id, `${outcome}: ${detail}`])))
    }
    assert.match((await look())['backup-of-both'] ?? '', /^failed: There is no key file/)
    await app.backups().init()
    assert.match((await look())['backup-of-both'] ?? '', /^failed: There is no backup yet/)
    await app.backups().take(NAME, { why: 'asked', signal })
    assert.match((await look())['backup-of-both'] ?? '', /^failed: The last backup was not read back/)
    await app.backups().verify({ signal })
    const unproven = await look()
    assert.match(unproven['backup-of-both'] ?? '', /^failed: Nobody has shown yet that the key/)
    assert.match(unproven['restore-point'] ?? '', /^ok: /)
    const key = readFileSync(keyFile, 'utf8').split('\n').find((line) => line.startsWith('AGE-SECRET-KEY')) ?? ''
    assert.equal(await app.backups().showKeyCopy({ words: key.slice(-12) }, 'Chan Tai Man'), true)
    assert.match((await look())['backup-of-both'] ?? '', /^ok: \S+, made \S+, read back whole \S+, encrypted, with a proven key\.$/)
    await assert.rejects(pair.sync(), { code: 'GATE_CLOSED' })
    assert.deepEqual((await (await app.backups().repository()).points(NAME)).map(({ why }) => why), ['asked'], 'no restore point is taken for a run that may not begin')
  } finally {
    await pair.close()
  }
})
