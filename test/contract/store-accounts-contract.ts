import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Account } from '../../src/accounts/account.ts'
import type { AccountsChange } from '../../src/accounts/ports.ts'
import type { Session } from '../../src/accounts/sessions.ts'
import { INSTALLATION } from '../../src/domain/installation.ts'
import type { AuditRecord } from '../../src/engine/ports.ts'
import type { Store } from '../../src/store/store.ts'
import { withStore } from '../support/with-store.ts'
import type { StoreGround } from './store-contract.ts'

const account = (id: string, fields: Partial<Account> = {}): Account => ({ id, name: `Name of ${id}`, role: 'operator', language: 'en', status: 'active', createdAt: 1, ...fields })
const session = (hash: string, of: string, fields: Partial<Session> = {}): Session => ({ id: `s${hash}`, hash, account: of, stage: 'full', how: 'password', createdAt: 1, seenAt: 1, expiresAt: 100, from: '::1', agent: 'a "browser" \u0000', ...fields })
const token = (id: string, of: string) => ({ id, hash: `h${id}`, account: of, name: 'n8n', scopes: ['read'], createdAt: 1, expiresAt: 2_000_000_000_000 }) as const
const link = (hash: string, of?: string) => ({ hash, kind: of === undefined ? 'first' : 'reset', role: 'operator', madeBy: 'me', expiresAt: 9, ...(of === undefined ? {} : { account: of }) }) as const
const record: AuditRecord = { at: '2026-03-01T00:00:00Z', run: 'd1', kind: 'account', by: 'me', reason: 'invited' }

const write = ({ accounts }: Store, change: AccountsChange, audit: readonly AuditRecord[] = []): Promise<void> => accounts.change(() => ({ change, audit, answer: undefined }))

