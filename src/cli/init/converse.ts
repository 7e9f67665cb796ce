import { dirname, join } from 'node:path'
import type { Setup } from '../../setup-app.ts'
import type { SetupView } from '../../setup/view.ts'
import { UsageError, type Invocation } from '../command.ts'
import { remark } from '../print.ts'
import { configFile } from '../with-app.ts'
import { foundLines } from './found-lines.ts'

const SIGN_INS = ['secret', 'certificate', 'code', 'device'] as const

/** Puts the questions of the set-up in a terminal, one after another, and shows at once what each answer came to. */
export async function converse(invocation: Invocation, setup: Setup): Promise<void> {
  const dialogue = new Dialogue(invocation)
  const view = await setup.look()
  await dingtalk(dialogue, setup, view)
  await microsoft(dialogue, setup, view)
  await people(dialogue, setup)
  await policy(dialogue, setup)
}

/** Questions and answers. An empty answer takes what is in brackets. */
class Dialogue {
  readonly #invocation: Invocation

  constructor(invocation: Invocation) {
    this.#invocation = invocation
  }

  get signal(): AbortSignal {
    return this.#invocation.signal
  }

  /** Writes a file beside the configuration, and answers where it is. */
  keep(name: string, text: string): string {
    const path = join(dirname(configFile(this.#invocation).path), name)
    this.#invocation.surroundings.writeFile(path, text)
    return path
  }

  say(text: string): void {
    remark(this.#invocation, text)
  }

  async text(question: string, standard = ''): Promise<string> {
    const answer = await this.#invocation.surroundings.ask(`${question}${standard === '' ? '' : ` [${standard}]`}: `)
    if (answer === undefined) throw new UsageError('There is nobody to ask: give --answers FILE, or run this in a terminal.')
    return answer.trim() === '' ? standard : answer.trim()
  }

  async secret(question: string): Promise<string> {
    return this.#invocation.surroundings.readSecret(`${question} (it is not shown): `)
  }

  async choice<Word extends string>(question: string, words: readonly Word[], standard: Word): Promise<Word> {
    for (;;) {
      const answer = await this.text(`${question} (${words.join(', ')})`, standard)
      const meant = words.find((word) => word === answer || word.startsWith(answer.toLowerCase()))
      if (meant !== undefined) return meant
      this.say(`It is one of ${words.join(', ')}.`)
    }
  }

  async yes(question: string, standard: boolean): Promise<boolean> {
    return (await this.choice(question, ['yes', 'no'], standard ? 'yes' : 'no')) === 'yes'
  }
}

const stateOf = ({ steps }: SetupView, id: string): string | undefined => steps.find((step) => step.id === id)?.state

async function dingtalk(dialogue: Dialogue, setup: Setup, known: SetupView): Promise<void> {
  dialogue.say('\n1. The DingTalk side')
  if (stateOf(known, 'dingtalk') === 'done' && (await dialogue.yes('It is known already. Keep it?', true))) return
  for (;;) {
    const console = await dialogue.choice('Where is mail administered? alimail: mail admin console of Alibaba Mail; dingtalk: DingTalk admin console', ['alimail', 'dingtalk'], 'alimail')
    const edition = await dialogue.choice('Which edition of the mail is it?', ['paid', 'free', 'unknown'], 'paid')
    const usesApp = edition !== 'free' && (await dialogue.yes('Use an app of the API open platform (高级应用 → API开放平台, permission Mail.ReadWrite.All)? Without it tags do not cross', true))
    const id = usesApp ? await dialogue.text('App ID', known.dingtalk?.appId) : ''
    const secret = usesApp ? await dialogue.secret('App secret') : ''
    const openapiUrl = usesApp ? await dialogue.text('Address of the OpenAPI', known.dingtalk?.openapiUrl ?? 'https://alimail-cn.aliyuncs.com') : 'https://alimail-cn.aliyuncs.com'
    const host = await dialogue.text('IMAP server', known.dingtalk?.imap.host ?? 'imap.qiye.aliyun.com')
    const port = Number(await dialogue.text('IMAP port', String(known.dingtalk?.imap.port ?? 993)))
    const view = await setup.dingtalk({ console, edition, openapiUrl, imap: { host, port, tls: port !== 143 }, ...(id === '' ? {} : { app: { id, ...(secret === '' ? {} : { secret }) } }) }, dialogue.signal)
    dialogue.say(foundLines(view.dingtalk?.found ?? []).join('\n'))
    if (stateOf(view, 'dingtalk') === 'done') return
  }
}

async function microsoft(dialogue: Dialogue, setup: Setup, known: SetupView): Promise<void> {
  dialogue.say('\n2. The Microsoft side')
  if (stateOf(known, 'microsoft') === 'done' && (await dialogue.yes('It is known already. Keep it?', true))) return
  for (;;) {
    const cloud = await dialogue.choice('Which Microsoft 365 is it? china: that of 21Vianet', ['global', 'china'], known.microsoft?.cloud ?? 'global')
    const signIn = await dialogue.choice('How does Tongbu get in? secret, certificate: the app by itself; code, device: each person signs in, in a browser or by a code', SIGN_INS, known.microsoft?.signIn ?? 'secret')
    const isPersonal = signIn === 'code' || signIn === 'device'
    dialogue.say(`Register an app: App registrations → New registration; API permissions → Microsoft Graph → ${isPersonal ? 'Delegated permissions → Mail.ReadWrite, offline_access, openid, profile' : 'Application permissions → Mail.ReadWrite'} → Grant admin consent.${isPersonal ? ' Authentication → Allow public client flows: Yes, unless it has a secret.' : ''}`)
    if (signIn === 'certificate') {
      const { certificate, thumbprint } = await setup.certificate()
      const file = dialogue.keep('tongbu-app-certificate.pem', certificate)
      dialogue.say(`Certificates & secrets → Certificates → Upload certificate: ${file}, thumbprint ${thumbprint}. Its key stays here, sealed.`)
    }
    const tenant = await dialogue.text('Directory (tenant) ID', known.microsoft?.tenant)
    const clientId = await dialogue.text('Application (client) ID', known.microsoft?.clientId)
    const secret = signIn === 'certificate' ? '' : await dialogue.secret(`Client secret: the column Value${isPersonal ? ', or nothing where the app has none' : ''}`)
    const view = await setup.microsoft({ cloud, tenant, clientId, signIn, ...(secret === '' ? {} : { secret }) }, dialogue.signal)
    dialogue.say(foundLines(view.microsoft?.found ?? []).join('\n'))
    if (stateOf(view, 'microsoft') === 'done') return
  }
}

async function people(dialogue: Dialogue, setup: Setup): Promise<void> {
  dialogue.say('\n3. People. An empty line ends the list.')
  for (;;) {
    const left = await dialogue.text('DingTalk address')
    if (left === '') break
    const right = await dialogue.text('Outlook address')
    try {
      await setup.addPeople([{ left, right }])
    } catch (error) {
      dialogue.say(error instanceof Error ? error.message : '')
    }
  }
  for (const person of (await setup.look()).people.filter(({ hasPassword }) => !hasPassword)) {
    const password = await dialogue.secret(`Client-specific password of ${person.left} (设置 → 账户与安全 → 三方客户端安全密码), or nothing to leave it for later`)
    if (password === '') continue
    const view = await setup.givePassword(person.name, password, dialogue.signal)
    const now = view.people.find(({ name }) => name === person.name)
    dialogue.say(foundLines([...(now?.found.left ?? []), ...(now?.found.right ?? [])]).join('\n'))
  }
}

async function policy(dialogue: Dialogue, setup: Setup): Promise<void> {
  dialogue.say('\n4. What is carried')
  const { policy: known } = await setup.look()
  const direction = await dialogue.choice('Direction', ['both', 'to-outlook', 'to-dingtalk'], known.direction)
  const drafts = await dialogue.yes('Do drafts cross?', known.drafts)
  const start = await dialogue.text('Start date (2026-01-31): older mail that is on one side only stays there; or nothing to copy everything', known.startDate)
  const atNight = await dialogue.yes('Copy older mail at night only (22:00 to 6:00 in Hong Kong)?', known.atNight)
  const folder = await dialogue.text('Folder of the backup, or nothing to decide later', known.backupFolder)
  await setup.policy({ ...known, direction, drafts, atNight, ...(/^\d{4}-\d{2}-\d{2}$/.test(start) ? { startDate: start } : {}), ...(folder === '' ? {} : { backupFolder: folder }) })
}
