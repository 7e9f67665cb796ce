import { toInstant } from '../domain/instant.ts'
import type { AuditRecord } from '../engine/ports.ts'

/** What a record says beside who and what: never a secret, and of an unknown name not even the name. */
export type DeedDetail = Readonly<Record<string, string | number | readonly string[] | undefined>>

export interface DeedOf {
  readonly kind: 'sign-in' | 'sign-out' | 'refuse' | 'account' | 'token' | 'second-person'
  readonly by?: string
  readonly reason: string
  readonly detail?: DeedDetail
}

/** The record of something that a person did, or tried. */
export function deed(run: string, now: number, { kind, by, reason, detail }: DeedOf): AuditRecord {
  const said = Object.fromEntries(Object.entries(detail ?? {}).filter(([, value]) => value !== undefined))
  return { at: toInstant(now) ?? '', run: `d${run}`, kind, ...(by === undefined ? {} : { by }), reason, ...(Object.keys(said).length === 0 ? {} : { detail: JSON.stringify(said) }) }
}
