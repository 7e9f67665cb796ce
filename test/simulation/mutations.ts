import assert from 'node:assert/strict'
import { SyncError } from '../../src/domain/errors.ts'
import type { OriginMark } from '../../src/domain/origin-mark.ts'
import { corpusFiles, corpusMail } from '../../src/mime/test/corpus.ts'
import { withOriginHeader, withoutOriginHeader } from '../../src/mime/origin-header.ts'
import { parseMessage } from '../../src/mime/parse-message.ts'
import { spool } from '../../src/platform/spool.ts'
import { generator } from '../../src/sandbox/faults.ts'
import { told } from '../crash/memory-kills.ts'

const MARK: OriginMark = { pair: 'p', side: 'left', id: 'i', token: 't', exact: 'x1:0', normal: 'n1:0', roleClass: 'received', route: 'exact' }
/** A spool beyond this is a file. */
const IN_MEMORY_BYTES = 512

/** Some line that continues none before it: a mark can stand before it. */
const HAS_FIELD = /(?:^|\n)[^ \t]/

/** Takes real mails, spoils each, and has it read. @returns how many could not be read, with a `SyncError` that says so */
export async function readSpoilt({ count, seed }: { readonly count: number; readonly seed: number }): Promise<number> {
  const files = corpusFiles()
  let refused = 0
  for (let n = 0; n < count; n++) {
    const random = generator(seed * 1_000_003 + n)
    const path = files[Math.floor(random() * files.length)] ?? ''
    await told({ path, n, seed }, async () => {
      const mime = spoil(corpusMail(path), random)
      const digests = await digestsOf(mime, undefined)
      if (digests === undefined) refused++
      assert.deepEqual(await digestsOf(mime, random), digests, 'the same in whatever pieces it comes')
      const marked = withOriginHeader(await spool(mime), MARK)
      if (HAS_FIELD.test(mime.toString('latin1'))) assert.ok((await (await withoutOriginHeader(marked)).bytes()).equals(mime), 'our mark can be taken off again')
    })
  }
  return refused
}

/** Read as a whole, or in random pieces from a file. Nothing when it cannot be read. */
async function digestsOf(mime: Buffer, pieces: (() => number) | undefined): Promise<unknown> {
  const source = pieces === undefined ? await spool(mime) : await spool(cut(mime, pieces), IN_MEMORY_BYTES)
  try {
    const message = await parseMessage(source)
    await message.dispose()
    return message.digests
  } catch (error) {
    if (error instanceof SyncError) return undefined
    throw error
  } finally {
    await source.dispose()
  }
}

async function* cut(mime: Buffer, random: () => number): AsyncGenerator<Buffer> {
  for (let at = 0; at < mime.length; ) {
    const end = at + 1 + Math.floor(random() ** 3 * 4096)
    yield mime.subarray(at, end)
    at = end
  }
}

type Spoil = (mime: Buffer, random: () => number) => Buffer

/** One to four things that happen to mail on its way, and some that only an enemy does. */
export function spoil(mime: Buffer, random: () => number): Buffer {
  let spoilt = mime
  for (let times = 1 + Math.floor(random() * 4); times > 0; times--) spoilt = (SPOILS[Math.floor(random() * SPOILS.length)] as Spoil)(spoilt, random)
  return spoilt
}

const at = (mime: Buffer, random: () => number): number => Math.floor(random() * (mime.length + 1))

const SPOILS: readonly Spoil[] = [
  // Cut off, or cut out.
  (mime, random) => mime.subarray(0, at(mime, random)),
  (mime, random) => {
    const from = at(mime, random)
    return Buffer.concat([mime.subarray(0, from), mime.subarray(from + Math.floor(random() ** 4 * mime.length))])
  },
  // Bytes flipped.
  (mime, random) => {
    const copy = Buffer.from(mime)
    for (let n = Math.floor(random() * 20); n > 0 && copy.length > 0; n--) copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256)
    return copy
  },
  // A header line doubled somewhere in the header.
  (mime, random) => {
    const lines = mime.toString('latin1').split('\n')
    const end = Math.max(1, lines.findIndex((line) => line.trim() === ''))
    const line = lines[Math.floor(random() * end)] ?? ''
    lines.splice(Math.floor(random() * end), 0, line)
    return Buffer.from(lines.join('\n'), 'latin1')
  },
  // Line ends of another kind.
  (mime, random) => Buffer.from(mime.toString('latin1').replaceAll(/\r?\n/g, ['\n', '\r\n', '\r'][Math.floor(random() * 3)] ?? '\n'), 'latin1'),
  // A part repeated within itself: boundaries twice, nested, unclosed.
  (mime, random) => {
    const from = at(mime, random)
    return Buffer.concat([mime.subarray(0, from), mime.subarray(Math.max(0, from - 2000), from), mime.subarray(from)])
  },
  // A header that promises something else.
  (mime, random) => Buffer.concat([Buffer.from(PROMISES[Math.floor(random() * PROMISES.length)] ?? ''), mime]),
  (mime, random) => Buffer.concat([mime.subarray(0, at(mime, random)), Buffer.alloc(Math.floor(random() * 3000), ['\0', 'A', '(', '=?', '<', '\t', ';'][Math.floor(random() * 7)])]),
]

const PROMISES = [
  'Content-Type: multipart/mixed; boundary=""\r\n',
  'Content-Type: multipart/alternative\r\n',
  'Content-Type: message/rfc822\r\n',
  'Content-Type: text/html; charset=utf-7\r\n',
  'Content-Type: text/plain; charset="iso-2022-jp"\r\nContent-Transfer-Encoding: quoted-printable\r\n',
  'Content-Transfer-Encoding: base64\r\n',
  'Content-Transfer-Encoding: x-uuencode\r\n',
  'Date: Thu, 31 Feb 99999 25:61:61 +9999\r\n',
  'Message-ID: <<<>>>\r\n',
  "Content-Disposition: attachment; filename*0*=utf-8''%; filename*1=\r\n",
]
