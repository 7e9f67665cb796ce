import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { App } from '../../src/app.ts'
import { SyncError } from '../../src/domain/errors.ts'
import type { RolledBack } from '../../src/rollback-app.ts'
import { postgresMissing, startPostgres, type PostgresServer } from '../support/postgres.ts'
import { NAME, openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'
import { openScratch } from '../support/scratch.ts'
import { mailboxesOf, toldMail, UNREAD, wholeOf } from './told-mail.ts'

const MAILS = 8
const CLOUDS = ['dingtalk', 'outlook'] as const
const missing = postgresMissing()
let server: PostgresServer | undefined

before(async () => {
  if (missing === undefined) server = await startPostgres()
})
after(() => server?.stop())

test('on SQLite the second of two rollbacks at once is refused, in one process and in two, and the first is none the worse', async () => {
  using scratch = openScratch()
  await twoAtOnce(`sqlite:${scratch.path('my.db')}`)
})

test('on PostgreSQL the second of two rollbacks at once is refused, in one process and in two, and the first is none the worse', { skip: missing }, async () => {
  await twoAtOnce((await server?.freshUrl()) ?? '')
})

async function twoAtOnce(database: string): Promise<void> {
  using scratch = openScratch()
  const backup = { folder: scratch.path('backup'), keyFile: scratch.path('key.txt') }
  const pair = await openSandboxPair({ database, backup })
  const other = await pair.another()
  try {
    const app = await pair.app()
    await app.backups().init()
    for (let n = 0; n < MAILS; n++) await pair.people[CLOUDS[n % 2] ?? 'outlook'].put('inbox', toldMail(`m${n}`), UNREAD, new Date(Date.UTC(2026, 0, 5, 8, n)))
    const { id: to } = (await app.backups().take(NAME, { why: 'asked', signal: new AbortController().signal })).point
    const then = seen(pair)
    for (const second of [app, other]) {
      pair.sandbox.dingtalk.empty(pair.sandbox.ready.accounts.dingtalk.address)
      pair.sandbox.outlook.empty(pair.sandbox.ready.accounts.outlook.address)
      let refused: Promise<unknown> | undefined
      const onProgress = (): void => void (refused ??= rollBack(second, to).catch((error: unknown) => error))
      const first = await rollBack(app, to, onProgress)
      const error = await refused
      assert.ok(error instanceof SyncError && error.code === 'STORE_LOCKED', String(error))
      assert.deepEqual([first.failed, first.planned, first.listed, first.stoppedBy], [0, [], [], undefined])
      assert.deepEqual(seen(pair), then, 'nothing missing and nothing doubled')
    }
  } finally {
    await other.close()
    await pair.close()
  }
}

const rollBack = (app: App, to: string, onProgress = (): void => {}): Promise<RolledBack> =>
  app.rollbacks().rollBack(NAME, { to, sides: ['left', 'right'], scope: 'everything', includeDeparted: true, noPoint: true, signal: new AbortController().signal, onProgress })

const seen = (pair: SandboxPair): unknown[] => CLOUDS.map((cloud) => [wholeOf(pair, cloud).map((message) => ({ ...message, bytes: undefined })), mailboxesOf(pair.sandbox)[cloud].length])
