import type { Remedy } from '../domain/errors.ts'

/** What the exit code of every command means. */
export const EXIT = {
  ok: 0,
  /** The two mailboxes are not equal. */
  different: 1,
  /** Operations are held until a person decides. */
  held: 3,
  /** The command was not understood. */
  usage: 64,
  /** A bug, or an answer that cannot be read. */
  internal: 70,
  /** The same command may succeed later. */
  tryLater: 75,
  /** A sign-in was refused or a permission is missing. */
  signIn: 77,
  /** The configuration, or the database, is not usable as it is. */
  configuration: 78,
  interrupted: 130,
  terminated: 143,
} as const

/** The exit code of a command that ended with an error of this remedy. */
export const EXIT_BY_REMEDY: Readonly<Record<Remedy, number>> = {
  retry: EXIT.tryLater,
  replan: EXIT.tryLater,
  resync: EXIT.tryLater,
  skip: EXIT.internal,
  reauthorize: EXIT.signIn,
  reconfigure: EXIT.configuration,
  confirm: EXIT.held,
  report: EXIT.internal,
}
