import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { assertAccessible, openPage, type Language } from './browser.ts'
import { wordsIn } from './catalogues.ts'
import { CONSOLES } from '../../dashboard/src/i18n/consoles.ts'
import type { People } from '../../src/sandbox/seed/people.ts'
import { ADMINISTRATOR, until } from './lived-in.ts'
import { openStart, type Start } from './start-scene.ts'

export interface WalkOptions {
  readonly language: Language
  /** Whether each page is looked at by axe, in light and dark. Takes most of a second each time. */
  readonly isThorough: boolean
}

/** A person at a browser who reads one language. */
export interface Walk extends Start {
  readonly page: Page
  /** What stands on the page for a key of the catalogues; of texts that depend on a number, that for several. */
  say(key: string, values?: Readonly<Record<string, string | number>>): string
  /** Each by its name in the language of the person, as they and whoever listens to the page find it. */
  button(key: string, values?: Readonly<Record<string, string | number>>): Locator
  link(key: string): Locator
  field(key: string): Locator
  heading(key: string, values?: Readonly<Record<string, string | number>>): Locator
  /** Looks at the page: nothing is in English that should not be, nothing is wider than the window, and axe finds nothing. */
  look(): Promise<void>
}

/** An installation without configuration, both clouds on this machine, and the safety measures as for real accounts. */
export async function openWalk(t: TestContext, { language, isThorough }: WalkOptions): Promise<Walk> {
  const start = await openStart(t, { env: { TONGBU_SAFETY_GATE: 'on' } })
  const page = await openPage(t, { language })
  const words = await wordsIn(language)
  const known = [...words.values(), ...Object.values(CALLED)].join('\n')
  const english = language === 'en' ? [] : [...(await wordsIn('en')).values()].filter((text) => isSentence(text) && !known.includes(text))
  const say: Walk['say'] = (key, values = {}) => (words.get(key) ?? words.get(`${key}_other`) ?? assert.fail(`no text ${key}`)).replaceAll(/\{\{(\w+)\}\}/g, (_all, name: string) => String(values[name] ?? CALLED[name] ?? assert.fail(`${key} needs ${name}`)))
  return {
    ...start,
    page,
    say,
    button: (key, values) => page.getByRole('button', { name: say(key, values), exact: true }),
    link: (key) => page.getByRole('link', { name: say(key), exact: true }),
    field: (key) => page.getByLabel(say(key), { exact: true }),
    heading: (key, values) => page.getByRole('heading', { name: say(key, values), exact: true }),
    async look() {
      const shown = await page.locator('body').innerText()
      assert.deepEqual(english.filter((text) => shown.includes(text)), [], `in English on ${page.url()}`)
      assert.ok(Number(await page.evaluate('document.documentElement.scrollWidth')) <= 1280, `${page.url()} is wider than the window`)
      assert.match(await page.title(), /. · Tongbu$/, page.url())
      if (isThorough) await assertAccessible(page)
    },
  }
}

/** What the vendors call things, which every text may name. */
const CALLED: Readonly<Record<string, string>> = CONSOLES

/** Long enough that it stands on a page by no accident, and nothing is filled in. */
const isSentence = (text: string): boolean => / /.test(text) && text.length > 8 && !text.includes('{{')

