import type { HeadTelling } from '../domain/audit-head.ts'
import { ERROR_CODES, isErrorCode } from '../domain/error-codes.ts'
import type { Pause, Standing } from '../service/ports.ts'

const time = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')

/** That nothing is done for a pair, and how to take that back. */
export function pausedLine({ pair, by, since, until }: Pause, name: string): string {
  const end = until === undefined ? '' : ` until ${time(until)}`
  return `paused${end} since ${time(since)} (${by}). Next: ${pair === undefined ? 'tongbu resume --all' : `tongbu resume ${name}`}`
}

/** How the service last found a pair where something is wrong, and what to do next; nothing where all is well. */
export function standingLines({ state, since, code, message, retryAt, deaf = [] }: Standing, name: string): string[] {
  const lines = deaf.map(({ text }) => `polled only: ${text}`)
  if (state !== 'sign-in' && state !== 'stuck' && state !== 'waiting' && state !== 'gate') return lines
  if (state === 'gate') return [`waits since ${time(since)} for its safety measures; nothing is written to either mailbox. ${message ?? ''} Next: tongbu preflight ${name}`, ...lines]
  const what = state === 'sign-in' ? 'needs you to sign in' : state === 'stuck' ? 'needs you' : 'waits'
  const again = retryAt === undefined ? 'not tried again by itself' : `tried again at ${time(retryAt)}`
  const cure = code !== undefined && isErrorCode(code) ? ERROR_CODES[code].cure : ''
  const next = state === 'waiting' ? '' : ` Next: ${cure} Then: tongbu resume ${name}`
  return [`${what} since ${time(since)}, ${again}. ${message ?? ''}${next}`.trim(), ...lines]
}

/** How the heads of the audit were last told outside: of every place, or of those alone where it does not succeed. */
export function tellingLines(tellings: readonly HeadTelling[], which: 'all' | 'failing'): string[] {
  return tellings.flatMap(({ place, toldAt, failedSince, problem }) => {
    const last = toldAt === undefined ? 'never before' : `last ${time(toldAt)}`
    if (failedSince !== undefined) return [`audit: its heads cannot be told to \`audit.${place}\` since ${time(failedSince)} (${last}): ${problem ?? 'no answer'}. Next: mend that place, then tongbu audit head --send`]
    return which === 'all' ? [`Told to \`audit.${place}\`: ${last}.`] : []
  })
}
