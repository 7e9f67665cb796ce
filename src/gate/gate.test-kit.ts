import { digestOfWords, isQuestion, wordsOf } from './catalogue.ts'
import { digestOf, pointsOf, type Measure, type PointId, type Subject } from './points.ts'
import type { Fact, GateRecord } from './records.ts'
import { aboutMeasure, aboutPoint } from './standing.ts'

export const AT = '2026-03-01T08:00:00Z'
export const NOW = Date.parse('2026-03-02T08:00:00Z')

export const SUBJECT: Subject = { left: 'dingtalk', parts: { left: 'l', right: 'r', app: 'a', password: 'p', place: 'd' }, writesOutlook: true, importsMime: true }

const proof = { point: 'b1', at: AT, covers: ['left', 'right'] } as const

/** A fact of every kind that a machine can tell, as good as can be. */
export const GOOD: readonly Fact[] = [
  { check: 'backup-of-both', proof: { ...proof, verified: { at: AT, how: 'whole' }, isEncrypted: true, isKeyProven: true } },
  { check: 'exchange-online', mailbox: 'answers', purpose: 'user' },
  { check: 'forward-right', forwards: 0 },
  { check: 'mfa-right', registered: true, defaults: true },
  { check: 'permissions', permissions: 'none' },
  { check: 'restore-point', proof },
  { check: 'rehearsal', proof: { at: AT, point: 'b1', sides: ['left', 'right'], isEqual: true } },
]

export const evidence = (fact: Fact, subject: Subject = SUBJECT, at = AT): GateRecord => ({ kind: 'evidence', fact, at, about: aboutPoint(subject, fact.check) })

export function answer(point: PointId, value: 'yes' | 'no' = 'yes', subject: Subject = SUBJECT, at = AT): GateRecord {
  const words = wordsOf(point, subject.left, 'en')
  return { kind: 'answer', point, value, by: 'Chan Tai Man', at, about: aboutPoint(subject, point), words: words === undefined ? '' : digestOfWords(words) }
}

export const waiver = (measure: Measure, covers: readonly PointId[], rest: { readonly by?: string; readonly because?: string; readonly about?: string } = {}): GateRecord => ({
  kind: 'waiver', measure, covers, by: 'Chan Tai Man', because: 'a test', at: AT, about: aboutMeasure(SUBJECT, measure), ...rest,
})

export const opening = (subject: Subject = SUBJECT): GateRecord => ({ kind: 'opening', at: AT, about: digestOf(subject) })

/** Everything that opens a gate. */
export const ALL: readonly GateRecord[] = [...GOOD.map((fact) => evidence(fact)), ...pointsOf(SUBJECT).filter(({ id, asked }) => asked === 'always' && isQuestion(id)).map(({ id }) => answer(id)), opening()]
