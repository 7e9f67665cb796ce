/** That a person had the content of mail read: who, for what, and how much. Nothing of what it says. */
export interface ContentRead {
  /** The name that was given. */
  readonly by: string
  /** What for: the command in a few fixed words. */
  readonly reason: string
  /** How many messages; absent where that is not known, as after a failure. */
  readonly messages?: number
}
