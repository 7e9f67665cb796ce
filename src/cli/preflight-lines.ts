import type { PreflightReport } from '../app.ts'
import { ONE_OF } from '../domain/safety-fact.ts'
import { MEASURE_NAMES, wordsOf, type Language } from '../gate/catalogue.ts'
import { MEASURES } from '../gate/points.ts'
import { GATE_WORDS, JUDGEMENT_WORDS, type GateWord } from '../words/gate.ts'
import { fill, tell, type Said } from '../words/said.ts'

const SIGNS = { ok: '✓', warning: '!', failed: '✗', unknown: '?' } as const

type Measured = PreflightReport['measures'][number]
type Point = Measured['points'][number]

/** How the measures of a pair stand, as a person reads it. */
export function preflightLines(report: PreflightReport, language: Language): string[] {
  const say = (said: Said<GateWord>): string => tell(GATE_WORDS[language], said)
  return [
    say(headOf(report)),
    ...report.measures.flatMap(({ measure, state, points, waiver }) => [
      '',
      say({ word: 'measure-line', with: { number: MEASURES.indexOf(measure) + 1, name: MEASURE_NAMES[language][measure], measure, state: { word: state } } }),
      ...(waiver === undefined ? [] : [`  ${say({ word: 'waived-by', with: { by: waiver.by, at: waiver.at, because: waiver.because, covers: listed(waiver.covers, language) } })}`]),
      ...points.flatMap((point) => pointLines(point, report, language)),
    ]),
    '',
    ...nextOf(report).map(say),
  ]
}

function pointLines(point: Point, { left, narrowing }: PreflightReport, language: Language): string[] {
  const { id, outcome, isMet, isAsked } = point
  const { says, next } = language === 'en' ? { says: point.detail, next: point.next } : judged(point, language)
  const asked: Said<GateWord> = { word: 'asked', with: { question: wordsOf(id, left, language)?.asks ?? '' } }
  return [
    `  ${SIGNS[outcome]} ${id}: ${says}${next === undefined || outcome === 'unknown' ? '' : ` ${next}`}`,
    ...(isAsked && !isMet ? [`      ${tell(GATE_WORDS[language], asked)}`] : []),
    ...(id === 'permissions' && outcome === 'warning' ? narrowing.map((line) => `      ${line}`) : []),
  ]
}

/** A judgement in another language than the one it tells itself in. */
function judged({ code, values = {}, by = '', at = '' }: Point, language: Exclude<Language, 'en'>): { readonly says: string; readonly next?: string } {
  const { says, ...next } = JUDGEMENT_WORDS[language][code]
  const sides = String(values['sides'] ?? '').split(' ').map((side) => (side === 'left' || side === 'right' ? GATE_WORDS[language][`side-${side}`] : side))
  const needs = String(values['needs'] ?? '').replaceAll(ONE_OF, GATE_WORDS[language].or)
  const names = listed(String(values['names'] ?? '').split(', '), language)
  return { says: fill(says, { by, at, ...values, needs, names, sides: listed(sides, language) }), ...next }
}

const listed = (names: readonly string[], language: Language): string => names.join(language === 'en' ? ', ' : '、')

function headOf({ pair, isOpen, isEnforced, openedAt, isClockBehind }: PreflightReport): Said<GateWord> {
  if (isOpen) return { word: 'gate-open', with: { pair, at: openedAt ?? '' } }
  if (isClockBehind) return { word: 'clock-behind', with: { pair } }
  return { word: isEnforced ? 'gate-closed' : 'not-enforced', with: { pair } }
}

function nextOf({ pair, isOpen, measures }: PreflightReport): Said<GateWord>[] {
  const open = measures.filter(({ state }) => state === 'open')
  if (isOpen) return [{ word: 'next-sync', with: { pair } }]
  if (open.length === 0) return [{ word: 'next-look', with: { pair } }]
  const isAsked = open.some(({ points }) => points.some((point) => point.isAsked && !point.isMet))
  return [
    { word: isAsked ? 'next-form' : 'next-mend', with: { pair } },
    { word: 'next-waive', with: { pair, measure: open[0]?.measure ?? 'backup' } },
  ]
}
