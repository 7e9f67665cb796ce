import { SyncError } from '../domain/errors.ts'
import type { Language } from '../gate/catalogue.ts'
import { accountNamed, administrators, whyNoName, withoutTotp, type Account, type Role } from './account.ts'
import type { DeedDetail } from './deeds.ts'
import { letIn } from './let-in.ts'
import { LINK_MS, type Link } from './links.ts'
import type { Decision, Known } from './ports.ts'
import { hashPassword, whyNoPassword } from './passwords.ts'
import { hashOf } from './secrets.ts'
import { recorder, type AccountsTools, type Actor, type Origin, type SignedIn } from './tools.ts'

/** A link that was just made. What is in it can be told now and never again. */
export interface MadeLink {
  readonly secret: string
  readonly kind: Link['kind']
  /** Absent where the account is made when the link is used. */
  readonly name?: string
  readonly expiresAt: number
}

export interface Manage {
  accounts(): Promise<readonly Account[]>
  /** Lets the first administrator in; nothing where there is one already. It takes the place of those made before. */
  firstLink(by: Actor): Promise<MadeLink | undefined>
  /** An account for somebody, and the link by which they choose their password. @throws {SyncError} `BAD_ACCOUNT` */
  invite(by: Actor, given: { readonly name: string; readonly role: Role; readonly language: Language }): Promise<MadeLink>
  /** A new link, by name or id as all below, for somebody who is locked out, or whose invitation is over. It takes the place of those made before. @throws {SyncError} `UNKNOWN_ACCOUNT` */
  makeLink(by: Actor, name: string, options?: { readonly dropsTotp?: boolean }): Promise<MadeLink>
  /** What a link is for. @throws {SyncError} `LINK_SPENT` */
  lookAtLink(secret: string): Promise<{ readonly kind: Link['kind']; readonly role: Role; readonly name?: string }>
  /** Sets the password and lets in. `name`: for the first administrator. @throws {SyncError} `LINK_SPENT`, `BAD_ACCOUNT` */
  useLink(secret: string, given: { readonly name?: string; readonly password: string; readonly language?: Language }, origin: Origin): Promise<SignedIn>
  /** @throws {SyncError} `UNKNOWN_ACCOUNT`, `LAST_ADMINISTRATOR`, as those below */
  setRole(by: Actor, name: string, role: Role): Promise<Account>
  /** Nobody gets in with it any more; whoever is, is out. */
  disable(by: Actor, name: string): Promise<Account>
  enable(by: Actor, name: string): Promise<Account>
  /** Takes the second factor away. */
  resetTotp(by: Actor, name: string): Promise<Account>
  remove(by: Actor, name: string): Promise<void>
}

const spent = (): SyncError => new SyncError('LINK_SPENT', 'This link was used already, is too old, or was replaced by a newer one.')

export function createManage(tools: AccountsTools): Manage {
  const { store } = tools
  return {
    accounts: async () => (await store.known()).accounts,
    ...linking(tools),
    setRole: (by, name, role) => change(tools, by, name, { to: (account) => ({ ...account, role }), said: (was) => ({ reason: 'role', detail: { was: was.role, is: role } }) }),
    disable: (by, name) => change(tools, by, name, { to: (account) => ({ ...account, status: 'disabled' }), said: () => ({ reason: 'disabled' }), putsOut: true }),
    enable: (by, name) => change(tools, by, name, { to: (account) => ({ ...account, status: account.password === undefined && account.identity === undefined ? 'invited' : 'active' }), said: () => ({ reason: 'enabled' }) }),
    resetTotp: (by, name) => change(tools, by, name, { to: withoutTotp, said: () => ({ reason: 'totp-off' }), putsOut: true }),
    async remove(by, name) {
      const record = recorder(tools)
      await store.change((known) => {
        const account = theOne(known, name)
        refuseLast(known.accounts, known.accounts.filter(({ id }) => id !== account.id))
        return { change: { droppedAccounts: [account.id] }, audit: [record({ kind: 'account', by: by.name, reason: 'removed', detail: called(account) })], answer: undefined }
      })
    },
  }
}

