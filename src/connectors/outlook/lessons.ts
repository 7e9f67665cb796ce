/** What the first writes taught of a mailbox. Shared by all that write to it. */
export interface Lessons {
  /** Whether an imported message can be given its received date. Where not, rebuilding is the better copy. */
  importKeepsDates: boolean
  /** Whether an appended message has, or can be given, its received date. */
  appendKeepsDates: boolean
  /** Whether messages come back with the bytes that they were made from. Seen at the first one that is not sealed; those are looked at each time. */
  keepsBytes: boolean | undefined
  /** Whether a header that Exchange does not know comes back as a property of PS_INTERNET_HEADERS. */
  headersAsProperties: boolean | undefined
  /** Whether the value null takes a property off a message. */
  takesNull: boolean | undefined
}

/** Before the first write. */
export const noLessons = (): Lessons => ({ importKeepsDates: true, appendKeepsDates: true, keepsBytes: undefined, headersAsProperties: undefined, takesNull: undefined })
