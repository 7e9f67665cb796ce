import type { Kysely, Selectable } from 'kysely'
import { nameKey, type Account } from '../accounts/account.ts'
import type { AccountsChange, AccountsStore, Known } from '../accounts/ports.ts'
import type { Link } from '../accounts/links.ts'
import type { Request } from '../accounts/second-person.ts'
import type { Session } from '../accounts/sessions.ts'
import type { ApiToken } from '../accounts/tokens.ts'
import { INSTALLATION } from '../domain/installation.ts'
import { appendAudit, type AuditWriting } from './audit.ts'
import { asRecord, fromStored, parseJson, toStored } from './stored-text.ts'
import { toSyncError } from './store-errors.ts'
import type { AccountSessionsTable, AccountTokensTable, Tables } from './tables.ts'

/** The lock under which tries are counted: no chain has this name. */
const ATTEMPTS = '@attempts'

/** Rows have no owner. Whatever decides by what it has read does both under one lock. */
export function createAccountsStore(db: Kysely<Tables>, writing: AuditWriting): AccountsStore {
  const told = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw toSyncError(error)
    }
  }
  const locked = <T>(chain: string, work: (tx: Kysely<Tables>) => Promise<T>): Promise<T> =>
    told(() =>
      db.transaction().execute(async (tx) => {
        await writing.lockChain(tx, chain)
        return work(tx)
      }),
    )
  return {
    known: () => told(() => knownIn(db)),
    change: (decide) =>
      locked(INSTALLATION, async (tx) => {
        const { change, audit, answer } = decide(await knownIn(tx))
        await write(tx, change)
        if (audit.length > 0) await appendAudit(tx, INSTALLATION, audit, writing)
        return answer
      }),
    attempt: (keys, decide) =>
      locked(ATTEMPTS, async (tx) => {
        const rows = await tx.selectFrom('sign_in_failures').selectAll().where('key', 'in', keys).execute()
        const { keep, answer } = decide(rows.map(({ key, times, last_at: lastAt }) => ({ key, times, lastAt: Number(lastAt) })))
        for (const { key, times, lastAt } of keep) await tx.insertInto('sign_in_failures').values({ key, times, last_at: lastAt }).onConflict((on) => on.column('key').doUpdateSet({ times, last_at: lastAt })).execute()
        return answer
      }),
    forgetFailures: (keys) =>
      told(async () => {
        await db.deleteFrom('sign_in_failures').where('key', 'in', keys).execute()
      }),
    ...signedIn(db, told),
  }
}

type Told = <T>(work: () => Promise<T>) => Promise<T>

const signedIn = (db: Kysely<Tables>, told: Told): Pick<AccountsStore, 'session' | 'sessions' | 'noteSeen' | 'token' | 'noteUse' | 'sweep'> => ({
  session: (hash) =>
    told(async () => {
      const row = await db.selectFrom('account_sessions').selectAll().where('hash', '=', hash).executeTakeFirst()
      const account = row && (await accountOf(db, row.account))
      return row && account && { session: toSession(row), account }
    }),
  sessions: (account) => told(async () => (await db.selectFrom('account_sessions').selectAll().where('account', '=', account).orderBy('created_at', 'desc').orderBy('hash').execute()).map(toSession)),
  noteSeen: (hash, at) =>
    told(async () => {
      await db.updateTable('account_sessions').set({ seen_at: at }).where('hash', '=', hash).execute()
    }),
  token: (hash) =>
    told(async () => {
      const row = await db.selectFrom('account_tokens').selectAll().where('hash', '=', hash).executeTakeFirst()
      const account = row && (await accountOf(db, row.account))
      return row && account && { token: toToken(row), account }
    }),
  noteUse: (hash, at) =>
    told(async () => {
      await db.updateTable('account_tokens').set({ used_at: at }).where('hash', '=', hash).execute()
    }),
  sweep: ({ endedBefore, idleSince, failedBefore }) =>
    told(async () => {
      await db.deleteFrom('account_sessions').where((or) => or.or([or('expires_at', '<', endedBefore), or('seen_at', '<', idleSince)])).execute()
      await db.deleteFrom('sign_in_failures').where('last_at', '<', failedBefore).execute()
    }),
})

