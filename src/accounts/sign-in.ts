import { SyncError } from '../domain/errors.ts'
import { accountNamed, SCOPES_OF, type Account } from './account.ts'
import { beginAttempt, recordRefusal } from './attempts.ts'
import { FORGOTTEN_MS } from './delay.ts'
import { letIn } from './let-in.ts'
import type { Seal } from './ports.ts'
import { isPassword } from './passwords.ts'
import { hashOf, isToken, plainCode } from './secrets.ts'
import { isOver, isWorthNoting, type Session } from './sessions.ts'
import { isUseWorthNoting, scopesOfToken } from './tokens.ts'
import { recorder, type AccountsTools, type Origin, type SignedIn, type Who } from './tools.ts'
import { stepOf } from './totp.ts'

/** What came with a request. */
export interface Asked {
  readonly cookie?: string | undefined
  readonly bearer?: string | undefined
}

export interface SignIn {
  /** Where the session that is answered has the stage `code`, a code is asked for next. @throws {SyncError} `SIGN_IN_REFUSED`, `SIGN_IN_DELAYED` */
  signIn(given: { readonly name: string; readonly password: string }, origin: Origin): Promise<SignedIn>
  /** The code of a generator, or a recovery code, after the password. `secret`: of the session with the stage `code`. @throws {SyncError} as `signIn`, and `NOT_SIGNED_IN` when that took too long */
  giveCode(secret: string, code: string, origin: Origin): Promise<SignedIn>
  /** Who sent a request with this cookie or this token. Where there are both, the token counts. */
  whoAsks(asked: Asked): Promise<Who | undefined>
  /** Who has this cookie. */
  whoHas(cookie: string): Promise<Who | undefined>
  /** Whether the cookie is of somebody whose code is still asked for. */
  isHalfWay(cookie: string): Promise<boolean>
  /** Who has this token. */
  whoBears(token: string): Promise<Who | undefined>
  /** Ends a session. Safe to call twice. */
  signOut(session: Session): Promise<void>
}

const refused = (): SyncError => new SyncError('SIGN_IN_REFUSED', 'The name, the password or the code is wrong.')

export function createSignIn(tools: AccountsTools): SignIn {
  const { store, clock, limits } = tools

  const sweep = (): Promise<void> => {
    const now = clock.now()
    return store.sweep({ endedBefore: now, idleSince: now - limits.idleMs, failedBefore: now - FORGOTTEN_MS })
  }

  const whoHas = async (cookie: string): Promise<Who | undefined> => {
    const found = await store.session(hashOf(cookie))
    const now = clock.now()
    if (found === undefined || found.session.stage !== 'full' || isOver(found.session, now, limits) || found.account.status !== 'active') return undefined
    if (isWorthNoting(found.session, now)) await store.noteSeen(found.session.hash, now)
    return { ...about(found.account), scopes: SCOPES_OF[found.account.role], session: found.session }
  }

  const whoBears = async (bearer: string): Promise<Who | undefined> => {
    if (!isToken(bearer)) return undefined
    const found = await store.token(hashOf(bearer))
    const now = clock.now()
    if (found === undefined || now >= found.token.expiresAt || found.account.status !== 'active') return undefined
    if (isUseWorthNoting(found.token, now)) await store.noteUse(found.token.hash, now)
    return { ...about(found.account), scopes: scopesOfToken(found.token, found.account), token: found.token.id }
  }

  return {
    async signIn({ name, password }, origin) {
      const account = accountNamed((await store.known()).accounts, name)
      const attempt = await beginAttempt(tools, name, origin.from, account)
      // Both are done for every name, so that neither answer nor time tells whether anybody has it.
      const isRight = await isPassword(password, account?.password)
      if (!isRight || account?.status !== 'active') {
        await recordRefusal(tools, 'wrong-name-or-password', { account: account?.id, from: origin.from })
        throw refused()
      }
      const signedIn = await enter(tools, account, origin)
      if (signedIn.session.stage === 'full') await attempt.succeed()
      await sweep()
      return signedIn
    },

    async giveCode(secret, code, origin) {
      const found = await store.session(hashOf(secret))
      if (found === undefined || found.session.stage !== 'code' || isOver(found.session, clock.now(), limits)) throw new SyncError('NOT_SIGNED_IN', 'That took too long: begin again with the password.')
      const attempt = await beginAttempt(tools, found.account.name, origin.from, found.account)
      const signedIn = await passCode(tools, found.session, code, origin)
      if (signedIn === undefined) throw refused()
      await attempt.succeed()
      return signedIn
    },

    whoAsks: async ({ cookie, bearer }) => (bearer === undefined ? cookie === undefined ? undefined : whoHas(cookie) : whoBears(bearer)),
    whoHas,
    whoBears,

    async isHalfWay(cookie) {
      const found = await store.session(hashOf(cookie))
      return found !== undefined && found.session.stage === 'code' && !isOver(found.session, clock.now(), limits)
    },

    async signOut(session) {
      const record = recorder(tools)
      await store.change(({ accounts }) => ({
        change: { droppedSessions: [session.hash] },
        audit: session.stage === 'code' ? [] : [record({ kind: 'sign-out', ...byName(accounts, session.account), reason: 'asked', detail: { session: session.id } })],
        answer: undefined,
      }))
    },
  }
}

