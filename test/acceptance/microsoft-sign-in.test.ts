import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../../src/config/load-config.ts'
import { signInProblemOf } from '../../src/connectors/outlook/sign-in/problems.ts'
import { browser } from '../../src/sandbox/outlook/entra/entra.test-kit.ts'
import { configText, NAME, openSandboxPair, type SandboxPair, type SandboxPairOptions } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'
import { selfSigned } from '../support/self-signed.ts'
import { assertInStep, AT, toldMail, UNREAD } from './told-mail.ts'

const REDIRECT = 'http://127.0.0.1:8620/api/v1/microsoft/callback'
const signal = new AbortController().signal
const AS_PERSON = { signIn: 'person', clientSecret: undefined }

async function withPair(options: SandboxPairOptions, work: (pair: SandboxPair) => Promise<void>): Promise<void> {
  using scratch = openScratch()
  const pair = await openSandboxPair({ redirectUris: [REDIRECT], database: `sqlite:${scratch.path('tongbu.db')}`, ...options, outlook: { deviceIntervalSeconds: 0, ...options.outlook } })
  try {
    await work(pair)
  } finally {
    await pair.close()
  }
}

const pairConfig = ({ sandbox }: SandboxPair, options: SandboxPairOptions) => loadConfig(configText(sandbox, options), {}, () => '').pairs[0] ?? assert.fail()

async function signInByCode(pair: SandboxPair, options: SandboxPairOptions): Promise<void> {
  const config = pairConfig(pair, options)
  const signIns = (await pair.app()).signIns()
  const begun = signIns.beginByCode(NAME, REDIRECT)
  const back = await browser().signIn(begun.url, config.outlook.address)
  assert.deepEqual(await signIns.completeByCode(NAME, begun, Object.fromEntries(back.searchParams), signal), { account: config.outlook.address, isOther: false })
}

const mailCrosses = async (pair: SandboxPair): Promise<void> => {
  await pair.people.dingtalk.put('inbox', toldMail('from dingtalk'), UNREAD, AT)
  await pair.people.outlook.put('inbox', toldMail('from outlook'), UNREAD, AT)
  assert.equal((await pair.sync()).stoppedBy, undefined)
  await assertInStep(pair)
}

test('mail crosses in the name of a person who signed in, exact copies over IMAP too', async () => {
  const options = { outlookOptions: AS_PERSON, outlookImap: true }
  await withPair(options, async (pair) => {
    await signInByCode(pair, options)
    await mailCrosses(pair)
    const checks = (await (await pair.app()).doctor(NAME, { signal })).find(({ side }) => side === 'right')?.checks ?? []
    assert.deepEqual(checks.filter(({ outcome }) => outcome !== 'ok'), [])
    assert.match(checks.find(({ what }) => what === 'Exact copies')?.detail ?? '', /put in over IMAP/)
  })
})

test('a sign-in outlives the process and is renewed in each, also where a refresh token is good only once', async () => {
  const options = { outlookOptions: AS_PERSON, outlook: { refreshTokens: 'single use' } } as const
  await withPair(options, async (pair) => {
    await signInByCode(pair, options)
    await mailCrosses(pair)
    for (let life = 0; life < 3; life++) {
      await pair.closeApp()
      pair.sandbox.outlook.expire({ tokens: true })
      assert.equal((await pair.sync()).stoppedBy, undefined, `life ${life}`)
    }
    assert.equal((await (await pair.app()).signIns().standing(NAME)).state, 'good')
  })
})

test('two processes that renew at once take turns, so that neither spends a token that is good only once twice', async () => {
  const options = { outlookOptions: AS_PERSON, outlook: { refreshTokens: 'single use' } } as const
  await withPair(options, async (pair) => {
    await signInByCode(pair, options)
    await mailCrosses(pair)
    for (let round = 0; round < 3; round++) {
      const others = [await pair.another(), await pair.another()]
      pair.sandbox.outlook.expire({ tokens: true })
      pair.sandbox.shared.ledger.clear()
      const [report, ...looks] = await Promise.all([pair.sync(), ...others.map((other) => other.doctor(NAME, { signal }))])
      for (const other of others) await other.close()
      assert.equal(report.stoppedBy, undefined)
      assert.deepEqual(looks.flat().flatMap(({ checks }) => checks).filter(({ outcome }) => outcome === 'failed'), [])
      const asked = pair.sandbox.shared.ledger.requests().filter(({ cloud }) => cloud === 'entra')
      assert.deepEqual(asked.map(({ status, count }) => [status, count]), [[200, 3]], 'one for each process, and none refused')
    }
  })
})

