import type { PreflightReport } from '../app.ts'
import { MEASURE_NAMES, wordsOf } from '../gate/catalogue.ts'
import { MEASURES } from '../gate/points.ts'

const STATES = { met: 'met', waived: 'WAIVED', open: 'OPEN' } as const
const SIGNS = { ok: '✓', warning: '!', failed: '✗', unknown: '?' } as const

/** How the measures of a pair stand, as a person reads it. */
export function preflightLines(report: PreflightReport): string[] {
  const { pair, measures, narrowing } = report
  return [
    `${pair}: ${headOf(report)}`,
    ...measures.flatMap(({ measure, state, points, waiver }) => [
      '',
      `${MEASURES.indexOf(measure) + 1}. ${MEASURE_NAMES.en[measure]} (${measure}): ${STATES[state]}`,
      ...(waiver === undefined ? [] : [`  waived by ${waiver.by} on ${waiver.at}, because: ${waiver.because} (covers ${waiver.covers.join(', ')})`]),
      ...points.flatMap(({ id, outcome, detail, next, isMet, isAsked }) => [
        `  ${SIGNS[outcome]} ${id}: ${detail}${next === undefined || outcome === 'unknown' ? '' : ` ${next}`}`,
        ...(isAsked && !isMet ? [`      asked: ${wordsOf(id, report.left, 'en')?.asks ?? ''}`] : []),
        ...(id === 'permissions' && outcome === 'warning' ? narrowing.map((line) => `      ${line}`) : []),
      ]),
    ]),
    ...nextLines(report),
  ]
}

function headOf({ isOpen, isEnforced, openedAt, isClockBehind }: PreflightReport): string {
  if (isOpen) return `the gate is open since ${openedAt}: Tongbu may write to both mailboxes.`
  if (isClockBehind) return 'the gate is CLOSED, and stays so: the clock of this machine is before what was recorded last. Set it right.'
  if (!isEnforced) return 'both clouds are on this machine, so no measure is asked for (`safety.gate: on` asks for them).'
  return 'the gate is CLOSED: Tongbu reads, plans and verifies, and writes to neither mailbox.'
}

function nextLines({ pair, isOpen, measures }: PreflightReport): string[] {
  const open = measures.filter(({ state }) => state === 'open')
  if (isOpen) return ['', `Next: tongbu plan ${pair}, then tongbu sync ${pair}`]
  if (open.length === 0) return ['', `Next: tongbu preflight ${pair}   looks at everything again`]
  const isAsked = open.some(({ points }) => points.some((point) => point.isAsked && !point.isMet))
  return [
    '',
    `Next: ${isAsked ? `tongbu preflight ${pair} --form > answers.yaml   holds the open questions; then tongbu preflight --answers answers.yaml --by "Your name"` : `mend what is marked, then tongbu preflight ${pair}`}`,
    `What cannot hold: tongbu preflight ${pair} --waive ${open[0]?.measure ?? 'backup'} --by "Your name" --because "…"`,
  ]
}
