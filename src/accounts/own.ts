import { SyncError } from '../domain/errors.ts'
import type { Language } from '../gate/catalogue.ts'
import { SCOPES_OF, withoutTotp, type Account, type Scope } from './account.ts'
import { beginAttempt, recordRefusal } from './attempts.ts'
import { letIn } from './let-in.ts'
import type { Seal } from './ports.ts'
import { hashPassword, isPassword, whyNoPassword } from './passwords.ts'
import { asToken, hashOf, plainCode, recoveryCodes } from './secrets.ts'
import { isOver, type Session } from './sessions.ts'
import { totpPlace } from './sign-in.ts'
import { TOKEN_DAYS, tokenEnd, type ApiToken } from './tokens.ts'
import { recorder, type AccountsTools, type Actor, type Origin, type SignedIn, type Who } from './tools.ts'
import { newTotpSecret, stepOf, totpUri } from './totp.ts'

/** What an authenticator app is shown, and what is to be sent back with its first code. */
export interface Enrolment {
  readonly secret: string
  readonly uri: string
  /** Sealed: names the secret, and is good for a quarter of an hour. */
  readonly pending: string
}

/** What people do with their own account. */
export interface Own {
  /** All other sessions of the account end. @throws {SyncError} `SIGN_IN_REFUSED`, `SIGN_IN_DELAYED`, `BAD_ACCOUNT` */
  changePassword(who: Who, given: { readonly password: string; readonly newPassword: string }, origin: Origin): Promise<SignedIn>
  setLanguage(who: Who, language: Language): Promise<void>
  /** Nothing is written: the second factor is asked for only once it has been shown to work. */
  beginTotp(who: Who): Promise<Enrolment>
  /** @returns recovery codes, told now and never again @throws {SyncError} as `changePassword` */
  confirmTotp(who: Who, given: { readonly password: string; readonly pending: string; readonly code: string }, origin: Origin): Promise<readonly string[]>
  dropTotp(who: Who, password: string, origin: Origin): Promise<void>
  /** The newest first, without those that are over. */
  sessions(account: string): Promise<readonly Session[]>
  /** Ends one by its id, or all others. @throws {SyncError} `UNKNOWN_ACCOUNT` */
  endSessions(who: Who, which: { readonly id: string } | 'others'): Promise<void>
  /** All tokens; each with the account that it acts for. */
  tokens(): Promise<readonly ApiToken[]>
  /** @returns the token, told now and never again @throws {SyncError} `BAD_ACCOUNT`, `NOT_ALLOWED` */
  makeToken(who: Who, given: { readonly name: string; readonly scopes: readonly Scope[]; readonly days?: number }): Promise<{ readonly token: string; readonly made: ApiToken }>
  /** One's own, or as an administrator anybody's. @throws {SyncError} `UNKNOWN_ACCOUNT` */
  revokeToken(by: Actor, id: string, mayAll: boolean): Promise<void>
}

const PENDING_MS = 15 * 60_000
const unknown = (what: string): SyncError => new SyncError('UNKNOWN_ACCOUNT', `There is no such ${what}.`)
const pendingPlace = (account: string): string => `totp to be ${account}`

export function createOwn(tools: AccountsTools): Own {
  const { store, clock, newSecret, limits } = tools
  return {
    async changePassword(who, { password, newPassword }, origin) {
      const why = whyNoPassword(newPassword, who.name)
      if (why !== undefined) throw new SyncError('BAD_ACCOUNT', why)
      const proven = await provePassword(tools, who, password, origin.from)
      const kept = await hashPassword(newPassword, newSecret())
      return changeOwn(tools, who, proven, (account, record) => {
        const signedIn = letIn(tools, { ...account, password: kept }, 'password', origin)
        return { change: { accounts: [signedIn.account], droppedSessionsOf: [{ account: account.id }], sessions: [signedIn.session] }, audit: [record({ kind: 'account', by: account.name, reason: 'password-changed', detail: { session: signedIn.session.id } })], answer: signedIn }
      })
    },
    async setLanguage(who, language) {
      await changeOwn(tools, who, undefined, (account) => ({ change: { accounts: [{ ...account, language }] }, audit: [], answer: undefined }))
    },
    ...secondFactor(tools),
    async sessions(account) {
      return (await store.sessions(account)).filter((session) => session.stage === 'full' && !isOver(session, clock.now(), limits))
    },
    async endSessions(who, which) {
      const record = recorder(tools)
      const ended = (await store.sessions(who.id)).filter(({ id }) => (which === 'others' ? id !== who.session?.id : id === which.id))
      if (which !== 'others' && ended.length === 0) throw unknown('session')
      await store.change(() => ({ change: { droppedSessions: ended.map(({ hash }) => hash) }, audit: ended.map(({ id }) => record({ kind: 'sign-out', by: who.name, reason: id === who.session?.id ? 'asked' : 'from-another-session', detail: { session: id } })), answer: undefined }))
    },
    ...tokens(tools),
  }
}

