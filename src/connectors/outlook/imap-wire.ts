import { SyncError } from '../../domain/errors.ts'
import type { Clock } from '../../platform/clock.ts'
import { ImapConnections, type ImapSession, type Task } from '../imap/connection.ts'
import type { TokenSource } from './token.ts'

/** IMAP to the mailbox, beside Graph. @see https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth */
export interface ImapRoute {
  readonly host: string
  readonly port: number
  readonly tls: boolean
  /** `auto`: where the mailbox takes it. `on`: a sign-in that is refused is an error and no reason to rebuild messages. */
  readonly enabled: 'auto' | 'on' | 'off'
  /** Told of each thing asked of the server, by name, and whether it came about. */
  readonly onRequest?: (kind: string, outcome: 'ok' | 'failed') => void
}

/** Work on connections to the mailbox. */
export interface ImapWire {
  run<T>(task: Task, work: (session: ImapSession) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/**
 * Connections that sign in with a token. A token may be made worthless before its time: one that was refused after others had been
 * accepted is renewed once, and a refusal of the first one is final.
 */
export function createImapWire(user: string, { host, port, tls, onRequest }: ImapRoute, tokens: TokenSource, clock: Clock): ImapWire {
  const { signal: never } = new AbortController()
  let refused: string | undefined
  let used: string | undefined
  let worked = false
  const accessToken = async (): Promise<string> => (used = await tokens.token(never, refused))
  const open = () => new ImapConnections({ host, port, tls, user, accessToken, clock, ...(onRequest === undefined ? {} : { onRequest }) })
  const opened = [open()]

  const run: ImapWire['run'] = async (task, work) => {
    const connections = opened.at(-1) ?? open()
    try {
      const result = await connections.run(task, work)
      worked = true
      return result
    } catch (error) {
      if (!(error instanceof SyncError) || error.code !== 'UNAUTHORIZED') throw error
      if (connections === opened.at(-1)) {
        if (!worked) throw error
        worked = false
        refused = used
        opened.push(open())
      }
      return await run(task, work)
    }
  }

  return { run, close: async () => void (await Promise.all(opened.map((each) => each.close()))) }
}
