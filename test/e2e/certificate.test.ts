import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { test } from 'node:test'
import { runHere } from '../support/run-here.ts'
import { openSandboxPair } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'

test('the certificate that the command makes lets the app in once it is uploaded, and no file is written over', async () => {
  using scratch = openScratch()
  const out = scratch.path('app.pem')
  assert.match((await runHere(['certificate', '--out', out, '--dry-run'])).stdout, /It would write .*app\.pem and .*app\.cer, good for 2 years/)
  const made = await runHere(['certificate', '--out', out])
  assert.equal(made.code, 0)
  assert.match(made.stdout, /upload it[^]*thumbprint [0-9A-F]{40}[^]*clientCertificateFile/)
  assert.equal(statSync(out).mode & 0o077, 0)
  const uploaded = readFileSync(scratch.path('app.cer'), 'utf8')
  assert.ok(!uploaded.includes('PRIVATE'))
  const pair = await openSandboxPair({ outlookOptions: { clientSecret: undefined, clientCertificate: readFileSync(out, 'utf8') } })
  try {
    pair.sandbox.outlook.changeApp(pair.sandbox.ready.accounts.outlook.clientId, { certificates: [uploaded] })
    assert.equal((await pair.sync()).stoppedBy, undefined)
  } finally {
    await pair.close()
  }
  const again = await runHere(['certificate', '--out', out])
  assert.deepEqual([again.code, /left as it is/.test(again.stderr)], [64, true])
  assert.equal((await runHere(['certificate', '--years', '9'])).code, 64)
})
