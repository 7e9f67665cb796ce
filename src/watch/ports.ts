import type { NewEvent } from '../domain/feed-event.ts'
import type { Instant } from '../domain/instant.ts'
import type { AuditRecord } from '../engine/ports.ts'
import type { Alert } from './alert.ts'
import type { WatchMatch } from './rule.ts'

/** A rule or a channel. In it are addresses and secrets, so it is sealed. */
export interface SealedPart {
  readonly id: string
  readonly kind: 'rule' | 'channel'
  readonly sealed: string
  readonly createdAt: Instant
}

export interface KeptMatch extends WatchMatch {
  readonly pair: string
  /** `lasting`: somebody was told. */
  readonly state: 'waiting' | 'lasting'
}

/** What is remembered for alerts. It has no owner. Every method may throw `STORE_FAILURE`. */
export interface WatchStore {
  /** In the order in which they were made. */
  parts(): Promise<readonly SealedPart[]>
  /** Replaces the one of the same id. */
  keepPart(part: SealedPart, audit: readonly AuditRecord[]): Promise<void>
  /**
   * Puts `part` in the place of the one of its id that is still `before`, and says what becomes of what a rule has found: it goes, or is due so many
   * milliseconds later. Answers whether it was still that; else nothing is written.
   */
  changePart(part: SealedPart, before: SealedPart['sealed'], matches: 'forgotten' | number, audit: readonly AuditRecord[]): Promise<boolean>
  /** What a rule has found goes with it. */
  removePart(id: string, audit: readonly AuditRecord[]): Promise<void>
  /** Matches that are due, and those that were told and may be over. */
  dueMatches(now: Instant): Promise<readonly KeptMatch[]>
  /** `over`: forgets it. */
  setMatches(matches: readonly (Pick<KeptMatch, 'pair' | 'rule' | 'item'> & { readonly state: 'lasting' | 'over' })[]): Promise<void>
  alerts(): Promise<readonly Alert[]>
  /** Replaces those of the same key, and tells the events, at once. */
  keepAlerts(alerts: readonly Alert[], events: readonly NewEvent[]): Promise<void>
  /** Forgets alerts that were over before. */
  trim(before: Instant): Promise<void>
}
