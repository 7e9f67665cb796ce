/** Decodes a body as it arrives: `write` answers what is complete, `end` the rest. Broken input is read as far as it goes. */
export interface TransferDecoder {
  write(chunk: Buffer): Buffer
  end(): Buffer
}

/** A decoder for a Content-Transfer-Encoding (RFC 2045 section 6); an unknown one leaves the bytes as they are. */
export function transferDecoder(encoding: string): TransferDecoder {
  if (encoding === 'base64') return base64Decoder()
  if (encoding === 'quoted-printable') return quotedPrintableDecoder()
  return { write: (chunk) => chunk, end: () => NOTHING }
}

const NOTHING = Buffer.alloc(0)

/** Skips what is no base64 character; padding in the middle (two encoded texts put together) starts afresh. */
function base64Decoder(): TransferDecoder {
  let rest = ''
  return {
    write(chunk) {
      const text = rest + chunk.toString('latin1').replace(/[^A-Za-z0-9+/=]+/g, '')
      const padded = text.lastIndexOf('=')
      const whole = padded + 1 + Math.floor((text.length - padded - 1) / 4) * 4
      rest = text.slice(whole)
      return decodeBase64(text.slice(0, whole))
    },
    end: () => decodeBase64(rest),
  }
}

function decodeBase64(text: string): Buffer {
  const first = text.indexOf('=')
  if (first === -1 || first >= text.length - 2) return Buffer.from(text, 'base64')
  return Buffer.concat(text.split(/=+/).map((part) => Buffer.from(part, 'base64')))
}

/** Works on whole lines, so that trailing blanks and soft line breaks are never cut in two. */
function quotedPrintableDecoder(): TransferDecoder {
  let rest: Buffer = NOTHING
  return {
    write(chunk) {
      const cut = chunk.lastIndexOf(0x0a) + 1
      if (cut === 0 && rest.length + chunk.length < LONGEST_LINE) {
        rest = Buffer.concat([rest, chunk])
        return NOTHING
      }
      const end = cut === 0 ? chunk.length - openEscape(chunk) : cut
      const lines = rest.length === 0 ? chunk.subarray(0, end) : Buffer.concat([rest, chunk.subarray(0, end)])
      rest = chunk.subarray(end)
      return decodeQuotedPrintable(lines)
    },
    end: () => decodeQuotedPrintable(rest),
  }
}

/** A "line" longer than this is decoded in pieces. */
const LONGEST_LINE = 64 * 1024

const openEscape = (chunk: Buffer): number => {
  const at = chunk.lastIndexOf(0x3d)
  return at >= 0 && chunk.length - at < 3 ? chunk.length - at : 0
}

function decodeQuotedPrintable(lines: Buffer): Buffer {
  const text = lines.toString('latin1')
  const unfolded = text.includes(' \r') || text.includes('\t\r') ? text.split('\r\n').map(withoutTrailingBlanks).join('\r\n') : text
  if (!unfolded.includes('=')) return Buffer.from(unfolded, 'latin1')
  const decoded = unfolded
    .replace(/=(\r\n|\n|$)/g, '')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(decoded, 'latin1')
}

/** Blanks at the end of a line were added on the way (RFC 2045 section 6.7 rule 3). Counted by hand: a pattern would be quadratic. */
function withoutTrailingBlanks(line: string): string {
  let end = line.length
  while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t')) end--
  return line.slice(0, end)
}
