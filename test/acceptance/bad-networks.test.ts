import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { connect, type AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { createServer } from 'node:tls'
import { runTongbu, type Ended } from '../support/run-tongbu.ts'
import { configText, NAME, openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'
import { selfSigned } from '../support/self-signed.ts'
import { testAtOnce } from '../support/test-at-once.ts'
import { assertInStep, assertNothingSent, AT, mailboxesOf, toldMail, UNREAD } from './told-mail.ts'

interface Stage {
  readonly pair: SandboxPair
  readonly path: (name: string) => string
  /** Runs the real program on this pair, with the configuration changed. */
  run(change: (text: string) => string, options?: { env?: Record<string, string>; command?: readonly string[] }): Promise<Ended>
}

const COUNT = 6

/** Mail on both sides that has not crossed yet, and the real program with a database of its own. */
async function withStage(work: (stage: Stage) => Promise<void>): Promise<void> {
  using scratch = openScratch()
  const database = `sqlite:${scratch.path('tongbu.db')}`
  const pair = await openSandboxPair({ database })
  const run: Stage['run'] = (change, { env = {}, command = ['sync', '--until-quiet'] } = {}) => {
    writeFileSync(scratch.path('tongbu.yaml'), change(configText(pair.sandbox, { database })))
    return runTongbu([...command, '--config', scratch.path('tongbu.yaml')], { env })
  }
  try {
    for (let n = 0; n < COUNT; n++) await pair.people[n % 2 === 0 ? 'dingtalk' : 'outlook'].put('inbox', toldMail(`m${n}`), UNREAD, AT)
    await work({ pair, path: scratch.path, run })
    assertNothingSent(pair.sandbox)
  } finally {
    await pair.close()
  }
}

const asItIs = (text: string): string => text

/** The run ended early, with these words and the next step, and nothing was written to either mailbox. */
function assertToldAndUntouched({ code, stdout, stderr }: Ended, words: RegExp, { sandbox }: SandboxPair): void {
  assert.equal(code, 75, stdout + stderr)
  assert.match(stdout + stderr, words)
  assert.match(stdout + stderr, /Next: /)
  const { dingtalk, outlook } = mailboxesOf(sandbox)
  assert.deepEqual([dingtalk.length, outlook.length], [COUNT / 2, COUNT / 2])
}

const tests = new Map<string, (t: TestContext) => Promise<void>>()

tests.set('a server whose name cannot be resolved is told as such, and everything crosses once its name can be', async () => {
  await withStage(async ({ pair, run }) => {
    const noImap = (text: string): string => text.replace('"host":"127.0.0.1"', '"host":"imap.nowhere.invalid"')
    const noGraph = (text: string): string => text.replace(/"graphUrl":"[^"]*"/, '"graphUrl":"https://graph.nowhere.invalid/v1.0"')
    const noSignIn = (text: string): string => text.replace(/"loginUrl":"[^"]*"/, '"loginUrl":"https://login.nowhere.invalid"')
    for (const [change, who] of [[noImap, 'IMAP server'], [noSignIn, 'Microsoft sign-in'], [noGraph, 'Outlook']] as const) {
      // A name that is not of this machine is for real mailboxes: no sync begins before their safety measures hold.
      assertToldAndUntouched(await run(change, { command: ['plan'] }), new RegExp(`${who}.*the name of the server cannot be resolved`), pair)
    }
    assert.equal((await run(asItIs)).code, 0)
    await assertInStep(pair, COUNT)
  })
})

tests.set('a certificate that nobody vouches for is told as such: no password is sent, and everything crosses once its issuer is named', async () => {
  const { key, cert } = selfSigned()
  await withStage(async ({ pair, path, run }) => {
    const { imap, accounts } = pair.sandbox.ready
    let heard = ''
    const proxy = createServer({ key, cert }, (socket) => {
      const plain = connect(imap.port, imap.host)
      for (const end of [socket, plain]) end.on('error', () => {})
      socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')))
      socket.pipe(plain).pipe(socket)
    })
    proxy.on('tlsClientError', () => {})
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    const { port } = proxy.address() as AddressInfo
    const overTls = (text: string): string => text.replace(`"port":${imap.port},"tls":false`, `"port":${port},"tls":true`)
    const graphOverTls = (text: string): string => text.replace(/"graphUrl":"[^"]*"/, `"graphUrl":"https://127.0.0.1:${port}/v1.0"`)
    try {
      assertToldAndUntouched(await run(graphOverTls), /Outlook: no answer: the certificate of the server is not trusted/, pair)
      assertToldAndUntouched(await run(overTls), /IMAP server was not reached: the certificate of the server is not trusted.*NODE_EXTRA_CA_CERTS/, pair)
      assert.equal(heard, '', 'nothing was said to a server that is not trusted')
      const doctor = await run(overTls, { command: ['doctor'] })
      assert.notEqual(doctor.code, 0)
      assert.match(doctor.stdout, /not trusted/)
      writeFileSync(path('ca.pem'), cert)
      const trusted = await run(overTls, { env: { NODE_EXTRA_CA_CERTS: path('ca.pem') } })
      assert.equal(trusted.code, 0, trusted.stdout + trusted.stderr)
      assert.ok(heard.includes(accounts.dingtalk.address))
    } finally {
      proxy.close()
    }
    await assertInStep(pair, COUNT)
    assert.equal((await (await pair.app()).status(NAME)).counts.setAside, 0)
  })
})

testAtOnce('networks that cannot be trusted or reached', tests)
