import { bad, no } from './command.ts'
import type { Answer } from './command.ts'
import type { Session } from './session.ts'

/** Longest literal that is no message. */
const MAX_NAME = 8192

/**
 * Refuses a literal before it is sent, where that is already certain.
 * LITERAL+ is not advertised: what it would send cannot be told from commands.
 */
export function judgeLiteral(session: Session, line: string, size: number, synchronising: boolean): Answer | undefined {
  if (!synchronising) return { ...bad(), end: true }
  const isMessage = /^\S+ +APPEND +(\S+|".*") /i.test(line)
  if (!isMessage || !session.login) return size > MAX_NAME ? bad() : undefined
  if (size > session.service.switches.maxMessageBytes) return no('[TOOBIG] message is too large')
  if (session.login.mailbox.isFull(size)) return no('[OVERQUOTA] mailbox is full')
  return undefined
}