function linking(tools: AccountsTools): Pick<Manage, 'firstLink' | 'invite' | 'makeLink' | 'lookAtLink' | 'useLink'> {
  const { store, clock, newId } = tools
  return {
    async firstLink(by) {
      const record = recorder(tools)
      return store.change((known) => {
        if (administrators(known.accounts).length > 0) return { change: {}, audit: [], answer: undefined }
        const { link, made } = newLink(tools, { kind: 'first', role: 'administrator', madeBy: by.name })
        const droppedLinks = known.links.filter(({ kind }) => kind === 'first').map(({ hash }) => hash)
        return { change: { links: [link], droppedLinks }, audit: [record({ kind: 'account', by: by.name, reason: 'link-made', detail: { for: 'first' } })], answer: made }
      })
    },
    async invite(by, { name, role, language }) {
      const record = recorder(tools)
      return store.change((known) => {
        const account: Account = { id: newId(), name: freeName(known, name), role, language, status: 'invited', createdAt: clock.now() }
        const { link, made } = newLink(tools, { kind: 'invite', role, madeBy: by.name, account: account.id })
        return { change: { accounts: [account], links: [link] }, audit: [record({ kind: 'account', by: by.name, reason: 'invited', detail: { ...called(account), role } })], answer: { ...made, name: account.name } }
      })
    },
    async makeLink(by, name, { dropsTotp = false } = {}) {
      const record = recorder(tools)
      return store.change((known) => {
        const account = theOne(known, name)
        if (account.status === 'disabled') throw new SyncError('BAD_ACCOUNT', 'The account is disabled: enable it first.')
        const kind = account.status === 'invited' ? 'invite' : 'reset'
        const { link, made } = newLink(tools, { kind, role: account.role, madeBy: by.name, account: account.id, ...(dropsTotp ? { dropsTotp: true } : {}) })
        const droppedLinks = known.links.filter((each) => each.account === account.id).map(({ hash }) => hash)
        return { change: { links: [link], droppedLinks }, audit: [record({ kind: 'account', by: by.name, reason: 'link-made', detail: { account: account.id, for: kind, ...(dropsTotp ? { dropsTotp: 'yes' } : {}) } })], answer: { ...made, name: account.name } }
      })
    },
    async lookAtLink(secret) {
      const known = await store.known()
      const { kind, role, account } = goodLink(known, secret, clock.now())
      const name = known.accounts.find(({ id }) => id === account)?.name
      return { kind, role, ...(name === undefined ? {} : { name }) }
    },
    async useLink(secret, { name, password, language }, origin) {
      const before = await store.known()
      const { whose } = meant(before, secret, clock.now(), name)
      const why = whyNoPassword(password, whose?.name ?? name ?? '')
      if (why !== undefined) throw new SyncError('BAD_ACCOUNT', why)
      const kept = await hashPassword(password, tools.newSecret())
      return store.change((known) => {
        const { link, whose: one } = meant(known, secret, clock.now(), name)
        const account: Account = one ?? { id: newId(), name: freeName(known, name ?? ''), role: link.role, language: language ?? 'en', status: 'active', createdAt: clock.now() }
        return opened(tools, known, link, { ...(link.dropsTotp === true ? withoutTotp(account) : account), status: 'active', password: kept, ...(language === undefined ? {} : { language }) }, origin)
      })
    },
  }
}

/** What follows from a link that is used: it and its like are spent, and whoever was signed in is out. */
function opened(tools: AccountsTools, known: Known, link: Link, account: Account, origin: Origin): Decision<SignedIn> {
  const record = recorder(tools)
  const signedIn = letIn(tools, account, 'link', origin, account.totp === undefined ? 'full' : 'code')
  const droppedLinks = known.links.filter((each) => each.hash === link.hash || each.account === account.id || (link.kind === 'first' && each.kind === 'first')).map(({ hash }) => hash)
  const where = { from: origin.from, session: signedIn.session.id }
  const audit = [
    record({ kind: 'account', by: account.name, reason: link.kind === 'first' ? 'first-administrator' : 'password-set', detail: { account: account.id, role: account.role, ...where } }),
    ...(link.dropsTotp === true ? [record({ kind: 'account', by: link.madeBy, reason: 'totp-off', detail: { account: account.id } })] : []),
    ...(signedIn.session.stage === 'full' ? [record({ kind: 'sign-in', by: account.name, reason: 'link', detail: where })] : []),
  ]
  return { change: { accounts: [signedIn.account], droppedLinks, droppedSessionsOf: [{ account: account.id }], sessions: [signedIn.session] }, audit, answer: signedIn }
}

