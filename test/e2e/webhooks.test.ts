import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import { runHere } from '../support/run-here.ts'
import { configText, openSandboxPair } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'

const MAIN = join(import.meta.dirname, '../../src/main.ts')
const mail = (name: string): Buffer => Buffer.from([`Message-ID: <${name}@hooks.example>`, 'From: chen@factory.example', 'To: anna@trading.example', `Subject: secret ${name}`, '', 'text', ''].join('\r\n'))

async function receiver() {
  const got: { readonly body: string; readonly headers: Record<string, string> }[] = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    got.push({ body: Buffer.concat(parts).toString(), headers: request.headers as Record<string, string> })
    response.writeHead(204).end()
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, close: () => server.close() }
}

test('a webhook that was added beside the running service hears of a mail that crosses, signed, and without its subject or an address', async (t) => {
  using scratch = openScratch()
  const [pair, hook] = [await openSandboxPair(), await receiver()]
  t.after(async () => {
    hook.close()
    await pair.close()
  })
  const config = scratch.path('tongbu.yaml')
  const text = JSON.parse(configText(pair.sandbox, { database: `sqlite:${scratch.path('tongbu.db')}` })) as object
  writeFileSync(config, JSON.stringify({ ...text, serve: { port: 0, hotSeconds: 1 }, webhooks: { allowPrivate: true } }))
  const tongbu = (...args: string[]) => runHere([...args, '--config', config])

  const service = spawn(process.execPath, [MAIN, 'serve', '--config', config], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => void service.kill('SIGKILL'))
  const [line] = (await once(createInterface({ input: service.stdout }), 'line')) as [string]
  const ready = /http:\/\/\S+\/readyz/.exec(line)?.[0] ?? assert.fail(line)
  while ((await fetch(ready)).status !== 200) await sleep(50)
  const added = await tongbu('webhooks', 'add', hook.url, '--kinds', 'item.copied,run.ended', '--json')
  assert.equal(added.code, 0, added.stderr)
  const { webhook, secret } = JSON.parse(added.stdout) as { webhook: { id: string }; secret: string }
  assert.equal((await tongbu('webhooks', 'test', webhook.id)).code, 0)

  await pair.people.dingtalk.put('inbox', mail('one'), { read: false, flagged: false, answered: false }, new Date('2026-01-05T08:00:00Z'))
  for (let tries = 0; !hook.got.some(({ body }) => body.includes('run.ended')); tries++) {
    assert.ok(tries < 400, 'waited in vain')
    await sleep(50)
  }
  const verifier = new Webhook(secret)
  const messages = hook.got.map(({ body, headers }) => verifier.verify(body, headers) as { type: string })
  assert.deepEqual(messages.map(({ type }) => type), ['webhook.test', 'item.copied', 'run.ended'])
  assert.doesNotMatch(hook.got.map(({ body }) => body).join(), /secret one|factory\.example|trading\.example/)

  const listed = await tongbu('webhooks', 'deliveries', webhook.id, '--json')
  const { deliveries } = JSON.parse(listed.stdout) as { deliveries: { event: string; state: string }[] }
  assert.deepEqual(deliveries.map(({ state }) => state), ['delivered', 'delivered'])
  assert.equal((await tongbu('webhooks', 'replay', webhook.id, '--event', deliveries[1]?.event ?? '')).code, 0)
  for (let tries = 0; hook.got.length < 4; tries++) {
    assert.ok(tries < 200, 'waited in vain for the replay')
    await sleep(50)
  }
  assert.equal(hook.got[3]?.headers['webhook-id'], hook.got[1]?.headers['webhook-id'], 'the same message')

  const rotated = JSON.parse((await tongbu('webhooks', 'rotate', webhook.id, '--json')).stdout) as { secret: string }
  assert.equal((await tongbu('webhooks', 'test', webhook.id)).code, 0)
  const last = hook.got.at(-1) ?? assert.fail()
  for (const each of [secret, rotated.secret]) new Webhook(each).verify(last.body, last.headers)
  assert.doesNotMatch((await tongbu('webhooks', '--json')).stdout, /whsec|sealed/)
  assert.match((await tongbu('audit', 'search', '--pair', '@tongbu')).stdout, /added/)

  const changed = JSON.parse((await tongbu('webhooks', 'change', webhook.id, '--name', 'n8n', '--without', 'kinds', '--json')).stdout) as { name: string; kinds?: string[] }
  assert.deepEqual([changed.name, changed.kinds], ['n8n', undefined])
  const rule = JSON.parse((await tongbu('watch', 'add', '--name', '清關', '--from', 'chen@customs.example', '--unread', '4', '--json')).stdout) as { id: string }
  const later = JSON.parse((await tongbu('watch', 'change', rule.id, '--unread', '8', '--keywords', '補件', '--without', 'from', '--json')).stdout) as { etag: string }
  assert.deepEqual(later, { ...JSON.parse(JSON.stringify({ ...rule, from: undefined })), hours: 8, keywords: ['補件'], etag: later.etag })
  writeFileSync(scratch.path('robot.json'), JSON.stringify({ accessToken: 'token', secret: 'SEC1' }))
  const channel = JSON.parse((await tongbu('watch', 'channel', 'dingtalk', '--settings', scratch.path('robot.json'), '--json')).stdout) as { id: string }
  writeFileSync(scratch.path('robot.json'), JSON.stringify({ secret: 'SEC2' }))
  assert.equal((await tongbu('watch', 'change', channel.id, '--settings', scratch.path('robot.json'), '--quiet', '22:00-08:00@Asia/Hong_Kong')).code, 0)
  assert.deepEqual([(await tongbu('watch', 'change', channel.id, '--without', 'from')).code, (await tongbu('watch', 'change', 'r0', '--name', 'x')).code], [64, 3])
  assert.match((await tongbu('watch')).stdout, /補件[^]*22:00-08:00/)
  service.kill('SIGTERM')
  assert.deepEqual(await once(service, 'exit'), [0, null])
})

test('an address in a private network or of the metadata of a cloud is refused when it is named', async () => {
  using scratch = openScratch()
  const pair = await openSandboxPair()
  try {
    const config = scratch.path('tongbu.yaml')
    writeFileSync(config, configText(pair.sandbox, { database: `sqlite:${scratch.path('tongbu.db')}` }))
    for (const url of ['http://127.0.0.1:1/', 'https://127.0.0.1/', 'https://localhost/', 'https://169.254.169.254/latest', 'https://[::1]/', 'https://10.0.0.8/', 'nonsense']) {
      const refused = await runHere(['webhooks', 'add', url, '--config', config])
      assert.equal(refused.code, 3, url)
      assert.match(refused.stderr, /Nothing can be sent to this address/)
    }
    assert.equal((await runHere(['webhooks', 'remove', 'wNone', '--config', config])).code, 3)
  } finally {
    await pair.close()
  }
})
