import { basename } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { guarded, openDerived, statements, transaction } from '../backup/derived-database.ts'
import { SyncError } from '../domain/errors.ts'
import { decodeList, encodeList, inAll } from './posting-list.ts'
import { rowSealer, type RowSealer } from './sealed-rows.ts'

/** A message as the index takes it. */
export interface IndexedMessage<Head> {
  /** 64 hex digits; equal for what is one. */
  readonly name: string
  readonly head: Head
  /** Absent where the message is in the index already: then only its head is changed. */
  readonly content?: {
    /** What phrases are looked for in. */
    readonly text: string
    readonly terms: ReadonlySet<string>
  }
}

/**
 * Which message holds which term, in one SQLite file that can be made anew from the repository. Everything in it is sealed but numbers
 * and the names of terms, which tell nothing without the key. Several processes may use it at once.
 */
export interface ArchiveIndex<Head> {
  /** The lists of messages that are in it. */
  lists(): ReadonlySet<string>
  /** Adds messages, and notes that these lists are in it now: all of it or nothing. A message that another process added meanwhile is not added twice. */
  add(messages: readonly IndexedMessage<Head>[], lists: readonly string[]): void
  /** Forgets messages for good, and every list but these. */
  remove(names: readonly string[], lists: ReadonlySet<string>): void
  /** Numbers of the messages that have all of these terms; of all messages where there are none. */
  find(terms: readonly string[]): number[]
  head(number: number): Head | undefined
  text(number: number): string
  /** @returns its number */
  named(name: string): number | undefined
  /** Names that begin with these hex digits, at most two. */
  namedLike(start: string): string[]
  names(): string[]
  /** Forgets everything. */
  clear(): void
  counts(): { readonly messages: number; readonly terms: number }
  close(): void
}

const LAYOUT = {
  version: 1,
  text: `
    create table if not exists lists (path text primary key) without rowid;
    create table if not exists messages (number integer primary key autoincrement, name text not null unique, head blob not null, text blob not null);
    create table if not exists postings (term blob not null, part integer not null, numbers blob not null, primary key (term, part)) without rowid`,
}

/** So many messages of a term are in one row: what is added later changes no more than one. */
const IN_PART = 1024

/** Opens the index at `path`, as `openDerived` does. Its methods throw `SyncError`. */
export function openArchiveIndex<Head>(path: string, secretName: (text: string) => string): ArchiveIndex<Head> {
  const sealer = rowSealer(secretName)
  const open: RowSealer['open'] = (place, sealed) => {
    try {
      return sealer.open(place, sealed)
    } catch (cause) {
      throw new SyncError('BACKUP_DAMAGED', `A row of ${basename(path)} is not what was written. \`tongbu archive index --rebuild\` makes it anew.`, { cause })
    }
  }
  // 96 bits are enough that no two terms have one name.
  const nameOf = (term: string): string => secretName(`archive term ${term}`).slice(0, 24)
  return guarded(indexOver<Head>(openDerived(path, LAYOUT), { seal: sealer.seal, open, nameOf }), path)
}

