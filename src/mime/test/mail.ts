import iconv from 'iconv-lite'
import { spool } from '../../platform/spool.ts'
import type { ParsedMessage } from '../parse-message.ts'
import { parseMessage } from '../parse-message.ts'

/** Parses lines (text as Latin-1, bytes as they are), joined by CRLF. */
export async function parseLines(...lines: readonly (string | Buffer)[]): Promise<ParsedMessage> {
  return parseMessage(await spool(mailOf(...lines)))
}

export const mailOf = (...lines: readonly (string | Buffer)[]): Buffer =>
  Buffer.concat(lines.flatMap((line) => [typeof line === 'string' ? Buffer.from(line, 'latin1') : line, Buffer.from('\r\n')]))

/** Bytes of `text` in a charset that iconv-lite knows. */
export const inCharset = (text: string, charset: string): Buffer => iconv.encode(text, charset)
