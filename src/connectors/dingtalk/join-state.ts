/** Scope of the checkpoint that is present once both channels are joined: a mailbox that had only one before is listed anew. */
export const JOINED_SCOPE = 'join'

/** What is remembered of the two channels as a whole. */
export interface JoinState {
  /** When the last whole listing of the OpenAPI began, in milliseconds since 1970; absent while one is wanted. */
  readonly listedAt?: number | undefined
  /** Folders of IMAP by their ids on the OpenAPI; empty where IMAP shows none. */
  readonly folders: Readonly<Record<string, string>>
  /** The search of the OpenAPI does not find every tag. */
  readonly isBlind: boolean
  /** Something could not be explained without a whole listing. */
  readonly isDue: boolean
}

/** A whole listing that is still wanted, whatever was listed before. */
export const LIST_WHOLE = '{}'

/** A little more than a day, so that whoever asks for a listing every night is never asked twice. In milliseconds. */
const LISTED_EVERY_MS = 26 * 3_600_000
/** What cannot be explained, or cannot be searched for, costs at most so many whole listings. In milliseconds. */
const LISTED_AT_MOST_EVERY_MS = 15 * 60_000

type Text = { readonly at?: number; readonly folders?: Record<string, string>; readonly blind?: true; readonly due?: true }

/** Reads the checkpoint; whatever is no state of ours wants a whole listing. */
export function readJoinState(text: string | undefined): JoinState {
  const value: unknown = text === undefined ? {} : JSON.parse(text)
  const { at, folders = {}, blind, due }: Text = typeof value === 'object' && value !== null ? value : {}
  return { listedAt: at, folders, isBlind: blind === true, isDue: due === true }
}

/** The checkpoint of this state. */
export const joinStateText = ({ listedAt, folders, isBlind, isDue }: JoinState): string =>
  JSON.stringify({ at: listedAt, folders, ...(isBlind ? { blind: true } : {}), ...(isDue ? { due: true } : {}) } satisfies { [Key in keyof Text]: Text[Key] | undefined })

/** Whether the next look has to list everything. `now` in milliseconds; a clock that was set back counts as time that passed. */
export function wantsWhole({ listedAt, isBlind, isDue }: JoinState, now: number): boolean {
  if (listedAt === undefined) return true
  return Math.abs(now - listedAt) >= (isBlind || isDue ? LISTED_AT_MOST_EVERY_MS : LISTED_EVERY_MS)
}
