import { judgeFact, type Judgement, type Outcome } from './judge-fact.ts'
import { digestOf, MEASURES, pointsOf, type Measure, type Point, type PointId, type Subject } from './points.ts'
import type { Answer, Evidence, GateRecord, Opening, Waiver } from './records.ts'

/** What a machine found counts for so long before a gate opens, and what a person said; in milliseconds. */
export const EVIDENCE_MS = 30 * 86_400_000
export const ANSWER_MS = 365 * 86_400_000

export interface PointStanding extends Judgement {
  readonly id: PointId
  readonly isMet: boolean
  /** What is behind it: a machine, what a person said, or nothing yet. */
  readonly from: 'machine' | 'answer' | 'nothing'
  /** Whether a person is to say it. */
  readonly isAsked: boolean
  readonly by?: string
  readonly at?: string
}

export interface MeasureStanding {
  readonly measure: Measure
  /** `waived`: not met, and a person took the responsibility for all that is not. */
  readonly state: 'met' | 'waived' | 'open'
  readonly points: readonly PointStanding[]
  readonly waiver?: Waiver
}

/** Whether every measure is met or waived, and how each stands. */
export interface GateStanding {
  readonly isMet: boolean
  readonly measures: readonly MeasureStanding[]
}

/** How the measures of a pair stand. `now`, in milliseconds: what is too old by then does not count. Without it, age does not count. */
export function judgeMeasures(subject: Subject, records: readonly GateRecord[], now?: number): GateStanding {
  const valid = records.filter((record) => record.kind === 'opening' || isValid(record, subject, now))
  const measures = MEASURES.map((measure): MeasureStanding => {
    const points = pointsOf(subject).filter((each) => each.measure === measure).map((each) => judgePoint(each, subject, valid, now))
    const waiver = valid.find((record): record is Waiver => record.kind === 'waiver' && record.measure === measure)
    const open = points.filter(({ isMet }) => !isMet)
    const isWaived = waiver !== undefined && open.every(({ id }) => waiver.covers.includes(id))
    return { measure, state: open.length === 0 ? 'met' : isWaived ? 'waived' : 'open', points, ...(waiver === undefined ? {} : { waiver }) }
  })
  return { isMet: measures.every(({ state }) => state !== 'open'), measures }
}

/**
 * Whether a run may write to the pair. Looks at no clock, so that none can open it: the measures were all met when the gate was opened, the pair
 * is what it was then, and nothing that was said or found since says otherwise.
 */
export function isOpen(subject: Subject, records: readonly GateRecord[]): boolean {
  const opening = records.find((record): record is Opening => record.kind === 'opening')
  return opening !== undefined && opening.about === digestOf(subject) && judgeMeasures(subject, records).isMet
}

/** The digest that a record must have been about: what its point or measure depends on. */
export const aboutPoint = (subject: Subject, point: PointId): string => digestOf(subject, pointsOf(subject).find(({ id }) => id === point)?.about)
export const aboutMeasure = (subject: Subject, measure: Measure): string =>
  digestOf(subject, [...new Set(pointsOf(subject).flatMap((each) => (each.measure === measure ? each.about : [])))].sort())

function isValid(record: Evidence | Answer | Waiver, subject: Subject, now: number | undefined): boolean {
  const about = record.kind === 'waiver' ? aboutMeasure(subject, record.measure) : aboutPoint(subject, record.kind === 'answer' ? record.point : record.fact.check)
  if (record.about !== about) return false
  // Nobody answers and nothing is waived namelessly or without a reason.
  if (record.kind !== 'evidence' && record.by.trim() === '') return false
  if (record.kind === 'waiver' && record.because.trim() === '') return false
  if (now === undefined || record.kind === 'waiver') return true
  return now - Date.parse(record.at) <= (record.kind === 'answer' ? ANSWER_MS : EVIDENCE_MS)
}

function judgePoint({ id, asked }: Point, subject: Subject, records: readonly GateRecord[], now: number | undefined): PointStanding {
  const evidence = asked === 'always' ? undefined : records.find((record): record is Evidence => record.kind === 'evidence' && record.fact.check === id)
  const answer = asked === 'never' ? undefined : records.find((record): record is Answer => record.kind === 'answer' && record.point === id)
  const found = evidence === undefined ? undefined : judgeFact(evidence.fact, subject, now)
  const isTold = found !== undefined && found.outcome !== 'unknown'
  const standing = (judgement: Judgement, rest: Pick<PointStanding, 'from'> & Partial<PointStanding>): PointStanding => ({ id, isAsked: asked === 'always' || (asked === 'untold' && !isTold), isMet: isGood(judgement.outcome), ...judgement, ...rest })
  // Who says no knows of something that the machine does not.
  if (answer?.value === 'no') return standing({ outcome: 'failed', code: 'said-no', detail: `${answer.by} said no on ${answer.at}.`, next: 'Mend it, then answer again.' }, { from: 'answer', by: answer.by, at: answer.at })
  if (isTold) return standing(found, { from: 'machine', ...(evidence === undefined ? {} : { at: evidence.at }) })
  if (answer !== undefined) return standing({ outcome: 'ok', code: 'said-yes', detail: `${answer.by} said yes on ${answer.at}.` }, { from: 'answer', by: answer.by, at: answer.at })
  if (asked === 'never') return standing({ outcome: 'unknown', code: 'not-looked', detail: 'Not looked at yet.', next: 'Run `tongbu preflight`.' }, { from: 'nothing' })
  return standing({ ...found, outcome: 'unknown', code: found?.code ?? 'not-said', detail: found?.detail ?? 'Nobody has said yet.', next: 'Answer it in the form of `tongbu preflight --form`.' }, { from: 'nothing' })
}

const isGood = (outcome: Outcome): boolean => outcome === 'ok' || outcome === 'warning'

/** Newest moment that any of these records is of, in milliseconds. A clock that is before it was set back. */
export const newestOf = (records: readonly GateRecord[]): number => Math.max(0, ...records.map(({ at }) => Date.parse(at)))
