import assert from 'node:assert/strict'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { systemHttp, type Http } from '../../src/platform/http.ts'
import { judgeFailure } from '../../src/service/judge-run.ts'
import { postgresMissing, startPostgres } from '../support/postgres.ts'
import { NAME, openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'
import { assertInStep, AT, mailboxesOf, toldMail, UNREAD } from './told-mail.ts'

const KNOWN = 4
const EACH = 12

/** A pair that is in step, with new mail on both sides, and what is done before each request that makes a message in Outlook. */
async function withPair(database: string, work: (pair: SandboxPair, beforeCreate: (act: (n: number) => void) => void) => Promise<void>): Promise<void> {
  let act: (n: number) => void = () => {}
  let creates = 0
  const http: Http = (request, signal) => {
    if (request.method === 'POST' && request.url.endsWith('/messages')) act(++creates)
    return systemHttp(request, signal)
  }
  const pair = await openSandboxPair({ database, http })
  try {
    for (let n = 0; n < KNOWN; n++) await pair.people.dingtalk.put('inbox', toldMail(`known-${n}`), UNREAD, AT)
    await pair.sync()
    for (let n = 0; n < EACH; n++) for (const cloud of ['dingtalk', 'outlook'] as const) await pair.people[cloud].put('inbox', toldMail(`${cloud}-${n}`), UNREAD, AT)
    creates = 0
    await work(pair, (next) => (act = next))
    assert.deepEqual(pair.sandbox.shared.ledger.outbound(), [])
  } finally {
    await pair.close()
  }
}

/** The run ended because of the database, with these words, and the service would wait and try again by itself. */
async function assertStopped(pair: SandboxPair, words: RegExp): Promise<void> {
  const outcome = await pair.sync().then(
    ({ stoppedBy }) => ({ code: stoppedBy?.code, message: stoppedBy?.message ?? '' }),
    (error: { code?: string; message: string }) => ({ code: error.code, message: error.message }),
  )
  assert.equal(outcome.code, 'STORE_FAILURE', outcome.message)
  assert.match(outcome.message, words)
  const verdict = judgeFailure('STORE_FAILURE', outcome.message, 1)
  assert.deepEqual([verdict.state, verdict.nextMs], ['waiting', 1000])
}

async function assertGoesOn(pair: SandboxPair): Promise<void> {
  assert.equal((await pair.sync()).stoppedBy, undefined)
  assert.equal(new Set(mailboxesOf(pair.sandbox).outlook.map(({ internetMessageId }) => internetMessageId)).size, KNOWN + 2 * EACH)
  await assertInStep(pair, KNOWN + 2 * EACH)
  assert.deepEqual((await (await pair.app()).status(NAME)).counts.setAside, 0)
}

test('a database that another program holds in mid-run: the run ends with the next step, and the next one finds what was made and makes the rest', async () => {
  using scratch = openScratch()
  await withPair(`sqlite:${scratch.path('tongbu.db')}`, async (pair, beforeCreate) => {
    const other = new DatabaseSync(scratch.path('tongbu.db'))
    beforeCreate((n) => {
      if (n === 5) other.exec('begin immediate')
    })
    await assertStopped(pair, /another program holds it. Close that program/)
    await assertStopped(pair, /another program/)
    other.close()
    await assertGoesOn(pair)
  })
})

test('a disk of the database that is full in mid-run: the run ends with the next step, and the next one finds what was made and makes the rest', async () => {
  using scratch = openScratch()
  const opened = new Set<DatabaseSync>()
  const { prepare } = DatabaseSync.prototype
  DatabaseSync.prototype.prepare = function (this: DatabaseSync, ...given: Parameters<typeof prepare>) {
    opened.add(this)
    return prepare.apply(this, given)
  }
  /** The most pages that SQLite may use, as a full disk would have it: the failure is SQLite's own. */
  const setMost = (pages: number): void => {
    for (const database of opened) if (database.isOpen) database.exec(`pragma max_page_count = ${pages}`)
  }
  try {
    await withPair(`sqlite:${scratch.path('tongbu.db')}`, async (pair, beforeCreate) => {
      beforeCreate((n) => {
        if (n === 5) setMost(1)
      })
      await assertStopped(pair, /disk is full. Make room, then run again; nothing is lost/)
      setMost(1_000_000)
      beforeCreate(() => {})
      await assertGoesOn(pair)
    })
  } finally {
    DatabaseSync.prototype.prepare = prepare
  }
})

/** A way to a PostgreSQL server that can be closed and opened again. */
function openWay(at: string): { open(to: string): Promise<void>; shut(): void } {
  const sockets = new Set<Socket>()
  let server: Server | undefined
  return {
    open: async (to) => {
      server = createServer((socket) => {
        const other = connect(to)
        for (const one of [socket, other]) {
          sockets.add(one)
          one.on('error', () => {}).on('close', () => sockets.delete(one))
        }
        socket.pipe(other).pipe(socket)
      })
      await new Promise<void>((resolve) => server?.listen(at, resolve))
    },
    shut: () => {
      server?.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

test('a PostgreSQL server that is gone in mid-run: nothing is written meanwhile, and once it is back the next run finds what was made and makes the rest', { skip: postgresMissing() ?? false }, async () => {
  using scratch = openScratch()
  const postgres = await startPostgres()
  const way = openWay(scratch.path('.s.PGSQL.5432'))
  try {
    const url = await postgres.freshUrl()
    const host = new URL(url).searchParams.get('host') ?? ''
    await way.open(`${host}/.s.PGSQL.5432`)
    await withPair(url.replace(encodeURIComponent(host), encodeURIComponent(scratch.folder)), async (pair, beforeCreate) => {
      beforeCreate((n) => {
        if (n === 5) way.shut()
      })
      await assertStopped(pair, /connection to the database was lost|database does not answer/)
      const made = mailboxesOf(pair.sandbox).outlook.length
      for (let again = 0; again < 3; again++) await assertStopped(pair, /connection to the database was lost|database does not answer/)
      assert.equal(mailboxesOf(pair.sandbox).outlook.length, made, 'without its memory it writes nothing')
      await way.open(`${host}/.s.PGSQL.5432`)
      beforeCreate(() => {})
      await assertGoesOn(pair)
    })
  } finally {
    way.shut()
    await postgres.stop()
  }
})