/** What is remembered of people who sign in. */
export function storeAccountsContract(ground: () => StoreGround): void {
  test('accounts, links, tokens and requests are kept whole, and a row takes the place of the one before', withStore(ground, async (store) => {
    const one = account('a', { name: '陳大文', totp: { sealed: 'x', since: 2, lastStep: 59_000_000 }, identity: { issuer: 'https://i.example', subject: 's' } })
    const request = { id: 'r', by: 'a', deed: 'restore', pair: 'anna', about: '', reason: 'lost', at: 1 } as const
    await write(store, { accounts: [account('a'), account('b')], links: [link('l'), link('m', 'a')], tokens: [token('t', 'a')], requests: [request, { ...request, id: 'q', at: 2 }] })
    await write(store, { accounts: [one], requests: [{ ...request, usedAt: 3 }] })
    await store.accounts.noteUse('ht', 1_900_000_000_000)
    assert.deepEqual(await store.accounts.known(), {
      accounts: [account('b'), one],
      links: [link('l'), link('m', 'a')],
      tokens: [{ ...token('t', 'a'), usedAt: 1_900_000_000_000 }],
      requests: [{ ...request, id: 'q', at: 2 }, { ...request, usedAt: 3 }],
    })
    assert.deepEqual(await store.accounts.token('ht'), { token: { ...token('t', 'a'), usedAt: 1_900_000_000_000 }, account: one })
    assert.equal(await store.accounts.token('other'), undefined)
  }))

  test('no two accounts have one name, however it is written', withStore(ground, async (store) => {
    await write(store, { accounts: [account('a', { name: 'Anna' })] })
    await assert.rejects(write(store, { accounts: [account('b', { name: ' ＡＮＮＡ' })] }))
    assert.equal((await store.accounts.known()).accounts.length, 1)
  }))

  test('with an account go its links, tokens and sessions, and nothing of another', withStore(ground, async (store) => {
    await write(store, { accounts: [account('a'), account('b')], links: [link('l'), link('m', 'a')], tokens: [token('t', 'a'), token('u', 'b')], sessions: [session('1', 'a'), session('2', 'b')] })
    await write(store, { droppedAccounts: ['a'] })
    const { accounts, links, tokens } = await store.accounts.known()
    assert.deepEqual([accounts.map(({ id }) => id), links.map(({ hash }) => hash), tokens.map(({ id }) => id)], [['b'], ['l'], ['u']])
    assert.deepEqual([await store.accounts.session('1'), (await store.accounts.session('2'))?.account.id], [undefined, 'b'])
  }))

  test('sessions are found by their hash, listed the newest first, and ended one by one or all but one', withStore(ground, async (store) => {
    await write(store, { accounts: [account('a')], sessions: [session('1', 'a'), session('2', 'a', { createdAt: 3 }), session('3', 'a', { createdAt: 2 })] })
    await store.accounts.noteSeen('1', 1_900_000_000_000)
    assert.deepEqual(await store.accounts.session('1'), { session: session('1', 'a', { seenAt: 1_900_000_000_000 }), account: account('a') })
    assert.deepEqual((await store.accounts.sessions('a')).map(({ hash }) => hash), ['2', '3', '1'])
    await write(store, { droppedSessions: ['2'] })
    assert.deepEqual((await store.accounts.sessions('a')).map(({ hash }) => hash), ['3', '1'])
    await write(store, { droppedSessionsOf: [{ account: 'a', except: '1' }] })
    assert.deepEqual((await store.accounts.sessions('a')).map(({ hash }) => hash), ['1'])
    await write(store, { droppedSessionsOf: [{ account: 'a' }], sessions: [session('4', 'a')] })
    assert.deepEqual((await store.accounts.sessions('a')).map(({ hash }) => hash), ['4'], 'what is dropped goes first')
  }))

  test('what is over is swept: sessions that ended or were idle, and old failures', withStore(ground, async (store) => {
    await write(store, { accounts: [account('a')], sessions: [session('1', 'a', { expiresAt: 9, seenAt: 50 }), session('2', 'a', { seenAt: 9 }), session('3', 'a', { seenAt: 50 })] })
    await store.accounts.attempt(['x', 'y'], () => ({ keep: [{ key: 'x', times: 1, lastAt: 9 }, { key: 'y', times: 2, lastAt: 50 }], answer: 0 }))
    await store.accounts.sweep({ endedBefore: 10, idleSince: 10, failedBefore: 10 })
    assert.deepEqual((await store.accounts.sessions('a')).map(({ hash }) => hash), ['3'])
    assert.deepEqual(await store.accounts.attempt(['x', 'y'], (failures) => ({ keep: [], answer: failures })), [{ key: 'y', times: 2, lastAt: 50 }])
    await store.accounts.forgetFailures(['y'])
    assert.deepEqual(await store.accounts.attempt(['x', 'y'], (failures) => ({ keep: [], answer: failures })), [])
  }))

  test('a change and its records are written together or not at all, in a chain of their own that no pair has', withStore(ground, async (store) => {
    await write(store, { accounts: [account('a')] }, [record])
    const refuse = store.accounts.change(({ accounts }) => {
      assert.equal(accounts.length, 1)
      throw new Error('no')
    })
    await assert.rejects(refuse)
    await assert.rejects(write(store, { accounts: [account('b', { name: account('a').name })] }, [record]))
    const { records, broken } = await store.audit.verify(INSTALLATION)
    assert.deepEqual([records, broken, await store.pairs()], [1, undefined, []])
    assert.deepEqual(await store.audit.last(INSTALLATION, 9), [record])
  }))

  test('many changes at once are made one after the other, and tries are counted without losing one', withStore(ground, async (store) => {
    await write(store, { accounts: [account('a', { createdAt: 0 })] })
    const many = Array.from({ length: 20 })
    await Promise.all(many.map(() => store.accounts.change(({ accounts }) => ({ change: { accounts: accounts.map((each) => ({ ...each, createdAt: each.createdAt + 1 })) }, audit: [record], answer: undefined }))))
    await Promise.all(many.map(() => store.accounts.attempt(['x'], ([found]) => ({ keep: [{ key: 'x', times: (found?.times ?? 0) + 1, lastAt: 1 }], answer: 0 }))))
    assert.equal((await store.accounts.known()).accounts[0]?.createdAt, 20)
    assert.equal(await store.accounts.attempt(['x'], ([found]) => ({ keep: [], answer: found?.times })), 20)
    assert.deepEqual([(await store.audit.verify(INSTALLATION)).records, (await store.audit.verify(INSTALLATION)).broken], [20, undefined])
  }))
}
