import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isForTests, sourceFiles, strip } from './source-files.ts'

interface Door {
  readonly effect: string
  readonly sign: RegExp
  /** File or folder → why it may. */
  readonly doors: Readonly<Record<string, string>>
}

const DOORS: readonly Door[] = [
  { effect: 'the process', sign: /(?<![-/.\w])process\.\w|node:process|node:child_process/, doors: { 'main.ts': 'the way in' } },
  { effect: 'the time', sign: /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b/, doors: { 'platform/clock.ts': 'the door' } },
  {
    effect: 'waiting',
    sign: /\bset(?:Timeout|Interval|Immediate)\(|node:timers/,
    doors: { 'platform/clock.ts': 'the door', 'main.ts': 'looks after the memory of the process, which has no bearing on what is done' },
  },
  {
    effect: 'chance',
    sign: /\bMath\.random\b|\brandom(?:UUID|Bytes|Int)\b|\bgetRandomValues\b/,
    doors: { 'platform/ids.ts': 'the door', 'platform/spool.ts': 'the name of a temporary file that is unlinked at once' },
  },
  { effect: 'HTTP', sign: /(?<![.\w])fetch\(|node:https?'|\bXMLHttpRequest\b|\bWebSocket\b/, doors: { 'platform/http.ts': 'the door', 'platform/guarded-http.ts': 'the door to addresses that others name, which are looked at before they are connected to' } },
  { effect: 'sockets', sign: /node:(?:net|tls|dgram)'|import \{ ImapFlow \}/, doors: { 'connectors/imap/connection.ts': 'IMAP is no HTTP', 'platform/address-check.ts': 'what kind of address it is', 'platform/guarded-http.ts': 'connects to the address that was looked at', 'platform/send-mail.ts': 'the same for alerts by e-mail' } },
  { effect: 'SQL', sign: /\bsql`|'kysely'|'pg'|node:sqlite/, doors: { 'store/': 'the door', 'platform/file-lock.ts': 'an empty database, for its lock', 'backup/derived-database.ts': 'what a backup folder can be read for again', 'backup/pack-index.ts': 'which message is in which pack', 'archive/archive-index.ts': 'which message holds which word' } },
  { effect: 'the console', sign: /\bconsole\./, doors: {} },
  {
    effect: 'the disk',
    sign: /node:fs/,
    doors: {
      'platform/spool.ts': 'large content on its way',
      'platform/disk.ts': 'how much it still takes',
      'platform/append-file.ts': 'heads of the audit, kept elsewhere',
      'platform/file-lock.ts': 'a file for nothing but its lock',
      'platform/folder-files.ts': 'the backup and its key, and the key of sealed secrets',
      'backup/derived-database.ts': 'a file that SQLite opens',
      'store/': 'the database',
      'main.ts': 'files that a person names, handed to the commands',
    },
  },
]

/** The sandbox is a program of its own, and has a door for the one effect that must be moved from outside. */
const SANDBOX_DOORS: readonly Door[] = [{ effect: 'the time', sign: /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b/, doors: { 'sandbox/clock.ts': 'the door' } }]

const files = sourceFiles('src').filter(({ path }) => !isForTests(path))
const inSandbox = (path: string): boolean => path.startsWith('sandbox/')

for (const { effect, sign, doors } of DOORS) {
  test(`${effect}: only through ${Object.keys(doors).join(', ') || 'nothing in src'}`, () => {
    const users = files.filter(({ path, text }) => !inSandbox(path) && sign.test(strip(text, true))).map(({ path }) => path)
    assert.deepEqual(users.filter((path) => !isDoor(path, doors)), [])
    for (const door of Object.keys(doors)) assert.ok(users.some((path) => isDoor(path, { [door]: '' })), `${door} is no longer needed in the list`)
  })
}

for (const { effect, sign, doors } of SANDBOX_DOORS) {
  test(`${effect} in the sandbox: only through ${Object.keys(doors).join(', ')}`, () => {
    const users = files.filter(({ path, code }) => inSandbox(path) && sign.test(code)).map(({ path }) => path)
    assert.deepEqual(users, Object.keys(doors))
  })
}

const isDoor = (path: string, doors: Readonly<Record<string, string>>): boolean => Object.keys(doors).some((door) => (door.endsWith('/') ? path.startsWith(door) : path === door))
