/** What is unclear about the IMAP service. */
export interface ImapSwitches {
  /** COPY leaves the source where it is, as RFC 3501 has it. Default false: COPY acts as a move. */
  copyKeepsSource: boolean
  /** APPEND answers APPENDUID (RFC 4315). Default true. */
  appendUid: boolean
  /** COPY answers COPYUID (RFC 4315). Default true. */
  copyUid: boolean
  /** APPEND takes the time of arrival instead of the date given. Default false. */
  appendIgnoresDate: boolean
  /** APPEND stores the message without the flags given. Default false. */
  appendIgnoresFlags: boolean
  /** MOVE (RFC 6851) is advertised and works. Default false. */
  advertiseMove: boolean
  /** MULTIAPPEND (RFC 3502) is advertised and works. Default false. */
  advertiseMultiappend: boolean
  /** CONDSTORE (RFC 7162) is advertised and works. Default false. */
  advertiseCondstore: boolean
  /** UIDPLUS is advertised and UID EXPUNGE works. Default true; false also silences APPENDUID and COPYUID. */
  advertiseUidplus: boolean
  /** STATUS of the folder that the session has selected tells what the session was told last, as Dovecot does. Default false. */
  statusIsBehind: boolean
  /** IDLE is advertised and works. Default true. */
  advertiseIdle: boolean
  /** IDLE is accepted and then tells nothing. Default false. */
  idleIsSilent: boolean
  /** SEARCH knows all keys of RFC 3501. Default false: SUBJECT, OR, parentheses, CHARSET and the like are BAD. */
  searchIsFull: boolean
  /** Connections that one account may have; 0 is no limit. Default 0. */
  maxConnections: number
  /** A session without a command for so long, IDLE included, is told BYE. In milliseconds of the sandbox clock; 0 is never. Default 30 min. */
  idleTimeoutMs: number
  /** Refused logins in a row that lock an account for an hour; 0 is never. Default 3. */
  loginsBeforeLock: number
  /** Third-party clients may log in: an administrator opened the door. Default true. */
  imapEnabled: boolean
  /** SELECT is refused to clients that have not sent ID. Default false. */
  requireId: boolean
}

/** The defaults. */
export const imapSwitches = (): ImapSwitches => ({
  copyKeepsSource: false,
  appendUid: true,
  copyUid: true,
  appendIgnoresDate: false,
  appendIgnoresFlags: false,
  advertiseMove: false,
  advertiseMultiappend: false,
  advertiseCondstore: false,
  advertiseUidplus: true,
  statusIsBehind: false,
  advertiseIdle: true,
  idleIsSilent: false,
  searchIsFull: false,
  maxConnections: 0,
  idleTimeoutMs: 30 * 60_000,
  loginsBeforeLock: 3,
  imapEnabled: true,
  requireId: false,
})

/** The awkward position. Dates stay honoured: without them no faithful import exists at all. */
export const hostileImapSwitches: Partial<ImapSwitches> = {
  copyKeepsSource: true,
  appendUid: false,
  copyUid: false,
  appendIgnoresFlags: true,
  statusIsBehind: true,
  maxConnections: 5,
  idleTimeoutMs: 5 * 60_000,
  requireId: true,
}
