import type { MailSource } from '../../sandbox/seed/corpus.ts'
import { UsageError } from '../command.ts'

/** Which mail a sandbox is filled with. */
export interface ChosenMail {
  readonly source: MailSource
  /** How many of them at most. */
  readonly count?: number
}

/**
 * What `--seed-mail` or `--mail` names: `spam-assassin`, `spam-assassin:300`, or an mbox file, a Maildir or a folder of .eml files.
 * The code that reads mail is loaded only here.
 */
export async function chooseMail(named: string): Promise<ChosenMail> {
  const { mailAt, spamAssassin } = await import('../../sandbox/seed/corpus.ts')
  const corpus = /^spam-assassin(?::(.*))?$/.exec(named)
  if (corpus === null) return { source: explained(mailAt(named)) }
  if (corpus[1] === undefined) return { source: explained(spamAssassin()) }
  const count = Number(corpus[1])
  if (!Number.isInteger(count) || count < 1) throw new UsageError('After spam-assassin: comes how many mails, such as spam-assassin:300.')
  return { source: explained(spamAssassin(count)), count }
}

/** A path that holds no mail, or a corpus that is not installed, is a wrong command and not a fault. */
async function* explained(source: MailSource): MailSource {
  try {
    yield* source
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The mail cannot be read.')
  }
}