function newLink({ clock, newSecret }: AccountsTools, about: Omit<Link, 'hash' | 'expiresAt'>): { readonly link: Link; readonly made: MadeLink } {
  const secret = newSecret()
  const expiresAt = clock.now() + LINK_MS[about.kind]
  return { link: { ...about, hash: hashOf(secret), expiresAt }, made: { secret, kind: about.kind, expiresAt } }
}

function goodLink({ links, accounts }: Known, secret: string, now: number): Link {
  const hash = hashOf(secret)
  const link = links.find((each) => each.hash === hash)
  if (link === undefined || now >= link.expiresAt) throw spent()
  // Another link of the first hour may have been used meanwhile.
  if (link.kind === 'first' && administrators(accounts).length > 0) throw spent()
  return link
}

/** The link, and the account that it is for; for the first administrator there is none yet, and the name must be free. */
function meant(known: Known, secret: string, now: number, name: string | undefined): { readonly link: Link; readonly whose?: Account } {
  const link = goodLink(known, secret, now)
  if (link.account === undefined) {
    freeName(known, name ?? '')
    return { link }
  }
  const whose = known.accounts.find(({ id }) => id === link.account)
  if (whose === undefined || whose.status === 'disabled') throw spent()
  return { link, whose }
}

/** @throws {SyncError} `BAD_ACCOUNT` */
function freeName({ accounts }: Known, name: string): string {
  const why = whyNoName(name) ?? (accountNamed(accounts, name) === undefined ? undefined : 'There is an account of that name already.')
  if (why !== undefined) throw new SyncError('BAD_ACCOUNT', why)
  return name.trim()
}

/** Which account a record is about. A name that is an address would stay there for good. */
const called = ({ id, name }: Account): DeedDetail => ({ account: id, ...(name.includes('@') ? {} : { name }) })

/** By id or name. @throws {SyncError} `UNKNOWN_ACCOUNT` */
function theOne({ accounts }: Known, name: string): Account {
  const account = accounts.find(({ id }) => id === name) ?? accountNamed(accounts, name)
  if (account === undefined) throw new SyncError('UNKNOWN_ACCOUNT', 'There is no account of that name.')
  return account
}

/** @throws {SyncError} `LAST_ADMINISTRATOR` where nobody would be left who can let others in */
function refuseLast(before: readonly Account[], after: readonly Account[]): void {
  if (administrators(before).length > 0 && administrators(after).length === 0) throw new SyncError('LAST_ADMINISTRATOR', 'Nobody would be left who can let others in.')
}

interface Alteration {
  readonly to: (account: Account) => Account
  readonly said: (was: Account) => { readonly reason: string; readonly detail?: DeedDetail }
  /** Whoever is signed in with it is out, and its links are spent. */
  readonly putsOut?: true
}

async function change(tools: AccountsTools, by: Actor, name: string, { to, said, putsOut }: Alteration): Promise<Account> {
  const record = recorder(tools)
  return tools.store.change((known) => {
    const was = theOne(known, name)
    const is = to(was)
    refuseLast(known.accounts, known.accounts.map((account) => (account.id === was.id ? is : account)))
    const { reason, detail } = said(was)
    const out = putsOut === true ? { droppedSessionsOf: [{ account: was.id }], droppedLinks: known.links.filter(({ account }) => account === was.id).map(({ hash }) => hash) } : {}
    return { change: { accounts: [is], ...out }, audit: [record({ kind: 'account', by: by.name, reason, detail: { ...called(was), ...detail } })], answer: is }
  })
}
