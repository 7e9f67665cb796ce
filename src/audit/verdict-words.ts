import type { ToldHead } from '../domain/audit-head.ts'
import type { AuditVerdict } from '../store/store.ts'

/** What is known of a head that was told. Of one that a person gave alone, nothing but itself. */
export type Told = Pick<ToldHead, 'head'> & Partial<ToldHead>

/** So many heads that are missing are named. */
const SHOWN = 5
const NEXT = 'Next: keep the database as it is, and compare it with your last export or backup.'

/** `6,246`. */
export const count = (number: number): string => Math.round(number).toLocaleString('en-US')

const counted = (number: number, noun: string): string => `${count(number)} ${noun}${number === 1 ? '' : 's'}`

/** What the chain of a pair was found to be, and what to do about it. */
export function verdictWords(pair: string, verdict: AuditVerdict, told: readonly Told[] = []): string {
  return [chainWords(pair, verdict, told), ...setBackWords(verdict)].join('\n')
}

/** No reason to doubt the chain, but to know of when times are compared. */
function setBackWords({ setBack }: AuditVerdict): readonly string[] {
  if (setBack === undefined) return []
  const { times, first } = setBack
  const more = times === 1 ? '' : `, and ${count(times - 1)} more ${times === 2 ? 'time' : 'times'}`
  return [`Note: at record ${first.seq} the time goes back (${first.at} after ${first.after})${more}: a clock was set back, or those of two machines differ. Records are in the order in which they were written.`]
}

function chainWords(pair: string, { records, head, broken, missing }: AuditVerdict, told: readonly Told[]): string {
  if (broken !== undefined) {
    return [`${pair}: BROKEN at record ${broken.seq} (${broken.at}): it is not what was written, or what stood before it is gone. ${counted(records, 'record')} before it hold.`, NEXT].join('\n')
  }
  if (missing !== undefined) return [`${pair}: ${count(records)} records hold, but ${missingWords(records, missing, told)}`, NEXT].join('\n')
  if (records === 0) return `${pair}: nothing was done yet.`
  const kept = told.length === 0 ? '' : told.length === 1 ? ' The head that was told is in it.' : ` All ${count(told.length)} heads that were told are in it.`
  return `${pair}: ${counted(records, 'record')}, each as it was written. Head: ${head}${kept}`
}

function missingWords(records: number, missing: readonly string[], told: readonly Told[]): string {
  const gone = told.filter(({ head }) => missing.includes(head))
  const named = gone.slice(0, SHOWN).map((each) => `  ${each.head}${each.at === undefined ? '' : `, told ${each.at} with ${counted(each.records ?? 0, 'record')}`}`)
  const why = gone.some((each) => (each.records ?? 0) > records) ? 'records were cut off' : 'records were cut off, the chain was computed anew, or it is the head of another pair'
  const heads = gone.length === 1 ? 'a head that was told is not in the chain' : `${count(gone.length)} of ${count(told.length)} heads that were told are not in the chain`
  return [`${heads}: ${why}.`, ...named, ...(gone.length > SHOWN ? [`  … and ${gone.length - SHOWN} more (--json has all)`] : [])].join('\n')
}
