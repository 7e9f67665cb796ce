import { createHash } from 'node:crypto'
import type { ImapFlow } from 'imapflow'
import { ORIGIN_HEADER } from '../../src/domain/origin-mark.ts'

/** What each tool adds to the copies that it makes. */
const TOOLS_OWN = new RegExp(`^(?:${ORIGIN_HEADER}|X-TUID):`, 'i')

/** Every message of an account as one line: folder, flags, date of arrival, digest of its bytes. Equal arrays mean equal accounts. */
export async function readAccount(client: ImapFlow): Promise<string[]> {
  const lines: string[] = []
  for (const { path } of await client.list()) {
    lines.push(`folder ${path}`)
    await client.mailboxOpen(path)
    if (client.mailbox === false || client.mailbox.exists === 0) continue
    for (const row of await client.fetchAll('1:*', { uid: true, flags: true, internalDate: true, source: true }, { uid: true })) {
      const flags = [...(row.flags ?? [])].filter((flag) => flag !== '\\Recent').sort().join(' ')
      const arrived = row.internalDate instanceof Date ? row.internalDate.toISOString() : row.internalDate
      lines.push([path, nameOf(row.source), flags, arrived, digestOf(row.source)].join(' | '))
    }
  }
  return lines.sort()
}

const nameOf = (source: Buffer | undefined): string => /^Message-ID: (.*)$/im.exec(source?.toString('latin1') ?? '')?.[1]?.trim() ?? 'without Message-ID'

/** Of the bytes without the header fields of the tools. */
function digestOf(source: Buffer = Buffer.alloc(0)): string {
  const text = source.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  const fields = text.slice(0, end).split(/\r\n(?![ \t])/).filter((field) => !TOOLS_OWN.test(field))
  return createHash('sha256').update(fields.join('\r\n') + text.slice(end), 'latin1').digest('hex').slice(0, 12)
}
