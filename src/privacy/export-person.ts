import { SyncError } from '../domain/errors.ts'
import { toInstant, type Instant } from '../domain/instant.ts'
import type { AuditRecord, PairStore } from '../engine/ports.ts'
import type { Clock } from '../platform/clock.ts'
import { isMissing, type FolderFiles } from '../platform/folder-files.ts'
import { findPerson, type FindOptions } from './find-person.ts'
import { countsIn, type Named, type NamingPlace } from './naming.ts'
import { countsText, type Counts } from './proof.ts'

export interface ExportTools extends Omit<FindOptions, 'remembered' | 'onTheirs'> {
  readonly pairStore: (pair: string) => Pick<PairStore, 'itemsByRef' | 'folders'>
  readonly audit: {
    search(pair: string, query: { readonly item: string; readonly most: number }): Promise<readonly AuditRecord[]>
    record(pair: string, records: readonly AuditRecord[]): Promise<void>
  }
  /** What names people beside their messages: the same that an erasure asks. */
  readonly naming: readonly NamingPlace[]
  readonly clock: Clock
  /** Where to, which must be empty. */
  readonly to: FolderFiles
  /** Who wants it. */
  readonly by: string
}

/** What an export holds. */
export interface PersonExport {
  readonly id: string
  readonly at: Instant
  /** Messages with content, equal ones once. */
  readonly messages: number
  /** Rows about messages, and what was done with them. */
  readonly rows: number
  readonly auditRecords: number
  /** What names the person beside their messages, by place. */
  readonly named: Readonly<Record<string, Counts>>
  /** Messages in the mailboxes themselves, counted on each side; they are not in the export unless the backup has them. */
  readonly inMailboxes: number
}

/** So many records about one message are handed out; there are a handful. */
const MOST_RECORDS = 10_000

/**
 * Writes all that the installation holds about a person into a folder: messages as EML, rows, audit records and what else names them as JSON,
 * and an index in plain words. It is recorded before anything is read. @throws {SyncError} `EXPORT_FOLDER` where the folder is not empty or cannot be written
 */
export async function exportPerson(tools: ExportTools): Promise<PersonExport> {
  const { to, newId, clock, by, pairs, audit, pairStore, person, naming } = tools
  if ((await inOurWords(() => to.list('.'))).length > 0) throw new SyncError('EXPORT_FOLDER', 'The folder to export to is not empty.')
  const id = `x${newId()}`
  const at = toInstant(clock.now()) ?? ''
  for (const pair of pairs) await audit.record(pair, [{ at, run: id, kind: 'export', by, reason: 'all about one person' }])
  await inOurWords(() => to.makeFolder('messages'))
  const written = new Set<string>()
  const found = await findPerson({
    ...tools,
    remembered: {},
    onTheirs: async ({ key, content }, { digest = key }) => {
      if (written.has(digest)) return
      written.add(digest)
      await write(to, `messages/${String(written.size).padStart(5, '0')}.eml`, content.open())
    },
  })
  let [rows, auditRecords] = [0, 0]
  for (const pair of pairs) {
    const refs = found.rows.get(pair) ?? []
    const folders = new Map((await pairStore(pair).folders()).map(({ ref, name }) => [ref, name]))
    const items = (await pairStore(pair).itemsByRef(refs)).map(({ folder, ...item }) => ({ ...item, folder: folders.get(folder) ?? folder }))
    const records: AuditRecord[] = []
    for (const item of refs) records.push(...(await audit.search(pair, { item, most: MOST_RECORDS })))
    if (items.length > 0) await write(to, `rows-${pair}.json`, json(items))
    if (records.length > 0) await write(to, `audit-${pair}.json`, json(records))
    rows += items.length
    auditRecords += records.length
  }
  const present = found.present.reduce((sum, { messages }) => sum + messages, 0)
  const named: Record<string, Named> = {}
  for (const place of naming) {
    const here = await place.find(person)
    if (Object.keys(countsIn(here)).length > 0) named[place.name] = here
  }
  if (Object.keys(named).length > 0) await write(to, 'named.json', json(named))
  const report = { id, at, messages: written.size, rows, auditRecords, named: Object.fromEntries(Object.entries(named).map(([place, here]) => [place, countsIn(here)])), inMailboxes: present }
  await write(to, 'index.txt', bytes(indexText(report)))
  return report
}

function indexText({ id, at, messages, rows, auditRecords, named, inMailboxes }: PersonExport): string {
  return [
    'Everything that this installation of Tongbu holds about you',
    `Made ${at} (export ${id}).`,
    '',
    `messages/         what you wrote or received, as the backup keeps it (${messages}). Any mail program opens .eml files; equal messages are here once.`,
    `rows-….json       what is remembered about such messages (${rows}): in which mailbox and folder each is, its Message-ID, when it was received, how large`,
    '                  it is, how it is marked, and hashes by which it is recognised. There is no text, subject or address in them.',
    `audit-….json      records of what was done with them (${auditRecords}): what, when, on which side and why.`,
    ...namedText(named),
    '',
    `Such messages in the mailboxes themselves at this time, counted on each side: ${inMailboxes}. They belong to the mailboxes, which Tongbu reads and writes but does not keep.`,
    'The configuration is a file of whoever runs the installation, and names the mailboxes: ask them.',
    '',
  ].join('\n')
}

function namedText(named: PersonExport['named']): string[] {
  if (Object.keys(named).length === 0) return []
  return ['named.json        what names you beside messages, without passwords and other secrets:', ...Object.entries(named).map(([place, counts]) => `                  ${place}: ${countsText(counts)}`)]
}

const json = (value: object): AsyncIterable<Uint8Array> => bytes(`${JSON.stringify(value, undefined, 2)}\n`)

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

async function write(to: FolderFiles, path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await inOurWords(() => to.begin(path))
  try {
    for await (const chunk of content) await inOurWords(() => file.write(chunk))
    await inOurWords(() => file.end())
  } catch (error) {
    await file.abandon().catch(() => undefined)
    throw error
  }
}

async function inOurWords<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof SyncError || !(error instanceof Error) || !('code' in error)) throw error
    throw new SyncError('EXPORT_FOLDER', `The folder to export to cannot be used (${isMissing(error) ? 'it is missing' : String(error.code)}).`, { cause: error })
  }
}