function indexOver<Head>(database: DatabaseSync, { nameOf, ...sealer }: RowSealer & { readonly nameOf: (term: string) => string }): ArchiveIndex<Head> {
  const run = statements(database)
  const headPlace = (name: string): string => `head ${name}`
  const textPlace = (name: string): string => `text ${name}`
  const partPlace = (term: string, part: number): string => `term ${term} ${part}`
  const sealedHead = (name: string, head: Head): Buffer => sealer.seal(headPlace(name), Buffer.from(JSON.stringify(head)))
  const named = (name: string): number | undefined => (run('select number from messages where name = ?').get(name) as { number: number } | undefined)?.number

  const write = (term: string, part: number, numbers: readonly number[]): void => {
    run('insert or replace into postings (term, part, numbers) values (?, ?, ?)').run(Buffer.from(term, 'hex'), part, sealer.seal(partPlace(term, part), encodeList(numbers)))
  }
  const read = (term: string, { part, numbers }: PostingRow): number[] => decodeList(sealer.open(partPlace(term, part), Buffer.from(numbers)))
  const append = (term: string, added: readonly number[]): void => {
    const last = run('select part, numbers from postings where term = ? order by part desc limit 1').get(Buffer.from(term, 'hex')) as PostingRow | undefined
    let numbers = [...(last === undefined ? [] : read(term, last)), ...added]
    for (let part = last?.part ?? 0; numbers.length > 0; part++) {
      write(term, part, numbers.slice(0, IN_PART))
      numbers = numbers.slice(IN_PART)
    }
  }
  const keepOnly = (lists: ReadonlySet<string>): void => {
    for (const { path: list } of run('select path from lists').all() as unknown as { path: string }[]) if (!lists.has(list)) run('delete from lists where path = ?').run(list)
  }
  /** All postings, a page at a time: they may be changed meanwhile. */
  function* rows(): Generator<PostingRow & { readonly term: Uint8Array }> {
    let [term, part]: [Uint8Array, number] = [new Uint8Array(), -1]
    for (;;) {
      const page = run('select term, part, numbers from postings where (term, part) > (?, ?) order by term, part limit 2000').all(term, part) as unknown as (PostingRow & { term: Uint8Array })[]
      yield* page
      const last = page.at(-1)
      if (last === undefined) return
      ;({ term, part } = last)
    }
  }
  const forget = (numbers: ReadonlySet<number>): void => {
    for (const row of rows()) {
      const term = Buffer.from(row.term).toString('hex')
      const before = read(term, row)
      const kept = before.filter((number) => !numbers.has(number))
      if (kept.length === before.length) continue
      if (kept.length > 0) write(term, row.part, kept)
      else run('delete from postings where term = ? and part = ?').run(row.term, row.part)
    }
    for (const number of numbers) run('delete from messages where number = ?').run(number)
  }
  const count = (table: string): number => (database.prepare(`select count(*) as n from ${table}`).get() as { n: number }).n

  return {
    lists: () => new Set((run('select path from lists').all() as unknown as { path: string }[]).map(({ path: list }) => list)),
    add: (messages, lists) =>
      transaction(database, () => {
        const postings = new Map<string, number[]>()
        for (const { name, head, content } of messages) {
          const known = named(name)
          if (known !== undefined) run('update messages set head = ? where number = ?').run(sealedHead(name, head), known)
          else if (content !== undefined) {
            const text = sealer.seal(textPlace(name), zstdCompressSync(Buffer.from(content.text)))
            const number = Number(run('insert into messages (name, head, text) values (?, ?, ?)').run(name, sealedHead(name, head), text).lastInsertRowid)
            for (const term of content.terms) {
              const numbers = postings.get(term)
              if (numbers === undefined) postings.set(term, [number])
              else numbers.push(number)
            }
          }
        }
        // In the order of the table, as each page of it is then read and written once.
        const inOrder = [...postings].map(([term, numbers]) => ({ name: nameOf(term), numbers })).sort((a, b) => (a.name < b.name ? -1 : 1))
        for (const { name, numbers } of inOrder) append(name, numbers)
        for (const list of lists) run('insert or ignore into lists (path) values (?)').run(list)
      }),
    remove: (names, lists) =>
      transaction(database, () => {
        const numbers = new Set(names.flatMap((name) => named(name) ?? []))
        if (numbers.size > 0) forget(numbers)
        keepOnly(lists)
      }),
    find: (terms) => {
      if (terms.length === 0) return (run('select number from messages order by number').all() as unknown as { number: number }[]).map(({ number }) => number)
      return inAll(terms.map(nameOf).map((term) => (run('select part, numbers from postings where term = ? order by part').all(Buffer.from(term, 'hex')) as unknown as PostingRow[]).flatMap((row) => read(term, row))))
    },
    head: (number) => {
      const row = run('select name, head from messages where number = ?').get(number) as { name: string; head: Uint8Array } | undefined
      return row === undefined ? undefined : (JSON.parse(sealer.open(headPlace(row.name), Buffer.from(row.head)).toString('utf8')) as Head)
    },
    text: (number) => {
      const row = run('select name, text from messages where number = ?').get(number) as { name: string; text: Uint8Array } | undefined
      return row === undefined ? '' : zstdDecompressSync(sealer.open(textPlace(row.name), Buffer.from(row.text))).toString('utf8')
    },
    named,
    namedLike: (start) => (run(`select name from messages where name >= ? and name < ? limit 2`).all(start, `${start}g`) as unknown as { name: string }[]).map(({ name }) => name),
    names: () => (run('select name from messages').all() as unknown as { name: string }[]).map(({ name }) => name),
    clear: () =>
      transaction(database, () => {
        for (const table of ['lists', 'messages', 'postings']) database.exec(`delete from ${table}`)
      }),
    counts: () => ({ messages: count('messages'), terms: (database.prepare('select count(distinct term) as n from postings').get() as { n: number }).n }),
    close: () => database.close(),
  }
}

interface PostingRow {
  readonly part: number
  readonly numbers: Uint8Array
}
