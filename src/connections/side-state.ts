import type { SideLook } from '../domain/connection-look.ts'
import { FOUND, type Found, type FoundCode } from '../setup/found.ts'

/** Whether Tongbu gets into a mailbox. `sign-in`: a person has to sign in. `unknown`: nobody has looked yet, and no run has ended well. */
export type SideState = 'works' | 'sign-in' | 'refused' | 'unreachable' | 'unknown'

export interface SideStanding {
  readonly state: SideState
  /** Of when this is, in milliseconds since 1970. */
  readonly at?: number
  /** What is in the way, and what to know; what is well is left out. */
  readonly found: readonly Found[]
}

export interface SideEvidence {
  /** What was found last. */
  readonly look?: SideLook & { readonly at: number }
  /** When a run last ended that nothing stopped: it was in both mailboxes. */
  readonly ranAt?: number
  /** Where a person signs in: whether they have. */
  readonly signIn?: 'none' | 'good' | 'refused'
}

const UNREACHABLE: ReadonlySet<FoundCode> = new Set<FoundCode>(['imap-unreachable', 'app-unreachable', 'entra-unreachable', 'graph-unreachable'])

/** How one side stands, by what is known of it. The newer word counts. */
export function sideStanding({ look, ranAt, signIn }: SideEvidence): SideStanding {
  if (signIn === 'none' || signIn === 'refused') return { state: 'sign-in', found: [] }
  const found = look === undefined ? [] : knownOf(look)
  const inTheWay = found.filter(({ code }) => FOUND[code].weight === 'wrong')
  if (ranAt !== undefined && ranAt > (look?.at ?? 0)) return { state: 'works', at: ranAt, found: found.filter((each) => !inTheWay.includes(each)) }
  if (look === undefined || look.found.length === 0) return { state: 'unknown', found: [] }
  const state = inTheWay.length === 0 ? 'works' : inTheWay.every(({ code }) => UNREACHABLE.has(code)) ? 'unreachable' : 'refused'
  return { state, at: look.at, found }
}

const isKnown = (code: string): code is FoundCode => Object.hasOwn(FOUND, code)

/** What this version has words for and is worth telling. */
const knownOf = ({ found }: SideLook): Found[] => found.flatMap(({ code, about }) => (isKnown(code) && FOUND[code].weight !== 'ok' && code !== 'entra-sign-in-later' ? [{ code, ...(about === undefined ? {} : { about }) }] : []))
