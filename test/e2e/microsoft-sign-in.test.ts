import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { browser } from '../../src/sandbox/outlook/entra/entra.test-kit.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { runHere } from '../support/run-here.ts'
import { configText } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'

test('a person signs in by the code that the command shows, and can look at it and give it up', async () => {
  using scratch = openScratch()
  const sandbox = await startSandbox({ outlook: { deviceIntervalSeconds: 0 } })
  const { address } = sandbox.ready.accounts.outlook
  try {
    const options = { database: `sqlite:${scratch.path('tongbu.db')}` }
    const config = scratch.path('tongbu.yaml')
    writeFileSync(config, configText(sandbox, { ...options, outlookOptions: { signIn: 'person', clientSecret: undefined } }))
    const run = (...args: string[]) => runHere(['sign-in', 'anna', '-c', config, ...args])
    const before = await run('--status')
    assert.deepEqual([before.code, before.stdout], [77, 'Nobody has signed in for anna. Next: tongbu sign-in anna\n'])
    let shown = ''
    const typing = Promise.withResolvers<void>()
    const write = (content: string | Uint8Array): void => {
      shown += String(content)
      const [, url, code] = /Open (\S+) in a browser[^]*\n\n +(\w+)\n/.exec(shown) ?? []
      if (url !== undefined && code !== undefined) typing.resolve(browser().open(url, { user_code: code, account: address, answer: 'accept' }).then(() => undefined))
    }
    const [ended] = await Promise.all([runHere(['sign-in', 'anna', '-c', config], { stdout: { write, isTerminal: false, columns: () => 80 } }), typing.promise])
    assert.equal(ended.code, 0)
    assert.match(shown, new RegExp(`Signed in as ${address}\\. Next: tongbu doctor anna`))
    assert.match(ended.stderr, /A new key was made: .*tongbu\.key/)
    const state = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout).state
    assert.equal(await state('--status'), 'good')
    assert.equal((await runHere(['doctor', 'anna', '-c', config])).code, 0)
    assert.equal(await state('--out'), 'none')
    assert.equal(await state('--status'), 'none')
    writeFileSync(config, configText(sandbox, options))
    const asApp = await run()
    assert.deepEqual([asApp.code, /Nobody signs in for anna: the app comes in by itself/.test(asApp.stderr)], [78, true])
  } finally {
    await sandbox.close()
  }
})