async function accountOf(db: Kysely<Tables>, id: string): Promise<Account | undefined> {
  const row = await db.selectFrom('accounts').select('value').where('id', '=', id).executeTakeFirst()
  return row && (valueOf(row.value) as unknown as Account)
}

async function knownIn(db: Kysely<Tables>): Promise<Known> {
  const accounts = await db.selectFrom('accounts').select('value').orderBy('name_key').execute()
  const links = await db.selectFrom('account_links').select('value').orderBy('hash').execute()
  const tokens = await db.selectFrom('account_tokens').selectAll().orderBy('id').execute()
  const requests = await db.selectFrom('second_person').select('value').orderBy('id').execute()
  return {
    accounts: accounts.map(({ value }) => valueOf(value) as unknown as Account),
    links: links.map(({ value }) => valueOf(value) as unknown as Link),
    tokens: tokens.map(toToken),
    requests: requests.map(({ value }) => valueOf(value) as unknown as Request).sort((a, b) => b.at - a.at),
  }
}

const valueOf = (text: string): Record<string, unknown> => asRecord(parseJson(fromStored(text)))
const textOf = (value: object): string => toStored(JSON.stringify(value))

const toSession = (row: Selectable<AccountSessionsTable>): Session => ({ ...(valueOf(row.value) as unknown as Session), seenAt: Number(row.seen_at) })

const toToken = (row: Selectable<AccountTokensTable>): ApiToken => ({ ...(valueOf(row.value) as unknown as ApiToken), ...(row.used_at === null ? {} : { usedAt: Number(row.used_at) }) })

async function write(tx: Kysely<Tables>, change: AccountsChange): Promise<void> {
  await drop(tx, change)
  for (const account of change.accounts ?? []) {
    const rest = { name_key: toStored(nameKey(account.name)), value: textOf(account) }
    await tx.insertInto('accounts').values({ id: account.id, ...rest }).onConflict((on) => on.column('id').doUpdateSet(rest)).execute()
  }
  for (const link of change.links ?? []) await tx.insertInto('account_links').values({ hash: link.hash, account: link.account ?? null, value: textOf(link) }).execute()
  for (const { usedAt = null, ...token } of change.tokens ?? []) await tx.insertInto('account_tokens').values({ id: token.id, hash: token.hash, account: token.account, value: textOf(token), used_at: usedAt }).execute()
  for (const request of change.requests ?? []) {
    const value = textOf(request)
    await tx.insertInto('second_person').values({ id: request.id, value }).onConflict((on) => on.column('id').doUpdateSet({ value })).execute()
  }
  for (const session of change.sessions ?? []) {
    const { hash, account, createdAt, seenAt, expiresAt } = session
    await tx.insertInto('account_sessions').values({ hash, account, value: textOf(session), created_at: createdAt, seen_at: seenAt, expires_at: expiresAt }).execute()
  }
}

async function drop(tx: Kysely<Tables>, change: AccountsChange): Promise<void> {
  const { droppedAccounts = [], droppedLinks = [], droppedTokens = [], droppedRequests = [], droppedSessions = [] } = change
  if (droppedAccounts.length > 0) {
    for (const table of ['account_links', 'account_tokens', 'account_sessions'] as const) await tx.deleteFrom(table).where('account', 'in', droppedAccounts).execute()
    await tx.deleteFrom('accounts').where('id', 'in', droppedAccounts).execute()
  }
  if (droppedLinks.length > 0) await tx.deleteFrom('account_links').where('hash', 'in', droppedLinks).execute()
  if (droppedTokens.length > 0) await tx.deleteFrom('account_tokens').where('id', 'in', droppedTokens).execute()
  if (droppedRequests.length > 0) await tx.deleteFrom('second_person').where('id', 'in', droppedRequests).execute()
  if (droppedSessions.length > 0) await tx.deleteFrom('account_sessions').where('hash', 'in', droppedSessions).execute()
  for (const { account, except = '' } of change.droppedSessionsOf ?? []) await tx.deleteFrom('account_sessions').where('account', '=', account).where('hash', '!=', except).execute()
}
