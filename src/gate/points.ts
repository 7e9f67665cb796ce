import { fingerprint } from '../domain/fingerprint.ts'

/** The five safety measures, in the order in which they are met. */
export const MEASURES = ['backup', 'mailbox', 'sign-in', 'credentials', 'rollback'] as const
export type Measure = (typeof MEASURES)[number]

/** What a pair is made of, as far as safety depends on it. */
export const PARTS = ['left', 'right', 'app', 'password', 'place'] as const
export type Part = (typeof PARTS)[number]

/** One thing that must hold. A measure is met when all of its points are. */
export type PointId =
  | 'backup-of-both'
  | 'exchange-online' | 'imap-known' | 'pop-left' | 'pop-right' | 'forward-left' | 'forward-right'
  | 'mfa-left' | 'mfa-right'
  | 'permissions' | 'client-password'
  | 'restore-point' | 'recovery-steps' | 'rehearsal'

export interface Point {
  readonly id: PointId
  readonly measure: Measure
  /** An answer, a waiver or what a machine found counts only as long as these stay as they were. */
  readonly about: readonly Part[]
  /** `never`: only a machine tells. `untold`: a person, where no machine could. `always`: no machine can. */
  readonly asked: 'never' | 'untold' | 'always'
  /** Only where the left side is a DingTalk mailbox, or one on another IMAP server. */
  readonly only?: LeftKind
}

export type LeftKind = 'dingtalk' | 'imap'

const point = (id: PointId, measure: Measure, asked: Point['asked'], about: readonly Part[], only?: LeftKind): Point => ({ id, measure, asked, about, ...(only === undefined ? {} : { only }) })

/** All of them. Taking one out, or changing what it is about, has every gate that was passed judged anew. */
export const POINTS: readonly Point[] = [
  point('backup-of-both', 'backup', 'never', ['left', 'right']),
  point('exchange-online', 'mailbox', 'never', ['right', 'app']),
  point('imap-known', 'mailbox', 'always', ['left'], 'imap'),
  point('pop-left', 'mailbox', 'always', ['left']),
  point('pop-right', 'mailbox', 'always', ['right']),
  point('forward-left', 'mailbox', 'always', ['left', 'right']),
  point('forward-right', 'mailbox', 'untold', ['left', 'right']),
  point('mfa-left', 'sign-in', 'always', ['left']),
  point('mfa-right', 'sign-in', 'untold', ['right']),
  point('permissions', 'credentials', 'untold', ['right', 'app']),
  point('client-password', 'credentials', 'always', ['left', 'password']),
  point('restore-point', 'rollback', 'never', ['left', 'right']),
  point('recovery-steps', 'rollback', 'always', ['left', 'right', 'place']),
  point('rehearsal', 'rollback', 'never', ['left', 'right']),
]

/** A pair, as far as safety depends on it. Holds digests in place of addresses and secrets. */
export interface Subject {
  readonly left: LeftKind
  /** A digest of each part. */
  readonly parts: Readonly<Record<Part, string>>
  /** Whether Tongbu may write to the Outlook side. */
  readonly writesOutlook: boolean
  readonly importsMime: boolean
}

/** The points that apply to a pair. */
export const pointsOf = ({ left }: Pick<Subject, 'left'>): readonly Point[] => POINTS.filter(({ only }) => only === undefined || only === left)

/** What these parts of the pair are now, in one digest. */
export const digestOf = (subject: Pick<Subject, 'parts'>, parts: readonly Part[] = PARTS): string => fingerprint(JSON.stringify(parts.map((part) => [part, subject.parts[part]])), 32)