test('nothing is read without a sign-in; one that ends stops the pair, is asked of the cloud once, and goes on once the person is back', async () => {
  const options = { outlookOptions: AS_PERSON }
  await withPair(options, async (pair) => {
    assert.match((await pair.sync()).stoppedBy?.message ?? '', /nobody has signed in/)
    await pair.closeApp()
    await signInByCode(pair, options)
    await mailCrosses(pair)
    pair.sandbox.outlook.expire({ tokens: true, signIns: true })
    pair.sandbox.shared.ledger.clear()
    for (let run = 0; run < 3; run++) {
      const report = await pair.sync()
      assert.deepEqual([report.stoppedBy?.code, /password was changed, or an administrator ended it/.test(report.stoppedBy?.message ?? '')], ['UNAUTHORIZED', true])
    }
    const asked = pair.sandbox.shared.ledger.requests().filter(({ cloud }) => cloud === 'entra')
    assert.deepEqual(asked.map(({ status, count }) => [status, count]), [[400, 1]])
    assert.equal((await (await pair.app()).signIns().standing(NAME)).state, 'refused')
  })
})

test('an answer of another sign-in, a second one of the same, and one that comes too late are refused without a word to Microsoft', async () => {
  const options = { outlookOptions: AS_PERSON }
  await withPair(options, async (pair) => {
    const config = pairConfig(pair, options)
    const signIns = (await pair.app()).signIns()
    const begun = signIns.beginByCode(NAME, REDIRECT)
    const back = await browser().signIn(begun.url, config.outlook.address)
    const answer = Object.fromEntries(back.searchParams)
    pair.sandbox.shared.ledger.clear()
    const isProblem = (problem: string) => (error: unknown) => signInProblemOf(error) === problem
    await assert.rejects(signIns.completeByCode(NAME, { ...begun, state: 'other' }, answer, signal), isProblem('state-wrong'))
    await assert.rejects(signIns.completeByCode(NAME, { ...begun, expiresAt: 0 }, answer, signal), isProblem('state-wrong'))
    await assert.rejects(signIns.completeByCode(NAME, begun, { state: begun.state }, signal), isProblem('state-wrong'))
    await assert.rejects(signIns.completeByCode(NAME, begun, { state: begun.state, error: 'access_denied', error_description: 'AADSTS65004: declined' }, signal), isProblem('declined'))
    assert.deepEqual(pair.sandbox.shared.ledger.requests(), [])
    await signIns.completeByCode(NAME, begun, answer, signal)
    await assert.rejects(signIns.completeByCode(NAME, begun, answer, signal), isProblem('code-spent'))
  })
})

test('a device code serves as well, and a person who declines is told as that', async () => {
  const options = { outlookOptions: AS_PERSON }
  await withPair(options, async (pair) => {
    const config = pairConfig(pair, options)
    const signIns = (await pair.app()).signIns()
    const type = (begun: { userCode: string; verificationUrl: string }, answer: string) => browser().open(begun.verificationUrl, { user_code: begun.userCode, account: config.outlook.address, answer })
    const declined = await signIns.beginByDevice(NAME, signal)
    await type(declined, 'cancel')
    await assert.rejects(signIns.completeByDevice(NAME, declined, signal), (error) => signInProblemOf(error) === 'declined')
    const begun = await signIns.beginByDevice(NAME, signal)
    await type(begun, 'accept')
    assert.deepEqual(await signIns.completeByDevice(NAME, begun, signal), { account: config.outlook.address, isOther: false })
    await mailCrosses(pair)
  })
})

test('an app comes in with its certificate, and a wrong one is told with where to upload the right one', async () => {
  const { key, cert } = selfSigned({ kind: 'rsa' })
  const other = selfSigned({ kind: 'rsa' })
  const options = { outlookOptions: { clientSecret: undefined, clientCertificate: `${key}${cert}` } }
  await withPair(options, async (pair) => {
    const { clientId } = pair.sandbox.ready.accounts.outlook
    pair.sandbox.outlook.changeApp(clientId, { certificates: [other.cert] })
    const refused = await pair.sync()
    assert.match(refused.stoppedBy?.message ?? '', /not the one that is registered.*AADSTS700027.*Upload certificate/)
    await pair.closeApp()
    pair.sandbox.outlook.changeApp(clientId, { certificates: [other.cert, cert] })
    await mailCrosses(pair)
  })
})
