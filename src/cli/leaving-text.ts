import type { PairInfo, Uninstalled } from '../app.ts'
import { ERROR_CODES, isErrorCode } from '../domain/error-codes.ts'
import { SIDES, type Side } from '../domain/side.ts'
import { doneWords } from './done-words.ts'
import { cloudName, section } from './findings.ts'
import { count, counted, duration } from './render.ts'
import { sentenceLines } from './sentences.ts'

/** So many sentences of a group are shown. */
const SHOWN = 10

interface Told {
  /** Whether it was to be done, and not only looked at. */
  readonly isMeant: boolean
  /** Every sentence. */
  readonly all: boolean
  /** The command that does it. */
  readonly next: string
}

const NOTES: Readonly<Record<Uninstalled['listed'][number]['why'], string>> = {
  'in-mime': 'has the origin header inside its MIME, where it stays: only another message could be without it. It shows in no mail program',
  last: 'is a copy whose original is gone or in trash: it is the last one, and kept',
  unproven: 'is a copy that nothing binds to an original: kept (a `tongbu sync` before would bind it)',
  changed: 'is a copy that was changed since the last sync: kept (a `tongbu sync` before would carry that over)',
  forbidden: 'may not be written there by the policy of this pair',
  refused: 'was refused by the cloud',
}

/** What giving up a pair did or would do, its proof, and what is left for a person. */
export function leavingText(left: Uninstalled, pair: PairInfo, { isMeant, all, next }: Told): string {
  const { stoppedBy } = left
  const lines = [headOf(left, isMeant), ...doneWords(left.done, pair).map((words) => `  ${words}`)]
  if (!isMeant) lines.push(...sentenceLines(left.sentences, all ? Infinity : SHOWN), ...wouldLines(left))
  lines.push(...section('Stays', noteLines(left, pair)), ...section('Proof', proofLines(left, pair)))
  if (stoppedBy !== undefined) lines.push('', stoppedBy.message, `Next: ${isErrorCode(stoppedBy.code) ? ERROR_CODES[stoppedBy.code].cure : 'run the same command again.'}`)
  if (isMeant && left.proof === undefined) lines.push(`${left.pair} stays paused. The same command goes on where it stopped.`)
  else lines.push(...section(isMeant ? 'Revoke now, since Tongbu cannot' : 'To revoke afterwards, since Tongbu cannot', credentialLines(left)))
  if (!isMeant && stoppedBy === undefined) lines.push('', `Next: ${next}   does it`)
  if (left.proof !== undefined) lines.push('', `Next: take the pair ${left.pair} out of the configuration, then restart the service (\`tongbu start\` or \`tongbu serve\`) and its workers. Until then it stays paused; tongbu resume ${left.pair} would begin it anew.`)
  return lines.join('\n')
}

function headOf(left: Uninstalled, isMeant: boolean): string {
  if (!isMeant) return `${left.pair}: this is what giving it up would do, copies ${left.copies === 'keep' ? 'kept' : 'to trash'}. Nothing was written.`
  const took = duration(Date.parse(left.endedAt) - Date.parse(left.startedAt))
  if (left.proof === undefined) return `${left.pair}: stopped early, ${took}.`
  return left.proof.holds ? `${left.pair}: is given up, ${took}. Nothing of it is left but what is listed here.` : `${left.pair}: is given up, ${took}, but something is left: see the proof.`
}

function wouldLines({ subscriptions, forgotten }: Uninstalled): string[] {
  const ending = subscriptions.left + subscriptions.right
  const rows = Object.values(forgotten).reduce((sum, many) => sum + many, 0)
  return ['', ...(ending === 0 ? [] : [`${counted(ending, 'subscription')} to change notifications to end`]), `${counted(rows, 'row')} to forget; the audit stays`]
}

function noteLines({ listed }: Uninstalled, pair: PairInfo): string[] {
  const counts = new Map<string, number>()
  for (const { on, why } of listed) {
    const line = `${cloudName(pair[on])}: ${NOTES[why]}`
    counts.set(line, (counts.get(line) ?? 0) + 1)
  }
  return [...counts].map(([line, times]) => `  ${count(times)} × ${line}`)
}

function proofLines({ proof, audit }: Uninstalled, pair: PairInfo): string[] {
  if (proof === undefined) return []
  const side = (on: Side): string => {
    const { messages, marked, inMime, subscriptions, isAbsent } = proof[on]
    if (isAbsent) return `  ${cloudName(pair[on])}: left out, nothing is known of it.`
    const marks = marked === 0 ? 'no mark of ours that can be taken off' : `${counted(marked, 'message')} with a mark of ours`
    return `  ${cloudName(pair[on])}: ${counted(messages, 'message')} listed afresh, ${marks}, ${inMime === 0 ? 'none' : count(inMime)} with the header in MIME, ${subscriptions === 0 ? 'no subscription' : counted(subscriptions, 'subscription')}.`
  }
  const rows = Object.entries(proof.remembered)
  return [
    ...SIDES.map(side),
    `  Remembered: ${rows.length === 0 ? 'nothing' : rows.map(([what, many]) => `${count(many)} ${what}`).join(', ')} but the pause and the audit.`,
    `  Audit: ${counted(audit.records, 'record')}, ${audit.isWhole ? 'each as it was written' : 'BROKEN'}. Head: ${audit.head}`,
    `  Looked at ${proof.at}.`,
  ]
}

function credentialLines({ credentials }: Uninstalled): string[] {
  return credentials.flatMap(({ what, how, neededBy }) => [
    `  ${what}${neededBy.length === 0 ? '' : `: still needed by ${neededBy.join(', ')}, so take only this mailbox out of its reach`}`,
    ...how.map((line) => `    ${line}`),
  ])
}
