import { optionsAt } from '../backup/backup.test-kit.ts'
import { openRepository, type Repository } from '../backup/repository.ts'
import { folderFiles, type FolderFiles } from '../platform/folder-files.ts'
import { openArchive, type Archive, type ArchiveOptions } from './archive.ts'
import type { ArchiveQuery, FoundMessage } from './search.ts'

export const SIGNAL = { signal: new AbortController().signal }

/** A clock that stands where a test puts it. */
export const clockAt = (instant: string): ArchiveOptions['clock'] & { at: string } => {
  const clock = { at: instant, now: () => Date.parse(clock.at), wait: async () => {} }
  return clock
}

export interface TestArchive extends AsyncDisposable {
  readonly repository: Repository
  readonly archive: Archive
}

/** The archive of the backup in this folder. */
export async function openTestArchive(folder: string, about: Partial<Omit<ArchiveOptions, 'repository'>> = {}, files: FolderFiles = folderFiles(folder)): Promise<TestArchive> {
  const repository = await openRepository(optionsAt(folder, files))
  const archive = openArchive({ repository, clock: clockAt('2026-03-01T00:00:00Z'), rules: { keepDays: () => 365, mailboxAddresses: () => [], hasMailboxes: () => true }, ...about })
  return {
    repository,
    archive,
    [Symbol.asyncDispose]: async () => {
      archive.close()
      await repository.close()
    },
  }
}

export interface MailText {
  readonly from?: string
  readonly to?: string
  readonly cc?: string
  readonly subject?: string
  readonly body?: string
  readonly html?: boolean
  readonly attachment?: string
}

/** The MIME of a message. */
export function mailText({ from = 'Anna <anna@example.com>', to = 'bernd@example.org', cc, subject = 'hello', body = '', html = false, attachment }: MailText): string {
  const head = [`From: ${from}`, `To: ${to}`, ...(cc === undefined ? [] : [`Cc: ${cc}`]), `Subject: ${encoded(subject)}`, 'MIME-Version: 1.0']
  const text = [`Content-Type: text/${html ? 'html' : 'plain'}; charset=utf-8`, 'Content-Transfer-Encoding: 8bit', '', body]
  if (attachment === undefined) return [...head, ...text].join('\r\n')
  const file = [`Content-Type: application/pdf; name="${encoded(attachment)}"`, 'Content-Transfer-Encoding: base64', '', 'AAAA']
  return [...head, 'Content-Type: multipart/mixed; boundary=b', '', '--b', ...text, '--b', ...file, '--b--', ''].join('\r\n')
}

const encoded = (text: string): string => (/^[ -~]*$/.test(text) ? text : `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`)

/** Subjects of what is found, in its order. */
export const subjectsOf = (messages: readonly Pick<FoundMessage, 'subject'>[]): string[] => messages.map(({ subject }) => subject)

/** Subjects of what fits. */
export const found = async (archive: Archive, query: ArchiveQuery): Promise<string[]> => subjectsOf((await archive.search(query, { ...SIGNAL, most: 100 })).messages)
