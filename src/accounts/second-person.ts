import { SyncError } from '../domain/errors.ts'
import type { Account, Role } from './account.ts'

/** What a second person is asked about. */
export const GUARDED = ['archive-read', 'restore'] as const
export type Guarded = (typeof GUARDED)[number]

/** What is to be done, as the request and the deed both name it. */
export interface GuardedDeed {
  readonly deed: Guarded
  readonly pair: string
  /** What exactly, such as the restore point: the grant is for this and for nothing else. Empty: the whole of it. */
  readonly about: string
}

/** So much of the end of an id, which is what tells one from another, goes into a request. */
const ABOUT_MOST = 150

/** What a second person is asked about before a restore: the point and, of it, the one message or folder. */
export const restoreOf = (pair: string, { point, part }: { readonly point: string | undefined; readonly part: string | undefined }): GuardedDeed => ({ deed: 'restore', pair, about: [point, part?.slice(-ABOUT_MOST)].filter((each) => each !== undefined).join(' ') })

/** Who may do it, once a second person has agreed. */
export const MAY_DO: Readonly<Record<Guarded, readonly Role[]>> = { 'archive-read': ['administrator'], restore: ['administrator', 'operator'] }

/** A request of one person that another one decides. */
export interface Request extends GuardedDeed {
  readonly id: string
  readonly by: string
  /** Why, for whoever decides. */
  readonly reason: string
  readonly at: number
  readonly decided?: { readonly by: string; readonly at: number; readonly isGranted: boolean }
  readonly usedAt?: number
}

export type RequestState = 'open' | 'granted' | 'denied' | 'used' | 'expired'

const HOUR = 60 * 60_000
/** How long requests are shown after they were made. The audit keeps them for good. */
const SHOWN_MS = 30 * 24 * HOUR

/** A request waits an hour for its decision, and a grant is good for another. A restore is done once; an archive is read as often as needed. */
export function stateOf({ deed, at, decided, usedAt }: Request, now: number): RequestState {
  if (decided?.isGranted === false) return 'denied'
  if (deed === 'restore' && usedAt !== undefined) return 'used'
  if (now - (decided?.at ?? at) >= HOUR) return 'expired'
  return decided === undefined ? 'open' : 'granted'
}

export const isShown = ({ at }: Request, now: number): boolean => now - at < SHOWN_MS

/** The request as it is once decided. @throws {SyncError} `NOT_ALLOWED` when the decision is not theirs, `SECOND_PERSON` when there is none to make */
export function decide(request: Request, by: Pick<Account, 'id' | 'role'>, isGranted: boolean, now: number): Request {
  if (by.role !== 'administrator') throw new SyncError('NOT_ALLOWED', 'Only an administrator decides about a request.')
  if (by.id === request.by) throw new SyncError('NOT_ALLOWED', 'Somebody else has to decide: nobody is their own second person.')
  const state = stateOf(request, now)
  if (state !== 'open') throw new SyncError('SECOND_PERSON', `The request is no longer open: it is ${state}.`)
  return { ...request, decided: { by: by.id, at: now, isGranted } }
}

/** The grant that lets `by` do it now, if there is one. `isStillAdministrator`: a grant ends with the role of whoever gave it. */
export const grantFor = (requests: readonly Request[], by: string, deed: GuardedDeed, now: number, isStillAdministrator: (id: string) => boolean): Request | undefined =>
  requests.find((each) => each.by === by && each.deed === deed.deed && each.pair === deed.pair && (each.about === deed.about || each.about === '') && stateOf(each, now) === 'granted' && isStillAdministrator(each.decided?.by ?? ''))
