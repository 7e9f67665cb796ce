import { dirname } from 'node:path'
import type { CheckResult, Mailbox } from './connectors/connector.ts'
import { SyncError } from './domain/errors.ts'
import type { MarkAccess, MarkName } from './domain/marks.ts'
import { SIDES, type Side } from './domain/side.ts'
import { freeBytes, spoolFolder, type FreeBytes } from './platform/disk.ts'
import type { MonthStanding } from './platform/month-budget.ts'

/** What is found on one side or, without `on`, about the pair. */
export interface Remark extends CheckResult {
  readonly on?: Side
}

export interface FreeSpace {
  /** For temporary files, in bytes; absent where the system does not tell. */
  readonly spool: number | undefined
  /** Where the database is, if it is a file. */
  readonly database: number | undefined
}

/** What is left on the disks that are used. `database`: as the configuration names it. */
export async function freeSpace(database: string, free: FreeBytes = freeBytes): Promise<FreeSpace> {
  const folder = folderOf(database)
  return { spool: await free(spoolFolder()), database: folder === undefined ? undefined : await free(folder) }
}

/** What is found about this machine, for `doctor`. */
export async function checkMachine(database: string, free?: FreeBytes): Promise<readonly CheckResult[]> {
  const space = await freeSpace(database, free)
  return [diskCheck('Room for temporary files', space.spool), ...(folderOf(database) === undefined ? [] : [diskCheck('Room for the database', space.database)])]
}

/** Where the database is, if it is a file. */
function folderOf(database: string): string | undefined {
  const file = /^sqlite:(?:\/\/)?(?!:memory:)(.+)$/.exec(database)?.[1]
  return file === undefined ? undefined : dirname(file)
}

/** Below this a disk is nearly full, in bytes. */
const SCARCE_BYTES = 500 * 1024 * 1024

function diskCheck(what: string, bytes: number | undefined): CheckResult {
  if (bytes === undefined) return { what, outcome: 'ok', detail: 'Not known: the system does not tell.' }
  const detail = `${Math.floor(bytes / 1048576).toLocaleString('en')} MB are free.`
  return bytes < SCARCE_BYTES ? { what, outcome: 'warning', detail: `${detail} Make room before much is copied.` } : { what, outcome: 'ok', detail }
}

/** What was found about one mailbox. */
export interface Diagnosis {
  readonly pair: string
  readonly side: Side
  readonly checks: readonly CheckResult[]
}

/** Of these pairs, one mailbox after the other. */
export async function diagnose(pairs: readonly string[], mailboxesOf: (pair: string) => Promise<Readonly<Record<Side, Mailbox>>>, signal: AbortSignal): Promise<Diagnosis[]> {
  const diagnoses: Diagnosis[] = []
  for (const pair of pairs) {
    const mailboxes = await mailboxesOf(pair)
    for (const side of SIDES) diagnoses.push({ pair, side, checks: await checkMailbox(mailboxes[side], signal) })
  }
  return diagnoses
}

/** What a person should know before a first sync that is no safety measure: room, routes, budgets, and what each side cannot hold. */
export async function remarksOn(mailboxes: Readonly<Record<Side, Mailbox>>, month: MonthStanding | undefined, signal: AbortSignal): Promise<readonly Remark[]> {
  const found = (await diagnose([''], async () => mailboxes, signal)).flatMap(({ side, checks }) => checks.map((check): Remark => ({ on: side, ...check })))
  const held = SIDES.map((side): Remark => ({ on: side, what: 'Carried to this side', ...whatCrosses(mailboxes[side]) }))
  return [...found, ...held, ...(month === undefined ? [] : [monthRemark(month)])]
}

/** By which way messages come to this side, and what it cannot hold of them. */
function whatCrosses({ capabilities: { create, marks } }: Mailbox): Omit<CheckResult, 'what'> {
  const way = { exact: 'Messages arrive byte for byte where the route takes them.', rebuilt: 'Messages are rebuilt from their parts.', none: 'No message can be put in.' }[create]
  const lacking = (Object.keys(marks) as (keyof MarkAccess)[]).filter((mark) => marks[mark] === 'none' || marks[mark] === 'read').map((mark: MarkName) => `${mark}${marks[mark] === 'read' ? ' (read only)' : ''}`)
  const detail = [way, ...(lacking.length === 0 ? [] : [`Cannot be written there: ${lacking.join(', ')}.`]), ...(marks.flag === 'binary' ? ['A completed flag cannot be held.'] : [])].join(' ')
  const names = [...(Object.keys(marks) as (keyof MarkAccess)[]).filter((mark) => marks[mark] === 'none' || marks[mark] === 'read'), ...(marks.flag === 'binary' ? ['complete'] : [])]
  const word = create === 'none' ? 'crosses-none' : names.length > 0 ? (`crosses-${create}` as const) : create === 'exact' ? 'crosses' : 'crosses-whole'
  return { outcome: create === 'exact' && lacking.length === 0 ? 'ok' : 'warning', detail, said: { word, names } }
}

function monthRemark({ used, limit, spentOn }: MonthStanding): Remark {
  const detail = `${used.toLocaleString('en')} of ${limit.toLocaleString('en')} calls of this month are made${spentOn === undefined ? '.' : `; at this pace they are spent on ${spentOn}.`}`
  return { what: 'Calls of this month', outcome: spentOn === undefined ? 'ok' : 'warning', detail, said: { word: spentOn === undefined ? 'month' : 'month-spent', n: used, of: limit, ...(spentOn === undefined ? {} : { day: spentOn }) } }
}

/** What is wrong with one side is for `doctor` to tell, not to fail on. */
export async function checkMailbox(mailbox: Mailbox, signal: AbortSignal): Promise<readonly CheckResult[]> {
  try {
    return await mailbox.check(signal)
  } catch (error) {
    if (!(error instanceof SyncError)) throw error
    return [{ what: 'connection', outcome: 'failed', detail: error.message, code: error.code, said: { word: 'connection-failed' } }]
  }
}
