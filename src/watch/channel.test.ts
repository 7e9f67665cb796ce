import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:tls'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { selfSigned } from '../../test/support/self-signed.ts'
import { startSandbox } from '../sandbox/sandbox.ts'
import { systemClock } from '../platform/clock.ts'
import { guardedHttp } from '../platform/guarded-http.ts'
import type { HttpRequest } from '../platform/http.ts'
import { randomId } from '../platform/ids.ts'
import { guardedMail } from '../platform/send-mail.ts'
import { spool } from '../platform/spool.ts'
import { tell, type Channel, type SendTools } from './channel.ts'

const signal = new AbortController().signal
const MESSAGE = { title: 'Tongbu：有 1 項等你處理', lines: ['有電郵 4 小時仍未讀：「[清關](http://evil.example)」（anna）。'] }
const channel = (to: Channel['to']): Channel => ({ id: 'c', name: 'c', language: 'zh-Hant-HK', by: 'ops', createdAt: '', to })
const tools: SendTools = { http: guardedHttp({ allowPrivate: true }), sendMail: guardedMail({ allowPrivate: true }), clock: systemClock, newId: randomId, trouble: () => undefined }

test('a robot of a DingTalk group says it, signed; a wrong secret, an unknown token and too many messages are told in words that help', async (t) => {
  const sandbox = await startSandbox()
  t.after(() => sandbox.close())
  const { url, accessToken, secret } = sandbox.ready.robot
  const robot = (fields: object = {}): Channel => channel({ way: 'dingtalk', url, accessToken, secret, ...fields })
  assert.equal(await tell(robot(), MESSAGE, tools, signal), undefined)
  const [said] = sandbox.dingtalk.robots.messages
  assert.equal(said?.title, MESSAGE.title)
  assert.doesNotMatch(said?.text ?? '', /(?<!\\)\[清關(?<!\\)\]/, 'what people wrote becomes no link')
  assert.deepEqual(await tell(robot({ secret: 'SECother' }), MESSAGE, tools, signal), { code: 'robot-safety' })
  assert.deepEqual(await tell(robot({ accessToken: 'other' }), MESSAGE, tools, signal), { code: 'robot-token' })
  assert.deepEqual(await tell(robot(), MESSAGE, { ...tools, clock: { ...systemClock, now: () => systemClock.now() - 2 * 3_600_000 } }, signal), { code: 'robot-safety' })
  for (const code of [130101, 410100] as const) {
    sandbox.dingtalk.robots.tooFastCode = code
    for (let nth = 0; nth < 20; nth++) await tell(robot(), MESSAGE, tools, signal)
    assert.deepEqual(await tell(robot(), MESSAGE, tools, signal), { code: 'robot-often' })
    sandbox.shared.clock.advance(11 * 60_000)
  }
  assert.match((await tell(robot(), MESSAGE, { ...tools, http: guardedHttp({ allowPrivate: false }) }, signal))?.code ?? '', /^address-(plain|private)$/)
})

/** As much of a mail server as is needed to take one message (RFC 5321), with TLS from the first byte. */
async function mailServer(t: TestContext, mayLogIn = true): Promise<{ readonly port: number; readonly ca: string; readonly got: string[] }> {
  const { key, cert } = selfSigned()
  const got: string[] = []
  const server: Server = createServer({ key, cert }, (socket) => {
    let [text, isData] = ['', false]
    const say = (line: string): void => void socket.write(`${line}\r\n`)
    say('220 mail.test ESMTP')
    socket.on('error', () => {})
    socket.on('data', (part: Buffer) => {
      text += part.toString()
      if (isData && text.includes('\r\n.\r\n')) {
        got.push(text.slice(0, text.indexOf('\r\n.\r\n')))
        ;[text, isData] = ['', false]
        return say('250 taken')
      }
      if (isData || !text.endsWith('\r\n')) return
      for (const line of text.split('\r\n').filter((each) => each !== '')) {
        if (line.startsWith('EHLO')) socket.write('250-mail.test\r\n250 AUTH PLAIN\r\n')
        else if (line.startsWith('AUTH')) say(mayLogIn ? '235 come in' : '535 no')
        else if (line === 'DATA') {
          isData = true
          say('354 go on')
        } else say(line === 'QUIT' ? '221 bye' : '250 ok')
      }
      text = ''
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  t.after(() => server.close())
  return { port: (server.address() as AddressInfo).port, ca: cert, got }
}

test('an e-mail goes out over TLS from an account of the operator, says that a machine wrote it, and a server that is not trusted gets nothing', async (t) => {
  const server = await mailServer(t)
  const mail = channel({ way: 'email', host: '127.0.0.1', port: server.port, security: 'tls', user: 'alerts', password: 'secret', from: 'alerts@acme.example', to: ['ops@acme.example'] })
  assert.equal(await tell(mail, MESSAGE, { ...tools, sendMail: guardedMail({ allowPrivate: true, ca: server.ca }) }, signal), undefined)
  assert.match(server.got[0] ?? '', /Auto-Submitted: auto-generated/)
  assert.match(server.got[0] ?? '', /To: ops@acme\.example/)
  assert.notEqual(await tell(mail, MESSAGE, tools, signal), undefined)
  assert.deepEqual(await tell(mail, MESSAGE, { ...tools, sendMail: guardedMail({ allowPrivate: false }) }, signal), { code: 'address-private' })
  assert.equal(server.got.length, 1)
  const strict = await mailServer(t, false)
  const refused = await tell(channel({ ...(mail.to as object), port: strict.port } as Channel['to']), MESSAGE, { ...tools, sendMail: guardedMail({ allowPrivate: true, ca: strict.ca }) }, signal)
  assert.deepEqual(refused, { code: 'mail-sign-in' })
})

test('an address that takes JSON gets it signed as webhooks are', async () => {
  const requests: HttpRequest[] = []
  const http = async (request: HttpRequest) => {
    requests.push(request)
    return { kind: 'answered', status: requests.length === 1 ? 200 : 503, header: () => undefined, body: await spool(new Uint8Array()) } as const
  }
  const secret = `whsec_${Buffer.alloc(32, 3).toString('base64')}`
  const hook = channel({ way: 'webhook', url: 'https://hooks.example/', secret })
  assert.equal(await tell(hook, MESSAGE, { ...tools, http }, signal), undefined)
  const { body, headers } = requests[0] ?? assert.fail()
  const message = new Webhook(secret).verify(String(body), { ...headers }) as { type: string; data: { lines: string[] } }
  assert.deepEqual([message.type, message.data.lines], ['alert', MESSAGE.lines])
  assert.deepEqual(await tell(hook, MESSAGE, { ...tools, http }, signal), { code: 'answered', n: 503 })
})
