/** What is unclear about the mailbox store that both protocols show. */
export interface StoreSwitches {
  /** The IMAP flag `\Flagged` and the OpenAPI tag 1 are one mark. Default true. */
  flaggedIsTag1: boolean
  /**
   * `folder-id`: UIDVALIDITY is the number of the folder, so a recreated folder has another. `constant`: every folder that a
   * person made has 1, so that a recreated folder repeats both UIDVALIDITY and UIDs. Default `folder-id`.
   */
  uidValidityIs: 'folder-id' | 'constant'
  /** Reading, tagging and moving change `lastModifiedDateTime`. Default true. */
  marksChangeLastModified: boolean
  /** A message keeps its OpenAPI id when it moves to another folder, by either protocol. Default true. */
  moveKeepsId: boolean
  /** Mailbox is full: IMAP answers `NO [OVERQUOTA]`, OpenAPI 507. Default false. */
  quotaFull: boolean
  /** Bytes that a mailbox holds before it is full; 0 is no limit. Default 0. */
  quotaBytes: number
  /** IMAP tells `quotaBytes` by QUOTA (RFC 9208). Default false. */
  advertiseQuota: boolean
  /** Largest message in bytes: IMAP answers `NO [TOOBIG]`, OpenAPI 413. Default 50 MiB. */
  maxMessageBytes: number
}

/** The defaults. */
export const storeSwitches = (): StoreSwitches => ({
  flaggedIsTag1: true,
  uidValidityIs: 'folder-id',
  marksChangeLastModified: true,
  moveKeepsId: true,
  quotaFull: false,
  quotaBytes: 0,
  advertiseQuota: false,
  maxMessageBytes: 50 * 1024 * 1024,
})

/** The awkward position. */
export const hostileStoreSwitches: Partial<StoreSwitches> = {
  uidValidityIs: 'constant',
  marksChangeLastModified: false,
  moveKeepsId: false,
}