/** From the first page over the printed link to the set-up. */
export async function comeIn({ page, url, said, say, field, button, link, heading, look }: Walk): Promise<void> {
  await page.goto(url)
  await heading('welcome.title').waitFor()
  await look()
  await link('welcome.connect.start').click()
  await page.getByText(say('signIn.new.title')).waitFor()
  await look()
  await page.goto(/http:\S+\/link#\S+/.exec(said())?.[0] ?? assert.fail(said()))
  await field('signIn.name').fill(ADMINISTRATOR.name)
  await look()
  await field('signIn.link.password').fill(ADMINISTRATOR.password)
  await field('signIn.link.again').fill(ADMINISTRATOR.password)
  await button('signIn.link.use').click()
  await link('welcome.connect.start').click()
}

/** All of the set-up, against the simulated clouds. */
export async function setUp({ page, sandbox, folder, say, field, button, heading, look }: Walk): Promise<void> {
  const { accounts, alimailUrl, graphUrl, loginUrl, imap } = sandbox.ready
  await heading('setup.dingtalk.title').waitFor()
  await look()
  await field('setup.dingtalk.app.id').fill(accounts.dingtalk.appId)
  await field('setup.dingtalk.app.secret').fill(accounts.dingtalk.appSecret)
  await page.getByText(say('setup.dingtalk.servers')).click()
  await field('setup.dingtalk.openapiUrl').fill(alimailUrl)
  await field('setup.dingtalk.imapHost').fill(imap.host)
  await field('setup.dingtalk.imapPort').fill(String(imap.port))
  await field('setup.dingtalk.tls').uncheck()
  await button('setup.check').click()
  await button('setup.goOn').waitFor()
  await look()
  await button('setup.goOn').click()

  await field('setup.microsoft.tenant').fill(accounts.outlook.tenant)
  await field('setup.microsoft.clientId').fill(accounts.outlook.clientId)
  await field('setup.microsoft.secret').fill(accounts.outlook.clientSecret)
  await page.getByText(say('setup.microsoft.servers')).click()
  await field('setup.microsoft.loginUrl').fill(loginUrl)
  await field('setup.microsoft.graphUrl').fill(graphUrl)
  await button('setup.check').click()
  await button('setup.goOn').waitFor()
  await look()
  await button('setup.goOn').click()

  await field('setup.pairs.left').fill(accounts.dingtalk.address)
  await field('setup.pairs.right').fill(accounts.outlook.address)
  await button('setup.pairs.one.add').click()
  await page.getByRole('button', { name: say('setup.pairs.giveOf', { name: 'anna-chan' }) }).click()
  await field('setup.password.label').fill(accounts.dingtalk.imapPassword)
  await look()
  await button('setup.password.try').click()
  await button('setup.goOn').waitFor()
  await look()
  await button('setup.goOn').click()

  await field('setup.policy.backup.label').fill(join(folder, 'backup'))
  await look()
  await button('setup.policy.save').click()
  await button('setup.finish.write').waitFor()
  await look()
  await button('setup.finish.write').click()
  await field('backups.key.kept').check()
  await look()
  await button('backups.key.goOn').click()
  await page.getByRole('link', { name: say('setup.finish.measures') }).waitFor()
  await look()
}

/** The pair that the set-up makes of the two addresses. */
const PAIR = 'anna-chan'

/** The five measures: a backup that was read back, a restore that was rehearsed, every question answered, and what is still open waived in writing. */
export async function passTheGate({ page, url, folder, say, button, field, look }: Walk): Promise<void> {
  await page.goto(`${url}/backups`)
  const key = /^AGE-SECRET-KEY-\S+/m.exec(readFileSync(join(folder, 'tongbu-backup-key.txt'), 'utf8'))?.[0] ?? assert.fail('no key')
  await field('backups.copy.label').fill(key.slice(-12))
  await button('backups.copy.verb').click()
  await page.getByText(say('backups.copy.yes')).waitFor()
  await takePoint({ page, say, button })
  await button('backups.verify').click()
  await page.getByText(before(say('backups.verified', { points: '\0', messages: '\0' }))).waitFor()
  await button('backups.rehearse').click()
  await page.getByText(say('backups.rehearsed.yes')).waitFor({ timeout: 60_000 })
  await look()

  await page.goto(`${url}/measures/${PAIR}`)
  await button('measures.look').click()
  await page.getByText(say('measures.looked')).waitFor()
  await look()
  await each(page.getByRole('button', { name: new RegExp(`: ${say('measures.yes')}$`) }), (answer) => answer.click())
  await each(button('measures.waive'), async (waive) => {
    await waive.click()
    const dialog = page.getByRole('dialog')
    await field('measures.because').fill('two mailboxes of a simulation')
    await dialog.getByRole('button', { name: say('measures.waive') }).click()
    await dialog.waitFor({ state: 'detached' })
  })
  await page.getByText(say('measures.isOpen')).waitFor()
}

/** Takes a restore point on the page of the backups. */
export async function takePoint({ page, say, button }: Pick<Walk, 'page' | 'say' | 'button'>): Promise<void> {
  await button('backups.take').click()
  await page.getByText(before(say('backups.taken', { read: '\0', known: '\0' }))).waitFor({ timeout: 60_000 })
}

/** What stands before the first value of a text. */
const before = (text: string): RegExp => new RegExp(`^${escaped(text.split('\0')[0] ?? '')}`)
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

/** Deals with the first of these as long as there is one; each must be gone afterwards. */
async function each(all: Locator, deal: (first: Locator) => Promise<void>): Promise<void> {
  for (let left = await all.count(); left > 0; left = await all.count()) {
    await deal(all.first())
    await until('it was dealt with', async () => (await all.count()) < left)
  }
}

const UNREAD = { read: false, flagged: false, answered: false }
/** More than may go to trash at once without being asked about. */
const MANY = 22

const mail = (name: string): Buffer => Buffer.from([`Message-ID: <${name}@walk.example>`, 'From: Chen <chen@factory.example>', 'To: anna@trading.example', `Subject: ${name}`, 'Content-Type: text/plain', '', 'A body.', ''].join('\r\n'))

/** One mail of an age of its own, so that it can be found by it. */
const OLD = { name: 'old', at: new Date('2025-01-15T08:00:00Z'), since: '2025-01-01', until: '2025-02-01' }

/** Mail comes in on either side, and is seen to cross. */
export async function watchItCross({ page, url, sandbox, say, look }: Walk, people: People): Promise<void> {
  await page.goto(`${url}/flow`)
  await page.getByText(say('flow.connection.live'), { exact: true }).waitFor()
  await people.dingtalk.put('inbox', mail(OLD.name), UNREAD, OLD.at)
  await people.dingtalk.put('inbox', mail('two-places'), UNREAD, new Date())
  for (let number = 0; number < MANY; number++) await people.outlook.put('inbox', mail(`news-${number}`), UNREAD, new Date())
  const carried = page.getByRole('list', { name: say('flow.title') }).getByText(say('flow.kind.item-copied'))
  for (const cloud of ['dingtalk', 'outlook']) await carried.filter({ hasText: say(`parts.cloud.${cloud}`) }).first().waitFor({ timeout: 60_000 })
  await until('both sides are the same', async () => (await sandbox.compare()).equal)
  await look()
}

/** While the pair is paused two people move one mail to two places, and a great deal is thrown away. Both are decided otherwise than the rules would. */
export async function decide({ page, url, say, button, heading, look }: Walk, people: People): Promise<void> {
  await page.goto(`${url}/pairs/${PAIR}`)
  await button('pair.pause.label').click()
  await page.getByRole('dialog').getByRole('button', { name: say('pair.pause.label') }).click()
  await button('pair.resume.label').waitFor()
  // The service obeys within a second.
  await page.waitForTimeout(1500)
  for (const person of [people.dingtalk, people.outlook]) await person.ensureFolder([person === people.dingtalk ? 'Left' : 'Right'])
  await people.dingtalk.move(await messageOf(people.dingtalk, 'two-places'), ['Left'])
  await people.outlook.move(await messageOf(people.outlook, 'two-places'), ['Right'])
  for (const message of (await people.outlook.messages()).filter(({ messageId }) => messageId.startsWith('news-'))) await people.outlook.move(message, 'trash')
  await button('pair.resume.label').click()
  await page.getByRole('dialog').getByRole('button', { name: say('pair.resume.label') }).click()

  await page.goto(`${url}/decisions`)
  await heading('decisions.holds.what', { n: MANY }).waitFor({ timeout: 60_000 })
  await button('decisions.holds.look').click()
  await look()
  await button('decisions.holds.keep').click()
  await page.getByRole('dialog').getByRole('button', { name: say('decisions.holds.keep') }).click()
  await page.getByText(say('decisions.holds.none')).waitFor({ timeout: 60_000 })

  await page.goto(`${url}/decisions/conflicts`)
  await button('decisions.conflicts.take').click()
  await look()
  await page.getByRole('dialog').getByRole('button', { name: say('decisions.conflicts.take') }).click()
  await page.getByText(say('decisions.conflicts.taken')).first().waitFor({ timeout: 60_000 })
  await until('the mail is where DingTalk had it', async () => {
    // A folder that came over from the other side is not known to the person yet.
    await people.outlook.folders()
    return (await messageOf(people.outlook, 'two-places')).folder.includes('Left')
  })
}

/** A mail that is gone for good comes back from a restore point. */
export async function restoreOne({ page, url, say, button, field, look }: Walk, people: People): Promise<void> {
  await page.goto(`${url}/backups`)
  const points = page.getByRole('link', { name: say('backups.messages') })
  await points.first().waitFor()
  const before = await points.count()
  await takePoint({ page, say, button })
  // That it was taken is told before the list has it.
  await points.nth(before).waitFor()
  await people.dingtalk.purge(await messageOf(people.dingtalk, OLD.name))
  await points.first().click()
  await field('backups.find.since').fill(OLD.since)
  await field('backups.find.until').fill(OLD.until)
  await page.getByRole('button', { name: new RegExp(`^${escaped(say('backups.find.open'))}: .*2025`) }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: say('backups.restore.look') }).click()
  await dialog.getByRole('button', { name: say('backups.restore.do'), exact: true }).click()
  await look()
  await page.getByRole('dialog').last().getByRole('button', { name: say('backups.restore.do'), exact: true }).click()
  await page.getByText(say('backups.restore.done')).waitFor({ timeout: 60_000 })
  assert.ok(await messageOf(people.dingtalk, OLD.name))
}

/** Signs out, and in again. */
export async function outAndIn({ page, url, say, field, button, heading, look }: Walk): Promise<void> {
  await page.goto(url)
  await button('signIn.out', { name: ADMINISTRATOR.name }).click()
  await heading('signIn.title').waitFor()
  await look()
  await page.goto(`${url}/audit`)
  await field('signIn.name').fill(ADMINISTRATOR.name)
  await field('signIn.password').fill(ADMINISTRATOR.password)
  await button('signIn.enter').click()
  await page.getByRole('heading', { level: 1, name: say('audit.title'), exact: true }).waitFor()
  await look()
}

async function messageOf(person: Pick<People['dingtalk'], 'messages'>, name: string) {
  return (await person.messages()).find(({ messageId }) => messageId === `${name}@walk.example`) ?? assert.fail(`no message ${name}`)
}