const about = ({ id, name, role, language }: Account): Pick<Who, 'id' | 'name' | 'role' | 'language'> => ({ id, name, role, language })

/** The name for a record, where the account is still there. */
export const byName = (accounts: readonly Account[], id: string): { readonly by?: string } => {
  const name = accounts.find((account) => account.id === id)?.name
  return name === undefined ? {} : { by: name }
}

/** After the right password. What changed since it was compared counts. */
async function enter(tools: AccountsTools, compared: Account, origin: Origin): Promise<SignedIn> {
  const record = recorder(tools)
  return tools.store.change(({ accounts }) => {
    const account = accounts.find(({ id }) => id === compared.id)
    if (account?.status !== 'active' || account.password !== compared.password) throw refused()
    const needsCode = account.totp !== undefined
    const signedIn = letIn(tools, account, 'password', origin, needsCode ? 'code' : 'full')
    const audit = needsCode ? [] : [record({ kind: 'sign-in', by: account.name, reason: 'password', detail: { from: origin.from, session: signedIn.session.id } })]
    return { change: { accounts: [signedIn.account], sessions: [signedIn.session] }, audit, answer: signedIn }
  })
}

/** After a code; nothing where it is wrong. One session takes the place of the other, so that what was known of the first opens nothing. */
async function passCode(tools: AccountsTools, half: Session, code: string, origin: Origin): Promise<SignedIn | undefined> {
  const record = recorder(tools)
  const seal = await tools.seal()
  return tools.store.change(({ accounts }) => {
    const account = accounts.find(({ id }) => id === half.account)
    const proven = account?.status === 'active' ? proveCode(account, code, seal, tools.clock.now()) : undefined
    if (proven === undefined) return { change: {}, audit: [record({ kind: 'refuse', reason: 'wrong-code', detail: { account: half.account, from: origin.from } })], answer: undefined }
    const signedIn = letIn(tools, proven.account, half.how, origin)
    return {
      change: { accounts: [signedIn.account], droppedSessions: [half.hash], sessions: [signedIn.session] },
      audit: [record({ kind: 'sign-in', by: proven.account.name, reason: `${half.how} and ${proven.by}`, detail: { from: origin.from, session: signedIn.session.id } })],
      answer: signedIn,
    }
  })
}

/** The account after its second factor was used, if this is one that was not used before. */
function proveCode(account: Account, code: string, seal: Seal, now: number): { readonly account: Account; readonly by: 'code' | 'recovery-code' } | undefined {
  if (account.totp === undefined) return undefined
  const step = stepOf(seal.open(totpPlace(account.id), account.totp.sealed), code, now, account.totp.lastStep)
  if (step !== undefined) return { account: { ...account, totp: { ...account.totp, lastStep: step } }, by: 'code' }
  const hash = hashOf(plainCode(code))
  const recovery = account.recovery ?? []
  return recovery.includes(hash) ? { account: { ...account, recovery: recovery.filter((each) => each !== hash) }, by: 'recovery-code' } : undefined
}

/** What the secret of a code generator is sealed for. */
export const totpPlace = (account: string): string => `totp ${account}`
