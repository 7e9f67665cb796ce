import type { LedgerRequest } from '../ledger.ts'
import type { Shared } from '../shared.ts'
import type { Command } from './command.ts'
import type { ImapMailbox } from './mailbox.ts'

/** What may differ between two IMAP services, and while one runs. */
export interface ProtocolSwitches {
  /** COPY leaves the source where it is, as RFC 3501 has it. */
  readonly copyKeepsSource: boolean
  /** APPEND answers APPENDUID (RFC 4315). */
  readonly appendUid: boolean
  /** COPY answers COPYUID (RFC 4315). */
  readonly copyUid: boolean
  /** APPEND takes the time of arrival instead of the date given. */
  readonly appendIgnoresDate: boolean
  /** APPEND stores the message without the flags given. */
  readonly appendIgnoresFlags: boolean
  /** MOVE (RFC 6851) works. */
  readonly advertiseMove: boolean
  /** APPEND takes several messages (RFC 3502). */
  readonly advertiseMultiappend?: boolean
  /** CONDSTORE (RFC 7162) works. */
  readonly advertiseCondstore: boolean
  /** UID EXPUNGE works; false also silences APPENDUID and COPYUID. */
  readonly advertiseUidplus: boolean
  /** STATUS of the folder that the session has selected tells what the session was told last. */
  readonly statusIsBehind?: boolean
  /** IDLE works. */
  readonly advertiseIdle: boolean
  /** IDLE is accepted and then tells nothing. */
  readonly idleIsSilent?: boolean
  /** SEARCH knows all keys of RFC 3501. */
  readonly searchIsFull: boolean
  /** A session without a command for so long is told BYE. In milliseconds of the sandbox clock; 0 is never. */
  readonly idleTimeoutMs: number
  /** SELECT is refused to clients that have not sent ID. */
  readonly requireId: boolean
  /** Largest message in bytes. */
  readonly maxMessageBytes: number
}

/** Who is signed in. */
export interface Login {
  readonly mailbox: ImapMailbox
  /** Name for the ledger. */
  readonly client: string
  /** To be called once, when the connection ends. */
  leave(): void
}

/** One IMAP service: what all its sessions have in common. */
export interface ImapService {
  readonly shared: Shared
  readonly switches: ProtocolSwitches
  /** Name in the ledger and in fault plans. */
  readonly cloud: LedgerRequest['cloud']
  /** All commands that it knows, and among them how to sign in. */
  readonly commands: ReadonlyMap<string, Command>
  /** What follows `* OK` first, for a client at this local address. */
  greeting(at: string): string
  /** What it can, before or after signing in. */
  capabilities(signedIn: boolean): string
  /** What it answers to ID (RFC 2971). */
  readonly identity: string
  /** Its last words. */
  readonly farewell: string
  /** The zone in which it writes dates, in hours east of Greenwich. */
  readonly utcOffsetHours: number
  /** Whether LIST tells which folders have others in them (RFC 3348). */
  readonly tellsChildren: boolean
  /** Does what is due, and takes in what others changed: called before each command and now and then. */
  settle(): void
}
