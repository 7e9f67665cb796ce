import type { Config } from '../config/config.ts'
import type { Side } from '../domain/side.ts'
import type { TrialMail, TrialMailbox, TrialMarks, TrialText } from '../server/routes/try-it.ts'

/** Two small mailboxes in simulated clouds, and a person in front of each. DingTalk is left. */
export interface TrialClouds {
  /** What Tongbu needs to keep the two the same. */
  readonly config: Config
  /** Both as they are now, seen from the inside. */
  look(): Promise<Readonly<Record<Side, TrialMailbox>>>
  /** The text of a message, or nothing where it is not. */
  read(on: Side, id: string): Promise<TrialText | undefined>
  /** Mail comes in. Answers its id. */
  put(on: Side, mail: TrialMail): Promise<string>
  /** The person marks a message, with a mail program. False where it is not. */
  mark(on: Side, id: string, marks: TrialMarks): Promise<boolean>
  /** The person moves a message to a folder, by its key. False where one of the two is not. */
  move(on: Side, id: string, to: string): Promise<boolean>
  /** Ends both clouds, and with them all that they held. */
  close(): Promise<void>
}
