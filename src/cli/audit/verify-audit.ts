import type { AuditVerdict } from '../../app.ts'
import type { ToldHead } from '../../domain/audit-head.ts'
import { CommandError, textGiven, type Invocation } from '../command.ts'
import { eachPair } from '../each-pair.ts'
import { EXIT } from '../exit-codes.ts'
import { print } from '../print.ts'
import { count, counted } from '../render.ts'
import { BESIDES, installationOf } from './installation.ts'
import { readToldHeads } from './told-heads.ts'

/** What is known of a head that was told. Of one that a person gave alone, nothing but itself. */
type Told = Pick<ToldHead, 'head'> & Partial<ToldHead>

/** So many heads that are missing are named. */
const SHOWN = 5
const NEXT = 'Next: keep the database as it is, and compare it with your last export or backup.'

/** Computes the chain of every pair anew, and looks for heads that were told earlier: also of pairs that are no longer configured. */
export async function verifyAudit(invocation: Invocation): Promise<number> {
  const alone = textGiven(invocation.given, 'head')
  const listed = headsIn(invocation)
  const toldOf = (pair: string): readonly Told[] => [...(alone === undefined ? [] : [{ head: alone }]), ...listed.filter((told) => told.pair === pair)]
  return eachPair(
    invocation,
    async (pair, app) => {
      const told = toldOf(pair)
      const verdict = await (await app.audit()).verify(pair, told.map(({ head }) => head))
      const holds = verdict.broken === undefined && verdict.missing === undefined
      print(invocation, verdictWords(pair, verdict, told))
      return { exitCode: holds ? EXIT.ok : EXIT.different, value: { holds, ...verdict, ...(told.length === 0 ? {} : { told: told.length }) } }
    },
    { also: async (app) => [...listed.map(({ pair }) => pair), ...(await installationOf(app))], besides: BESIDES },
  )
}

/** @throws {CommandError} for a file that cannot be read; {UsageError} for one that holds something else */
function headsIn({ given, surroundings }: Invocation): readonly ToldHead[] {
  const file = textGiven(given, 'heads')
  if (file === undefined) return []
  const text = surroundings.readFile(file)
  if (text === undefined) throw new CommandError(`There is no file ${file}.`, { code: 'BAD_CONFIG', next: 'name the file that the service adds heads to (`audit.headFile`), or what your address was sent.', exitCode: EXIT.usage })
  return readToldHeads(text)
}

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