const secondFactor = (tools: AccountsTools): Pick<Own, 'beginTotp' | 'confirmTotp' | 'dropTotp'> => ({
  async beginTotp(who) {
    const secret = newTotpSecret(tools.newSecret())
    return { secret, uri: totpUri(secret, who.name), pending: (await tools.seal()).seal(pendingPlace(who.id), JSON.stringify({ secret, until: tools.clock.now() + PENDING_MS })) }
  },
  async confirmTotp(who, { password, pending, code }, origin) {
    const seal = await tools.seal()
    const secret = pendingSecret(seal, who.id, pending, tools.clock.now())
    const proven = await provePassword(tools, who, password, origin.from)
    const step = stepOf(secret, code, tools.clock.now(), 0)
    if (step === undefined) throw new SyncError('BAD_ACCOUNT', 'That is not the code of now. Look whether the clock of the telephone is right, and type the next one.')
    const codes = recoveryCodes(tools.newSecret)
    return changeOwn(tools, who, proven, (account, record) => {
      const totp = { sealed: seal.seal(totpPlace(account.id), secret), since: tools.clock.now(), lastStep: step }
      return { change: { accounts: [{ ...account, totp, recovery: codes.map((each) => hashOf(plainCode(each))) }] }, audit: [record({ kind: 'account', by: account.name, reason: 'totp-on' })], answer: codes }
    })
  },
  async dropTotp(who, password, origin) {
    const proven = await provePassword(tools, who, password, origin.from)
    await changeOwn(tools, who, proven, (account, record) => ({ change: { accounts: [withoutTotp(account)] }, audit: [record({ kind: 'account', by: account.name, reason: 'totp-off' })], answer: undefined }))
  },
})

function pendingSecret(seal: Seal, account: string, pending: string, now: number): string {
  const stale = new SyncError('BAD_ACCOUNT', 'That took too long: begin again with a new QR code.')
  const text = ((): string => {
    try {
      return seal.open(pendingPlace(account), pending)
    } catch (cause) {
      throw new SyncError('BAD_ACCOUNT', stale.message, { cause })
    }
  })()
  const { secret, until } = JSON.parse(text) as { readonly secret: string; readonly until: number }
  if (now >= until) throw stale
  return secret
}

const tokens = (tools: AccountsTools): Pick<Own, 'tokens' | 'makeToken' | 'revokeToken'> => ({
  tokens: async () => (await tools.store.known()).tokens,
  async makeToken(who, { name, scopes, days = TOKEN_DAYS.standard }) {
    if (name.trim() === '' || name.length > 100) throw new SyncError('BAD_ACCOUNT', 'Say in 1 to 100 characters what the token is for.')
    if (scopes.length === 0 || days < TOKEN_DAYS.least || days > TOKEN_DAYS.most) throw new SyncError('BAD_ACCOUNT', `A token has a scope, and is good for ${TOKEN_DAYS.least} to ${TOKEN_DAYS.most} days.`)
    const token = asToken(tools.newSecret())
    return changeOwn(tools, who, undefined, (account, record) => {
      const beyond = scopes.filter((scope) => !SCOPES_OF[account.role].includes(scope))
      if (beyond.length > 0) throw new SyncError('NOT_ALLOWED', `A token cannot do more than its owner may: ${beyond.join(', ')}.`)
      const now = tools.clock.now()
      const made: ApiToken = { id: tools.newId(), hash: hashOf(token), account: account.id, name: name.trim(), scopes: [...new Set(scopes)], createdAt: now, expiresAt: tokenEnd(now, days) }
      return { change: { tokens: [made] }, audit: [record({ kind: 'token', by: account.name, reason: 'made', detail: { token: made.id, scopes: made.scopes, days } })], answer: { token, made } }
    })
  },
  async revokeToken(by, id, mayAll) {
    const record = recorder(tools)
    await tools.store.change(({ tokens }) => {
      const token = tokens.find((each) => each.id === id && (mayAll || each.account === by.id))
      if (token === undefined) throw unknown('token')
      return { change: { droppedTokens: [id] }, audit: [record({ kind: 'token', by: by.name, reason: 'revoked', detail: { token: id, account: token.account } })], answer: undefined }
    })
  },
})

/** Somebody who is signed in says their password once more. @returns the password as it is kept @throws {SyncError} `SIGN_IN_REFUSED`, `SIGN_IN_DELAYED` */
async function provePassword(tools: AccountsTools, who: Who, password: string, from: string): Promise<string | undefined> {
  const account = (await tools.store.known()).accounts.find(({ id }) => id === who.id)
  const attempt = await beginAttempt(tools, who.name, from, account)
  if (!(await isPassword(password, account?.password))) {
    await recordRefusal(tools, 'wrong-password', { account: who.id, from })
    throw new SyncError('SIGN_IN_REFUSED', 'The password is wrong.')
  }
  await attempt.succeed()
  return account?.password
}

type Change = Parameters<AccountsTools['store']['change']>[0]
type Decided<Answer> = Omit<ReturnType<Change>, 'answer'> & { readonly answer: Answer }

/** Changes the account of whoever is signed in. `proven`: the password that was compared, which must still be the one. */
async function changeOwn<Answer>(tools: AccountsTools, who: Who, proven: string | undefined, decide: (account: Account, record: ReturnType<typeof recorder>) => Decided<Answer>): Promise<Answer> {
  const record = recorder(tools)
  return tools.store.change(({ accounts }) => {
    const account = accounts.find(({ id, status }) => id === who.id && status === 'active')
    if (account === undefined || (proven !== undefined && account.password !== proven)) throw new SyncError('NOT_SIGNED_IN', 'The account was changed meanwhile: sign in again.')
    return decide(account, record)
  })
}
