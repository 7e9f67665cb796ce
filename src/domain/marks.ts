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
