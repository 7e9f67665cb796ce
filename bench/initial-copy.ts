import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Dovecot } from '../test/support/dovecot.ts'
import type { ImapPairOptions } from '../test/support/imap-pair.ts'
import type { SyncOptions } from '../src/engine/sync-pair.ts'

/** Messages on their way at once, per side, where speed is measured. The peers have no such limit. */
export const CONCURRENCY = 16

const PROCESS = join(import.meta.dirname, 'imap-pair-process.ts')

const argumentsOf = (options: ImapPairOptions, sync: SyncOptions): string[] => [PROCESS, JSON.stringify({ concurrency: CONCURRENCY, ...options }), JSON.stringify(sync)]

/** One run over a pair of IMAP accounts in a process of its own. Rejects when it fails. */
export async function runTongbuPair(options: ImapPairOptions, sync: SyncOptions = {}): Promise<void> {
  await promisify(execFile)(process.execPath, argumentsOf(options, sync))
}

/** The same, to be ended from outside. */
export const startTongbuPair = (options: ImapPairOptions): ChildProcess => spawn(process.execPath, argumentsOf(options, {}), { stdio: ['ignore', 'ignore', 'inherit'] })

/** Messages that lie in an account's inbox, as files. */
export function messagesOf({ folder }: Dovecot, user: string): string[] {
  const inbox = join(folder, 'mail', user, 'mail/mailboxes/INBOX/dbox-Mails')
  try {
    return readdirSync(inbox).filter((name) => name.startsWith('u.')).map((name) => join(inbox, name))
  } catch {
    return []
  }
}
