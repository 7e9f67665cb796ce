import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { placeOf, type Resolved } from './address-check.ts'
import { guardedHttp } from './guarded-http.ts'

const signal = new AbortController().signal

async function serverOf(t: TestContext, listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  t.after(() => server.close())
  return (server.address() as AddressInfo).port
}

test('private networks, this machine and the metadata of clouds are told from what is public, in every way in which they are written', () => {
  const kinds: Readonly<Record<ReturnType<typeof placeOf>, readonly string[]>> = {
    public: ['8.8.8.8', '1.1.1.1', '223.5.5.5', '2400:3200::1', '2606:4700::1111', '::ffff:8.8.8.8'],
    private: ['127.0.0.1', '127.9.9.9', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '::1', 'fd12::1', '::ffff:10.0.0.1', '::FFFF:127.0.0.1'],
    never: ['169.254.169.254', '100.100.100.200', '168.63.129.16', '192.0.0.192', '0.0.0.0', '0.1.2.3', '224.0.0.1', '255.255.255.255', 'fe80::1', 'ff02::1', 'fd00:ec2::254', '::', '64:ff9b::7f00:1', '2002:7f00:1::', '::ffff:169.254.169.254', '2001:db8::1', '4000::1', 'localhost', ''],
  }
  for (const [kind, addresses] of Object.entries(kinds)) for (const address of addresses) assert.equal(placeOf(address), kind, address)
})

test('nothing is sent to an address that is not allowed, however it is written', async (t) => {
  let asked = 0
  const port = await serverOf(t, (_request, response) => {
    asked++
    response.end()
  })
  const http = guardedHttp({ allowPrivate: false })
  for (const url of [`https://127.0.0.1:${port}/`, `https://localhost:${port}/`, `http://127.0.0.1:${port}/`, `https://2130706433:${port}/`, `https://0x7f.1:${port}/`, `https://[::1]:${port}/`, `https://[::ffff:127.0.0.1]:${port}/`, 'https://169.254.169.254/latest/meta-data', 'http://example.com/', 'https://user:secret@example.com/', 'file:///etc/passwd', 'gopher://example.com', 'nonsense']) {
    const outcome = await http({ method: 'POST', url, body: '{}' }, signal)
    assert.ok(outcome.kind === 'lost' && !outcome.reached && outcome.cause instanceof Error && outcome.cause.name === 'AddressRefused', url)
  }
  assert.equal(asked, 0)
  assert.equal((await guardedHttp({ allowPrivate: true })({ method: 'GET', url: 'https://169.254.169.254/' }, signal)).kind, 'lost', 'metadata of a cloud never')
})

test('a name that leads to a private address besides is refused, and one that is resolved otherwise later is not asked again', async (t) => {
  const port = await serverOf(t, (_request, response) => response.writeHead(204).end())
  let asked = 0
  const answers: readonly (readonly Resolved[])[] = [[{ address: '127.0.0.1', family: 4 }], [{ address: '169.254.169.254', family: 4 }]]
  const rebinding = guardedHttp({ allowPrivate: true, resolve: async () => answers[asked++] ?? [] })
  const outcome = await rebinding({ method: 'GET', url: `http://hooks.example:${port}/` }, signal)
  assert.deepEqual([outcome.kind, asked], ['answered', 1])
  const mixed = guardedHttp({ allowPrivate: false, resolve: async () => [{ address: '8.8.8.8', family: 4 }, { address: '10.0.0.1', family: 4 }] })
  const refused = await mixed({ method: 'GET', url: 'https://hooks.example/' }, signal)
  assert.ok(refused.kind === 'lost' && refused.cause instanceof Error && /allowPrivate/.test(refused.cause.message))
})

test('a redirect is an answer, and of a long answer only the beginning is read', async (t) => {
  const port = await serverOf(t, (request, response) => {
    if (request.url === '/away') return response.writeHead(302, { location: 'http://169.254.169.254/' }).end()
    response.writeHead(200)
    const more = (): void => {
      while (response.write('x'.repeat(65_536))) if (response.destroyed) return
      response.once('drain', more)
    }
    more()
  })
  const http = guardedHttp({ allowPrivate: true })
  const away = await http({ method: 'POST', url: `http://127.0.0.1:${port}/away`, body: '{}' }, signal)
  assert.ok(away.kind === 'answered' && away.status === 302)
  const long = await http({ method: 'GET', url: `http://127.0.0.1:${port}/` }, signal)
  assert.ok(long.kind === 'answered' && long.body.size === 1024)
})

test('whoever does not answer in time is left alone', async (t) => {
  const port = await serverOf(t, () => {})
  const outcome = await guardedHttp({ allowPrivate: true })({ method: 'GET', url: `http://127.0.0.1:${port}/`, timeoutMs: 100 }, signal)
  assert.ok(outcome.kind === 'lost' && outcome.reached)
})
