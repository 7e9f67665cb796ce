import assert from 'node:assert/strict'
import type { Browser, BrowserContext } from 'playwright-core'
import { signedIn, openLivedIn, type LivedIn, type SignedIn } from '../test/support/lived-in.ts'
import { NAME } from '../test/support/sandbox-pair.ts'
import { dingtalkGiven, microsoftGiven } from '../test/support/setup-scene.ts'
import { openStart } from '../test/support/start-scene.ts'
import { visit, type Cleanup } from '../test/support/visit.ts'
import type { SceneName } from './openings.ts'

/** Values that stand for the parameters of addresses, by their names. */
export type Parameters = Readonly<Record<string, readonly string[]>>

/** An installation that pictures are taken of. */
export interface Scene {
  readonly url: string
  readonly known: Parameters
  /** Of whoever is signed in; nobody is where it lacks. */
  readonly storageState?: Awaited<ReturnType<BrowserContext['storageState']>>
}

/** How each comes to be. */
export const SCENES: Readonly<Record<SceneName, (browser: Browser, cleanup: Cleanup) => Promise<Scene>>> = { before, 'being-set-up': beingSetUp, gated, 'nearly-met': nearlyMet, 'lived-in': livedIn }

/** Nothing is connected yet, and the simulation is going on. */
async function before(_browser: Browser, cleanup: Cleanup): Promise<Scene> {
  const { url } = await openStart(cleanup)
  await fetch(`${url}/api/v1/try-it`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
  return { url, known: {} }
}

/** Both sides are connected, and two people have still to give their passwords. */
async function beingSetUp(browser: Browser, cleanup: Cleanup): Promise<Scene> {
  const start = await openStart(cleanup)
  const page = await visit(browser, cleanup)
  const { ready } = start.sandbox
  const api = await signedIn(page, start)
  await api.put('setup/dingtalk', dingtalkGiven(ready))
  await api.put('setup/microsoft', microsoftGiven(ready))
  const { dingtalk, outlook } = ready.accounts
  await api.post('setup/people', { people: [{ left: dingtalk.address, right: outlook.address }, { left: 'ben.lo@contoso-trading.example', right: 'ben.lo@contoso.example' }] })
  return { url: start.url, known: {}, storageState: await page.context().storageState() }
}

/** The safety measures count, and none of them is met: the pair waits for them. */
async function gated(browser: Browser, cleanup: Cleanup): Promise<Scene> {
  const start = await openStart(cleanup, { isConfigured: true, withBackup: 'without-key', env: { TONGBU_SAFETY_GATE: 'on' } })
  const page = await visit(browser, cleanup)
  await signedIn(page, start)
  return { url: start.url, known: {}, storageState: await page.context().storageState() }
}

/** The same, where all but little is met, and something was waived in writing. */
async function nearlyMet(browser: Browser, cleanup: Cleanup): Promise<Scene> {
  const start = await openStart(cleanup, { isConfigured: true, withBackup: true, env: { TONGBU_SAFETY_GATE: 'on' } })
  const page = await visit(browser, cleanup)
  const api = await signedIn(page, start)
  await api.long('backups/points', { pair: NAME })
  await api.long(`pairs/${NAME}/rehearsals`)
  const { measures } = (await api.post(`pairs/${NAME}/measures/look?language=zh-Hant-HK`)) as { readonly measures: readonly { readonly points: readonly { readonly id: string; readonly question?: { readonly shown: string } }[] }[] }
  const answers = measures.flatMap(({ points }) => points).flatMap(({ id, question }) => (question === undefined || id === 'pop-left' ? [] : [{ pair: NAME, point: id, value: 'yes', shown: question.shown }]))
  await api.post('measures/answers', { language: 'zh-Hant-HK', answers })
  await api.post(`pairs/${NAME}/measures/mailbox/waiver?language=en`, { because: 'The scanner in the warehouse fetches by POP3 until Friday.' })
  return { url: start.url, known: {}, storageState: await page.context().storageState() }
}

/** Some time after its beginning: mail has crossed, somebody wants to be told, both clouds were asked, and something waits to be decided. */
async function livedIn(browser: Browser, cleanup: Cleanup): Promise<Scene> {
  const page = await visit(browser, cleanup)
  const lived = await openLivedIn(cleanup, page)
  const { api } = lived
  await api.long('backups/points', { pair: NAME })
  for (const path of ['connections/check', `pairs/${NAME}/probe`]) await api.long(path)
  const { points } = (await api.get('backups/points')) as { readonly points: readonly { readonly id: string }[] }
  await api.post('accounts', { name: '羅志明 Ben Lo', role: 'operator', language: 'zh-Hant-HK' })
  await api.post('tokens', { name: 'n8n', scopes: ['read'], days: 90 })
  await api.post('archive/holds', { name: 'Customs case 2026-14', address: 'fang.min@zhejiang-parts.example', because: 'Asked for by counsel.' })
  return { url: lived.url, known: { point: [points.at(-1)?.id ?? assert.fail('no restore point')], webhook: [await beWatched(lived, api)] }, storageState: await page.context().storageState() }
}

/** Somebody wants to be told: by rules, a channel, and a webhook behind which nobody listens, whose id it answers. */
async function beWatched({ people }: LivedIn, api: SignedIn): Promise<string> {
  await api.post('watch/rules', { name: '清關 Customs', keywords: ['清關', '補件', 'urgent'], about: 'unread', hours: 4 })
  await api.post('watch/rules', { name: 'Northwind', from: '@northwind.example', folder: 'inbox', about: 'unanswered', hours: 24 })
  await api.post('watch/channels', { name: '船務 Shipping', language: 'zh-Hant-HK', quiet: { from: '22:00', to: '08:00', zone: 'Asia/Hong_Kong' }, to: { way: 'email', host: 'smtp.example.com', port: 465, security: 'tls', from: 'tongbu@contoso-trading.example', to: ['shipping@contoso-trading.example'] } })
  const { webhook } = (await api.post('webhooks', { url: 'http://127.0.0.1:9/webhook/tongbu', name: 'n8n' })) as { readonly webhook: { readonly id: string } }
  const [message] = await people.dingtalk.messages()
  if (message !== undefined) await people.dingtalk.mark(message, { flagged: true })
  await api.post(`pairs/${NAME}/sync`)
  return webhook.id
}
