import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runTongbu } from '../support/run-tongbu.ts'

for (const permission of [[], ['--advanced-mail']]) {
  test(`the demo ends with two equal mailboxes${permission.length === 0 ? '' : ', also with the permission to import mail'}`, async () => {
    const { code, stdout, stderr } = await runTongbu(['demo', '--count', '60', '--json', ...permission])
    const lines = stdout.trim().split('\n')
    assert.equal(lines.length, 1, 'with --json stdout holds the result and nothing else')
    const result = JSON.parse(lines[0] ?? '')
    assert.deepEqual(result.differences, [], stderr)
    assert.deepEqual([code, result.equal], [0, true])
    for (const key of ['equal', 'messages', 'edits', 'differences', 'levels', 'seconds', 'requests']) assert(key in result, key)
    assert(result.messages > 200 && result.edits > 50, 'there was something to compare')
    const { exact, normal, carried } = result.levels
    assert(exact + normal + carried > 200)
    assert(result.requests['imap APPEND'] > 50, 'Tongbu counted its own requests')
  })
}

test('the demo says what is wrong with mail that is not there, before it syncs anything', async () => {
  const { code, stderr } = await runTongbu(['demo', '--mail', '/nowhere/at/all'])
  assert.equal(code, 64)
  assert.match(stderr, /Nothing is at \/nowhere\/at\/all\..*\nNext: /)
})
