import type { Locator, Page, Route } from 'playwright-core'
import type { Reading } from '../test/support/catalogues.ts'
import type { SIZES } from '../test/support/visit.ts'

/** Which installation a picture is of: `scripts/scenes.ts` prepares each. */
export type SceneName = 'before' | 'being-set-up' | 'gated' | 'nearly-met' | 'lived-in'

/** What is answered in place of the service: something that is made anew each time, a failure, nothing yet, or no connection at all. */
export type Instead = { readonly status: number; readonly json: object } | 'never' | 'unreachable'

/** What is seen of a page only once something was done on it. */
export interface Opening {
  /** As in dashboard/src/app/pages.ts; its parameters may be filled in already. */
  readonly path: string
  /** Of its pictures, and for `--only`. */
  readonly name: string
  /** Default `lived-in`. */
  readonly scene?: SceneName
  /** Default both. */
  readonly size?: keyof typeof SIZES
  /** Of all of the page, and not only what is in the window. Default false. */
  readonly isWhole?: boolean
  /** By the end of an address of the API. */
  readonly instead?: Readonly<Record<string, Instead>>
  readonly open?: (hands: Hands) => Promise<unknown>
}

/** A person who reads one language. Everything is found by a key of the catalogues; in a dialog where one is open, and else on the page. */
export interface Hands {
  readonly page: Page
  readonly reading: Reading
  press(key: string, which?: 'first' | 'last'): Promise<void>
  fill(key: string, text: string): Promise<void>
  /** From the list behind a button. */
  choose(menu: string, key: string): Promise<void>
  /** Waits for a text. */
  see(key: string): Promise<void>
}

export function handsOn(page: Page, reading: Reading): Hands {
  const here = async (): Promise<Page | Locator> => ((await page.locator('dialog[open]').count()) > 0 ? page.locator('dialog[open]') : page)
  const button = async (key: string, which: 'first' | 'last'): Promise<Locator> => {
    const found = (await here()).getByRole('button', { name: reading(key) }).and(page.locator(':enabled'))
    return which === 'first' ? found.first() : found.last()
  }
  return {
    page,
    reading,
    press: async (key, which = 'first') => (await button(key, which)).click(),
    fill: async (key, text) => (await here()).getByLabel(reading(key)).first().fill(text),
    choose: async (menu, key) => {
      await (await button(menu, 'first')).click()
      await page.locator('[popover]:popover-open').getByRole('button', { name: reading(key) }).first().click()
    },
    see: async (key) => (await here()).getByText(reading(key)).first().waitFor(),
  }
}

/** Has some addresses of the API answered in place of the service, until the page is told otherwise. */
export async function answerInstead(page: Page, instead: Readonly<Record<string, Instead>>): Promise<void> {
  for (const [address, answer] of Object.entries(instead)) {
    await page.route(new RegExp(`/api/v1/${address}(?:\\?.*)?$`), async (route: Route) => {
      if (answer === 'unreachable') return route.abort('connectionrefused')
      if (answer !== 'never') return route.fulfill({ ...answer, contentType: answer.status < 400 ? 'application/json' : 'application/problem+json' })
      return undefined
    })
  }
}

const problem = (status: number, code: string, detail = ''): Instead => ({ status, json: { type: 'about:blank', title: code, status, code, detail, next: '' } })
const ok = (json: object): Instead => ({ status: 200, json })
const made = (json: object): Instead => ({ status: 201, json })

const WHEN = '2026-11-27T03:20:00Z'
const SEEN = { on: 'left', folder: '收件箱', receivedAt: WHEN, since: WHEN }
/** A mailbox that refuses two messages, and two others that left the other side. */
const WAITING: Readonly<Record<string, Instead>> = {
  decisions: ok({ holds: [], pairs: [{ pair: 'anna', holds: 0, aside: 2, departed: 2 }] }),
  'pairs/anna/set-aside': ok({ items: [['TOO_LARGE', 'The message is larger than the mailbox takes.', 48_211_002], ['REJECTED', 'The cloud refuses this message for good.', 8211]].map(([code, message, size], at) => ({ ...SEEN, item: `a${at}`, code, message, size, attempts: 3 })) }),
  'pairs/anna/departed': ok({ items: [0, 1].map((at) => ({ ...SEEN, item: `d${at}`, binding: `b${at}`, size: 20_480 })) }),
  'pairs/anna/departed/trash': ok({ total: 0, steps: [] }),
}
const LINK = `/link#${'aB3-xY9_'.repeat(6).slice(0, 43)}`
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw4n9Yx0uHtV4='
const CODES = ['7KQ2-M4XP', '9TZC-H3WB', 'R6YD-2NFA', 'LX8V-5QJE', '4GHM-T7KC', 'B2PW-9ZRU', 'N5FA-X6DL', 'E8JT-3VYG', 'Q7CR-K2HM', 'Z4NB-8PWX']

