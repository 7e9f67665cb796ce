import type { PairInfo } from '../app.ts'
import { ERROR_CODES } from '../domain/error-codes.ts'
import type { Finding, Hold } from '../engine/report.ts'
import { count, counted } from './render.ts'

const CLOUDS: Readonly<Record<string, string>> = { dingtalk: 'DingTalk', outlook: 'Outlook', imap: 'the IMAP server' }

/** A cloud as a person reads it. */
export const cloudName = (cloud: string): string => CLOUDS[cloud] ?? cloud

const HELD_BECAUSE: Readonly<Record<Hold['reason'], string>> = {
  'too-many': 'they are more than one run may send to trash',
  'side-empty': 'the other mailbox suddenly lists no message',
  'folder-unavailable': 'a folder of the other mailbox cannot be read',
}

const DEMO_PAIR = { left: 'dingtalk', right: 'outlook' } as const

/** What a person should know of, one line each; empty when there is nothing. */
export function findingLines(findings: readonly Finding[], pair: Pick<PairInfo, 'left' | 'right'> = DEMO_PAIR): string[] {
  return findings.map(({ count: times, message, code, on }) => {
    const where = on === undefined ? '' : `${cloudName(pair[on])}: `
    const cure = Object.entries(ERROR_CODES).find(([name]) => name === code)?.[1].cure
    return `  ${count(times)} × ${where}${message}${cure === undefined || message.includes(cure) ? '' : ` ${cure}`}`
  })
}

/** What waits for a decision, and how to decide. */
export function holdLines(holds: readonly Hold[], pair: PairInfo): string[] {
  return holds.flatMap(({ id, on, operations, reason }) => [
    `  Held (${id}): ${counted(operations, 'message')} would go to trash on ${cloudName(pair[on])}, because ${HELD_BECAUSE[reason]}.`,
    `    Do it:  tongbu sync ${pair.name} --apply-hold ${id}`,
    `    Don't:  tongbu sync ${pair.name} --discard-hold ${id}`,
  ])
}

/** `heading` with the lines below it, or nothing when there are none. */
export const section = (heading: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', heading, ...lines])
