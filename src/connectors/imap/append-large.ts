import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type { ImapFlow } from 'imapflow'
import type { Spool } from '../../platform/spool.ts'
import { dateTime, encodedPath, type Exec, type Token } from './append-together.ts'

/** Larger ones are sent piece by piece: imapflow's own APPEND wants all bytes of a message at once. */
export const LARGE_BYTES = 4 * 1024 * 1024

export interface LargeMessage {
  readonly source: Spool
  readonly flags: readonly string[]
  /** Becomes INTERNALDATE. */
  readonly receivedAt: Date
}

/** Where the server says that it put a message; nothing when it does not tell. */
export interface Put {
  readonly uid?: number | undefined
  readonly uidValidity?: bigint | undefined
}

/** What imapflow tells of a refused command that it did not make itself. */
interface Refusal {
  readonly response?: { readonly attributes?: readonly { readonly section?: readonly { readonly value?: unknown }[] }[] }
}

/**
 * APPENDs a message whose bytes are read only as fast as the server takes them. Rejects as imapflow's own commands do, for
 * `effect` to judge. The command line ends with the size of the literal, and what follows is written once the server asks for it
 * (RFC 3501 §7.5).
 */
export async function appendLarge(client: ImapFlow, path: string, { source, flags, receivedAt }: LargeMessage): Promise<Put> {
  const exec = Reflect.get(client, 'exec') as Exec
  const marker = client.capabilities.has('BINARY') && (await holdsNul(source)) ? `~{${source.size}}` : `{${source.size}}`
  const attributes: readonly (Token | readonly Token[])[] = [
    { type: 'ATOM', value: encodedPath(client, path) },
    flags.map((value): Token => ({ type: 'ATOM', value })),
    { type: 'STRING', value: dateTime(receivedAt) },
    { type: 'TEXT', value: marker },
  ]
  try {
    const answer = await exec.call(client, 'APPEND', attributes, { onPlusTag: () => send(client, source) })
    const [code, uidValidity, uid] = (answer.response.attributes?.[0]?.section ?? []).map(({ value }) => String(value))
    answer.next()
    const isTold = code?.toUpperCase() === 'APPENDUID' && [uidValidity, uid].every((number) => /^[1-9]\d{0,9}$/.test(number ?? ''))
    return isTold ? { uid: Number(uid), uidValidity: BigInt(uidValidity ?? 0) } : {}
  } catch (error) {
    const code = (error as Refusal).response?.attributes?.[0]?.section?.[0]?.value
    throw typeof code === 'string' ? Object.assign(error as object, { serverResponseCode: code.toUpperCase() }) : error
  }
}

/** Half a literal cannot be taken back, so a failure ends the connection, and with it the command. */
async function send(client: ImapFlow, source: Spool): Promise<void> {
  const socket = Reflect.get(client, 'writeSocket') as Writable
  const closed = new AbortController()
  const onClose = (): void => closed.abort()
  socket.once('close', onClose)
  try {
    for await (const chunk of source.open()) if (!socket.write(chunk)) await once(socket, 'drain', { signal: closed.signal })
    socket.write('\r\n')
  } catch {
    client.close()
  } finally {
    socket.off('close', onClose)
  }
}

async function holdsNul(source: Spool): Promise<boolean> {
  for await (const chunk of source.open() as AsyncIterable<Buffer>) if (chunk.includes(0)) return true
  return false
}
