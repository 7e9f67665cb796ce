/** Outlook knows three states of a flag; most IMAP servers know two. */
export type Flag = 'none' | 'flagged' | 'complete'

/** What a person has marked on a message. */
export interface Marks {
  readonly read: boolean
  readonly flag: Flag
  readonly answered: boolean
  readonly forwarded: boolean
  /** Categories on Outlook, tags on DingTalk: names, NFC, sorted, without repetition. */
  readonly tags: readonly string[]
}

export type MarkName = keyof Marks

export const NO_MARKS: Marks = { read: false, flag: 'none', answered: false, forwarded: false, tags: [] }

/** Names in the one order and form in which two equal sets of tags are equal arrays. */
export const normalTags = (tags: Iterable<string>): readonly string[] => [...new Set([...tags].map((tag) => tag.normalize('NFC')))].sort()

/** What can be done with one kind of mark on one side, through the channels it is connected by. */
export type Access = 'read-write' | 'read' | 'none'

/** What a side can hold of each mark. A `binary` flag has no `complete`. */
export interface MarkAccess {
  readonly read: Access
  readonly flag: 'ternary' | 'binary' | 'none'
  readonly answered: Access
  readonly forwarded: Access
  readonly tags: Access
}