const openFirstMessage = async ({ press, see }: Hands): Promise<void> => {
  await press('backups.find.open')
  await see('backups.restore.look')
}
const erasing = async ({ fill, press, see }: Hands): Promise<void> => {
  await fill('people.person', 'chan.taiman@customs-broker.example')
  await press('people.erase.look')
  await see('people.erase.found')
}
const lookingBack = async ({ page, reading, press, see }: Hands): Promise<void> => {
  await page.getByLabel(reading('backups.restore.scope')).selectOption('everything')
  await press('backups.restore.look')
  await see('backups.restore.would')
}
const searching = async ({ press, fill, see }: Hands): Promise<void> => {
  await fill('archive.words', '清關')
  await press('archive.search')
  await see('archive.columns.subject')
}
const giving = ({ press }: Hands, which: 'first' | 'last' = 'first'): Promise<void> => press('setup.pairs.giveOf', which)
const toEnd = ({ page }: Hands): Promise<void> => page.evaluate("document.querySelector('dialog[open] form').parentElement.scrollTo(0, 1e6)")

/** One line for each: more are welcome. */
export const OPENINGS: readonly Opening[] = [
  { path: '/', name: 'stop-everything', open: ({ press }) => press('frame.stop.label') },
  { path: '/', name: 'navigation-opened', size: 'phone', open: ({ press }) => press('frame.menu') },
  { path: '/pairs/anna', name: 'toast', open: async ({ press, see }) => (await press('pair.sync.label'), see('pair.sync.done')) },
  { path: '/watch/webhooks/:webhook', name: 'toast-bad', open: async ({ press, see }) => (await press('webhooks.test'), see('webhooks.lost')) },
  { path: '/pairs', name: 'pairs-loading', instead: { pairs: 'never' } },
  { path: '/pairs', name: 'pairs-failed', instead: { pairs: problem(500, 'FAILED', 'Tongbu failed in an unforeseen way.') }, open: ({ see }) => see('frame.failed.title') },
  { path: '/pairs', name: 'pairs-unreachable', instead: { pairs: 'unreachable' }, open: ({ see }) => see('frame.failed.title') },
  { path: '/pairs', name: 'pairs-empty', instead: { pairs: ok({ pairs: [], total: 0 }) } },
  { path: '/pairs', name: 'session-over', instead: { session: ok({ state: 'nobody', isNew: false, hasOidc: true }) } },
  { path: '/sign-in', name: 'sign-in-code', instead: { session: ok({ state: 'code', isNew: false, hasOidc: false }) } },

  { path: '/watch/rules', name: 'rule-new', open: ({ press }) => press('watch.rules.add') },
  { path: '/watch/rules', name: 'rule-new-end', open: async (hands) => (await hands.press('watch.rules.add'), toEnd(hands)) },
  { path: '/watch/rules', name: 'rule-menu', open: ({ press }) => press('watch.moreFor') },
  { path: '/watch/rules', name: 'rule-change', open: ({ choose }) => choose('watch.moreFor', 'watch.change') },
  { path: '/watch/rules', name: 'rule-gone', instead: { 'watch/rules': ok({ rules: [{ id: 'r', etag: 'r', name: '清關', about: 'unread', hours: 4, keywords: ['清關'], pairs: ['ben'], by: 'Anna Chan', createdAt: WHEN }] }) }, open: async (hands) => (await hands.choose('watch.moreFor', 'watch.change'), toEnd(hands)) },
  { path: '/watch/rules', name: 'rule-tried', open: async ({ choose, press, see }) => (await choose('watch.moreFor', 'watch.try.begin'), await press('watch.try.verb'), see('watch.try.found')) },
  { path: '/watch/rules', name: 'rule-remove', open: ({ choose }) => choose('watch.moreFor', 'watch.remove') },
  { path: '/watch/channels', name: 'channel-new', open: ({ press }) => press('watch.channels.add') },
  { path: '/watch/channels', name: 'channel-change', open: ({ choose }) => choose('watch.moreFor', 'watch.change') },
  { path: '/watch/channels', name: 'channel-change-end', open: async (hands) => (await hands.choose('watch.moreFor', 'watch.change'), toEnd(hands)) },
  { path: '/watch/webhooks', name: 'webhook-new', open: ({ press }) => press('webhooks.add') },
  { path: '/watch/webhooks', name: 'webhook-secret', instead: { webhooks: made({ webhook: { id: 'w', url: 'https://n8n.example/', name: 'n8n', waiting: 0 }, secret: SECRET, webhooks: [] }) }, open: async ({ press, fill, see }) => (await press('webhooks.add'), await fill('webhooks.url', 'https://n8n.example/webhook/tongbu'), await press('webhooks.add'), see('webhooks.secretNote')) },
  { path: '/watch/webhooks/:webhook', name: 'webhook-menu', open: ({ press }) => press('watch.moreFor') },
  { path: '/watch/webhooks/:webhook', name: 'webhook-replay', open: ({ choose }) => choose('watch.moreFor', 'webhooks.act.replay.verb') },
  { path: '/watch/webhooks/:webhook', name: 'webhook-again', open: ({ page, press }) => page.getByRole('table').getByRole('button').first().waitFor().then(() => press('webhooks.act.replay.verb', 'last')) },

  { path: '/accounts', name: 'second-factor', open: ({ press }) => press('accounts.totp.begin') },
  { path: '/accounts', name: 'recovery-codes', instead: { 'account/totp': ok({ pending: 'p', secret: 'JBSWY3DPEHPK3PXP', picture: '/icon.svg', recoveryCodes: CODES }) }, open: async ({ press, fill, see }) => (await press('accounts.totp.begin'), await fill('signIn.code', '123456'), await fill('accounts.password.old', 'x'), await press('accounts.totp.confirm'), see('accounts.totp.codesNote')) },
  { path: '/accounts/others', name: 'account-invite', open: ({ press }) => press('accounts.others.invite') },
  { path: '/accounts/others', name: 'account-link', instead: { 'accounts/[^/]+/link': ok({ link: { path: LINK } }) }, open: async ({ choose, press, see }) => (await choose('accounts.others.moreFor', 'accounts.act.link.verb'), await press('accounts.act.link.verb'), see('accounts.link.lead')) },
  { path: '/accounts/others', name: 'account-menu', open: ({ press }) => press('accounts.others.moreFor') },
  { path: '/accounts/others', name: 'account-role', open: ({ choose }) => choose('accounts.others.moreFor', 'accounts.act.role.verb') },
  { path: '/accounts/tokens', name: 'token-new', open: ({ press }) => press('accounts.tokens.make') },
  { path: '/accounts/tokens', name: 'token-made', instead: { tokens: made({ token: `tb_${'k9Xw2-Qb7'.repeat(5)}`, tokens: [] }) }, open: async ({ press, fill, see }) => (await press('accounts.tokens.make'), await fill('accounts.tokens.name', 'n8n'), await press('accounts.tokens.make'), see('accounts.tokens.madeNote')) },
  { path: '/accounts/tokens', name: 'token-revoke', open: ({ press }) => press('accounts.tokens.revoke') },

  { path: '/decisions', name: 'hold-opened', isWhole: true, open: async ({ press, page }) => (await press('decisions.holds.look'), page.getByRole('list').last().waitFor()) },
  { path: '/decisions', name: 'hold-keep', open: ({ press }) => press('decisions.holds.keep') },
  { path: '/decisions', name: 'hold-apply', open: async ({ press, page }) => (await press('decisions.holds.apply'), page.locator('dialog[open] li').first().waitFor()) },
  { path: '/decisions/conflicts', name: 'conflict-decide', open: async ({ press, see }) => (await press('decisions.conflicts.take'), see('pair.undo.count')) },
  { path: '/decisions/aside', name: 'aside-waiting', instead: WAITING },
  { path: '/decisions/aside', name: 'aside-again', instead: WAITING, open: ({ press }) => press('decisions.aside.all') },
  { path: '/decisions/departed', name: 'departed-waiting', instead: WAITING },
  { path: '/decisions/departed', name: 'departed-keep', instead: WAITING, open: ({ press }) => press('decisions.departed.keep') },
  { path: '/decisions/departed', name: 'departed-trash', instead: WAITING, open: async ({ press, see }) => (await press('decisions.departed.trashAll'), see('decisions.departed.mayNot')) },
  { path: '/pairs/anna', name: 'pair-pause', open: ({ press }) => press('pair.pause.label') },
  { path: '/pairs/anna/runs', name: 'run-undo', open: async ({ press, see }) => (await press('pair.undo.label', 'last'), see('pair.undo.count')) },

  { path: '/backups', name: 'backup-running', isWhole: true, instead: { 'jobs/[^/]+/events': 'unreachable', 'jobs/[^/]+': ok({ id: 'j', kind: 'back-up', pair: 'anna', state: 'running', startedAt: WHEN, progress: { phase: 'reading', done: 3120, total: 12_480, endsAt: new Date(Date.now() + 4 * 60_000).toISOString() } }) }, open: async ({ press, see }) => (await press('backups.take'), see('work.end')) },
  { path: '/backups', name: 'point-menu', open: ({ press }) => press('backups.more') },
  { path: '/backups', name: 'backups-prune', open: async ({ press, see }) => (await press('backups.prune.label'), see('backups.prune.none')) },
  { path: '/backups/:pair/:point', name: 'restore-planned', isWhole: true, open: lookingBack },
  { path: '/backups/:pair/:point', name: 'restore-confirm', open: async (hands) => (await lookingBack(hands), hands.press('backups.restore.do')) },
  { path: '/backups/:pair/:point/messages', name: 'message-restore', open: async (hands) => (await openFirstMessage(hands), await hands.press('backups.find.open'), hands.see('backups.find.opened')) },
  { path: '/backups/:pair/:point/messages', name: 'second-person', instead: { 'backups/points/[^/]+/messages/opened': problem(403, 'SECOND_PERSON') }, open: async (hands) => (await openFirstMessage(hands), await hands.press('backups.find.open'), hands.see('work.second.needed')) },
  { path: '/archive', name: 'archive-found', isWhole: true, open: searching },
  { path: '/archive', name: 'archive-read', open: async (hands) => (await searching(hands), await hands.press('archive.read'), hands.see('archive.readBy')) },
  { path: '/archive', name: 'archive-hold-new', open: ({ press }) => press('archive.holds.add') },
  { path: '/archive', name: 'archive-hold-end', open: ({ press }) => press('archive.holds.end') },
  { path: '/audit', name: 'audit-export', open: ({ press }) => press('audit.export') },
  { path: '/people/erase', name: 'erase-found', isWhole: true, open: erasing },
  { path: '/people/erase', name: 'erase-confirm', open: async (hands) => (await erasing(hands), await hands.fill('people.erase.because', 'She asked for it in writing.'), await hands.page.getByLabel(hands.reading('people.erase.even')).check(), await hands.press('people.erase.verb')) },
  { path: '/leaving/:pair', name: 'leaving-planned', isWhole: true, open: async ({ press, see }) => (await press('people.leaving.look'), see('people.leaving.would')) },

  { path: '/set-up/pairs', name: 'password-asked', scene: 'being-set-up', open: (hands) => giving(hands, 'last') },
  { path: '/set-up/pairs', name: 'password-refused', scene: 'being-set-up', open: async (hands) => (await giving(hands), await hands.fill('setup.password.label', 'abcd efgh ijkl mnop'), await hands.press('setup.password.try'), hands.see('setup.password.try')) },
  { path: '/set-up/pairs', name: 'invite-asked', scene: 'being-set-up', open: ({ press }) => press('setup.invite.button') },
  { path: '/set-up/pairs', name: 'invite-links', scene: 'being-set-up', instead: { 'setup/invites': ok({ links: ['anna-chan', 'ben-lo'].map((name) => ({ name, path: `/invite#${LINK.slice(6)}`, expiresAt: '2026-12-07T04:00:00Z' })) }) }, open: async ({ press, see }) => (await press('setup.invite.button'), await press('setup.invite.verb'), see('setup.invite.once')) },

  { path: '/try-it', name: 'trial-message', scene: 'before', open: ({ page }) => page.getByRole('button', { name: /清關補件/ }).first().click() },
  { path: '/try-it', name: 'trial-compose', scene: 'before', open: ({ press }) => press('tryIt.write') },
  { path: '/try-it', name: 'trial-menu', scene: 'before', open: ({ press }) => press('tryIt.message.more') },

  ...['/', '/pairs', '/pairs/anna', '/measures', '/measures/anna', '/backups'].map((path) => ({ path, name: `gated${path.replaceAll('/', '-').replace(/-$/, '-overview')}`, scene: 'gated', isWhole: true }) as const),
  { path: '/measures/anna', name: 'measure-waive', scene: 'gated', open: ({ press }) => press('measures.waive') },
  { path: '/pairs/anna', name: 'gated-sync', scene: 'gated', open: ({ press, page }) => press('pair.sync.label').then(() => page.getByRole('status').getByRole('button').waitFor()) },
  ...['/', '/pairs/anna', '/measures', '/measures/anna'].map((path) => ({ path, name: `nearly-met${path.replaceAll('/', '-').replace(/-$/, '-overview')}`, scene: 'nearly-met', isWhole: true }) as const),
]
