import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemHttp } from '../../../platform/http.ts'
import { quickClock, serve, type Reply } from '../serve.test-kit.ts'
import { createPersonTokens, type KeptToken, type TokenVault } from './person-tokens.ts'

const signal = new AbortController().signal

/** What all processes share: one row, and whose turn it is. */
function sharedVault(first: KeptToken | undefined = { refreshToken: 'r0', version: 1 }) {
  const row = { kept: first as KeptToken | undefined, turn: undefined as symbol | undefined, turns: 0 }
  const open = (): TokenVault => {
    const me = Symbol('process')
    return {
      read: async () => row.kept,
      replace: async (version, refreshToken) => {
        if (row.kept?.version !== version) return false
        row.kept = { refreshToken, version: version + 1 }
        return true
      },
      refuse: async (version, problem) => void (row.kept?.version === version && (row.kept = { ...row.kept, refusal: problem })),
      takeTurn: async () => {
        if (row.turn !== undefined) return undefined
        row.turn = me
        row.turns++
        return async () => void (row.turn = undefined)
      },
    }
  }
  return { row, open }
}

async function setUp(reply: (token: string, index: number) => Reply | Promise<Reply>, vault = sharedVault()) {
  const server = await serve(({ body }, index) => reply(new URLSearchParams(body).get('refresh_token') ?? '', index))
  const quick = quickClock()
  // Whoever waits for its turn lets the others work.
  const clock = { ...quick, wait: async (ms: number, until?: AbortSignal) => (await new Promise((resolve) => setImmediate(resolve)), await quick.wait(ms, until)) }
  const process = () => createPersonTokens({ tenant: 'contoso.example', clientId: 'app', loginUrl: server.url, scope: 'https://graph.microsoft.com/.default', http: systemHttp, clock, vault: vault.open() })
  return { server, clock, row: vault.row, process }
}

const brought = (index: number): Reply => ({ status: 200, json: { access_token: `a${index}`, expires_in: 3600, refresh_token: `r${index + 1}` } })
const refused = (number: number): Reply => ({ status: 400, json: { error: 'invalid_grant', error_codes: [number] } })

test('the new refresh token is kept before the access token is used, and serves the next renewal', async () => {
  const { server, clock, row, process } = await setUp((_, index) => brought(index))
  await using _ = server
  const tokens = process()
  assert.equal(await tokens.token(signal), 'a0')
  assert.deepEqual([row.kept, row.turn], [{ refreshToken: 'r1', version: 2 }, undefined])
  clock.advance(3_400_000)
  assert.equal(await tokens.token(signal), 'a1')
  assert.deepEqual(server.seen.map(({ body }) => new URLSearchParams(body).get('refresh_token')), ['r0', 'r1'])
  assert.equal(new URLSearchParams(server.seen[0]?.body).get('client_secret'), null)
})

test('killed before the new one is kept, the old one is still there; after it, the new one', async () => {
  const vault = sharedVault()
  const { server, process, row } = await setUp((token, index) => (token === 'r0' ? brought(index) : refused(70043)), vault)
  await using _ = server
  const dying = vault.open()
  const killed = createPersonTokens({ tenant: 't', clientId: 'app', loginUrl: server.url, scope: 's', http: systemHttp, clock: quickClock(), vault: { ...dying, takeTurn: async () => async () => {}, replace: () => Promise.reject(new Error('killed')) } })
  await assert.rejects(killed.token(signal), /killed/)
  assert.equal(row.kept?.refreshToken, 'r0')
  await process().token(signal)
  assert.equal(server.seen.every(({ body }) => new URLSearchParams(body).get('refresh_token') === 'r0'), true, 'the one that was kept is used, and none that was lost')
  assert.equal(row.kept?.version, 2)
})

test('of two processes that renew at once one waits, and then renews with what the other has kept', async () => {
  let underWay = 0
  let most = 0
  const { server, row, process } = await setUp(async (_, index) => {
    most = Math.max(most, ++underWay)
    await new Promise((resolve) => setImmediate(resolve))
    underWay--
    return brought(index)
  })
  await using _ = server
  const taken = await Promise.all([process().token(signal), process().token(signal), process().token(signal)])
  assert.deepEqual([taken.sort(), most, row.turns], [['a0', 'a1', 'a2'], 1, 3])
  assert.deepEqual(server.seen.map(({ body }) => new URLSearchParams(body).get('refresh_token')), ['r0', 'r1', 'r2'])
})

test('one that is refused because another process has replaced it meanwhile is no refusal', async () => {
  const vault = sharedVault()
  const { server, row, process } = await setUp((token, index) => {
    if (token !== 'r0') return brought(index)
    // Whoever held on longer than its turn was overtaken.
    vault.row.kept = { refreshToken: 'r9', version: 7 }
    return refused(50173)
  }, vault)
  await using _ = server
  assert.equal(await process().token(signal), 'a1')
  assert.deepEqual(row.kept, { refreshToken: 'r2', version: 8 })
})

test('one that is refused is asked of the cloud once only, by whichever process, until a person signs in again', async () => {
  const { server, row, process } = await setUp((token, index) => (token === 'r0' ? refused(70043) : brought(index)))
  await using _ = server
  for (const tokens of [process(), process()]) {
    for (let i = 0; i < 2; i++) await assert.rejects(tokens.token(signal), { code: 'UNAUTHORIZED', message: /come to its end.*tongbu sign-in/ })
  }
  assert.equal(server.seen.length, 1)
  assert.equal(row.kept?.refusal, 'sign-in-expired')
  row.kept = { refreshToken: 'r5', version: 2 }
  assert.equal(await process().token(signal), 'a1')
})

test('a service that is busy is no refusal, and nobody having signed in is told as that', async () => {
  const { server, row, process } = await setUp((_, index) => (index < 2 ? { status: 503 } : brought(index)))
  await using _ = server
  assert.equal(await process().token(signal), 'a2')
  row.kept = undefined
  await assert.rejects(process().token(signal), { code: 'UNAUTHORIZED', message: /nobody has signed in.*tongbu sign-in/ })
})
