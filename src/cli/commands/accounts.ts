import { administrators, ROLES, type Account } from '../../accounts/account.ts'
import { linkUrl } from '../../accounts/links.ts'
import type { Accounts } from '../../accounts-app.ts'
import { LANGUAGES } from '../../gate/catalogue.ts'
import { askedBy, CommandError, textGiven, UsageError, type Command, type Invocation } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { printResult } from '../print.ts'
import { harmlessLine, table } from '../render.ts'
import { dashboardUrl, readConfigIfThere, withAccounts } from '../with-accounts.ts'

type MadeLink = Awaited<ReturnType<Accounts['makeLink']>>

interface Call {
  readonly accounts: Accounts
  readonly by: { readonly name: string }
  readonly name: string | undefined
  readonly invocation: Invocation
  /** Where the dashboard is reached. */
  readonly url: string
}

/** Who may sign in to the dashboard; works beside a running service, and before anything is configured. */
export const accounts: Command = {
  name: 'accounts',
  summary: 'who may sign in to the dashboard: list, invite, let back in, change, remove',
  description:
    'An administrator decides who may; an operator also works; an auditor reads. `add` and `link` print an address that lets somebody in once: give it to that person and nobody else. `link` without a name is for the first administrator, or the only one. What is done is in the audit, in the chain @tongbu.',
  argument: { name: 'what', help: 'list, add, link, role, disable, enable, remove or reset-totp' },
  rest: { name: 'name', help: 'the account; for `role` also the role' },
  options: [
    { flags: '--role <role>', help: `add: ${ROLES.join(', ')} (default: auditor)` },
    { flags: '--language <language>', help: `add: ${LANGUAGES.join(', ')} (default: en)` },
    { flags: '--url <address>', help: 'add, link: where the dashboard is reached, where that is not this machine' },
    { flags: '--by <name>', help: 'who does it, for the audit (default: the user of this machine)' },
  ],
  examples: [
    ['tongbu accounts list', 'who may sign in, and how'],
    ['tongbu accounts add anna --role operator', 'an address for anna to choose a password'],
    ['tongbu accounts link anna', 'anna has lost her password'],
    ['tongbu accounts reset-totp anna', 'anna has lost her telephone'],
    ['tongbu accounts role anna administrator', 'anna decides who may'],
  ],
  async run(invocation) {
    const { argument = 'list', rest } = invocation
    const act = ACTS[argument]
    if (act === undefined) throw new UsageError(`Say what to do: ${Object.keys(ACTS).join(', ')}.`)
    const config = readConfigIfThere(invocation)
    const url = textGiven(invocation.given, 'url') ?? dashboardUrl(config)
    await withAccounts(invocation, config, (known) => act({ accounts: known, by: { name: askedBy(invocation) }, name: rest[0], invocation, url }))
    return EXIT.ok
  },
}

const ACTS: Readonly<Record<string, (call: Call) => Promise<void>>> = {
  list: async ({ accounts: known, invocation }) => {
    const all = (await known.accounts()).map(shown)
    const rows = all.map(({ name, role, status, signsInWith, signedInAt }) => [harmlessLine(name), role, status, signsInWith.join(', '), signedInAt ?? 'never'])
    printResult(invocation, { accounts: all }, () => (rows.length === 0 ? 'Nobody may sign in yet.\nNext: tongbu accounts link   lets the first administrator in' : table(['NAME', 'ROLE', 'STATUS', 'SIGNS IN WITH', 'LAST'], rows)))
  },
  add: async (call) => {
    const role = oneOf(ROLES, textGiven(call.invocation.given, 'role') ?? 'auditor', '--role')
    const language = oneOf(LANGUAGES, textGiven(call.invocation.given, 'language') ?? 'en', '--language')
    tellLink(call, await call.accounts.invite(call.by, { name: named(call), role, language }))
  },
  link: async (call) => tellLink(call, call.name === undefined ? await linkForWhoever(call) : await call.accounts.makeLink(call.by, call.name)),
  role: async (call) => {
    const role = oneOf(ROLES, call.invocation.rest[1] ?? '', 'role')
    tell(call, await call.accounts.setRole(call.by, named(call), role), `is ${role} from the next request on.`)
  },
  disable: async (call) => tell(call, await call.accounts.disable(call.by, named(call)), 'is signed out and cannot sign in.'),
  enable: async (call) => tell(call, await call.accounts.enable(call.by, named(call)), 'can sign in again.'),
  remove: async (call) => {
    const name = named(call)
    await call.accounts.remove(call.by, name)
    printResult(call.invocation, { removed: name }, () => `${harmlessLine(name)} is removed, with all sessions and tokens. The audit keeps what was done under that name.`)
  },
  'reset-totp': async (call) => tell(call, await call.accounts.resetTotp(call.by, named(call)), 'signs in with the password alone, until a new second factor is set up.'),
}

/** How an account is shown. What is kept of its secrets is not. */
const shown = ({ name, role, language, status, password, totp, identity, signedInAt }: Account) => ({
  ...{ name, role, language, status },
  signsInWith: [...(password === undefined ? [] : ['password']), ...(totp === undefined ? [] : ['second factor']), ...(identity === undefined ? [] : ['OpenID Connect'])],
  ...(signedInAt === undefined ? {} : { signedInAt: new Date(signedInAt).toISOString() }),
})

function tell({ invocation }: Call, account: Account, what: string): void {
  printResult(invocation, { account: shown(account) }, () => `${harmlessLine(account.name)} ${what}`)
}

const FOR: Readonly<Record<MadeLink['kind'], string>> = {
  first: 'lets the first administrator in, who chooses a name and a password',
  invite: 'lets them choose a password and signs them in',
  reset: 'lets them choose a new password and signs them in',
}

function tellLink({ invocation, url }: Call, { secret, kind, name, expiresAt }: MadeLink): void {
  const link = { kind, ...(name === undefined ? {} : { name }), url: linkUrl(url, secret), expiresAt: new Date(expiresAt).toISOString() }
  printResult(invocation, { link }, () => `${link.url}\nThis address ${FOR[kind]}. It is good once, until ${link.expiresAt}, and is not shown again.`)
}

/** @throws {CommandError} where it is not clear whom it is for */
async function linkForWhoever({ accounts: known, by }: Call): Promise<MadeLink> {
  const first = await known.firstLink(by)
  if (first !== undefined) return first
  const [one, ...others] = administrators(await known.accounts())
  if (one === undefined || others.length > 0) throw new CommandError('There are several administrators.', { code: 'UNKNOWN_ACCOUNT', exitCode: EXIT.usage, next: 'name one of them: tongbu accounts link NAME. `tongbu accounts list` shows them.' })
  return known.makeLink(by, one.name)
}

function named({ name, invocation }: Call): string {
  if (name === undefined) throw new UsageError(`Name the account: tongbu accounts ${invocation.argument ?? ''} NAME`)
  return name
}

function oneOf<const Word extends string>(words: readonly Word[], given: string, what: string): Word {
  const word = words.find((each) => each === given)
  if (word === undefined) throw new UsageError(`${what} is one of ${words.join(', ')}.`)
  return word
}
