import { exportFound } from '../archive/export-found.ts'
import { holds } from '../archive/holds.ts'
import { indexArchive, pruneArchive } from '../archive/keep-archive.ts'
import { searchArchive, showMessage } from '../archive/search-archive.ts'
import { UsageError, type Command } from '../command.ts'

const VERBS = { search: searchArchive, show: showMessage, export: exportFound, hold: holds, prune: pruneArchive, index: indexArchive } as const

/** The searchable archive of all messages that restore points hold. */
export const archive: Command = {
  name: 'archive',
  summary: 'search what both mailboxes ever held, and keep it as long as you must',
  description:
    'With `archive` in the configuration every message that a restore point holds is kept in the folder of the backup, sealed, also when it is deleted from both mailboxes, for `archive.keepDays`. ' +
    '`search` finds messages by words and people, `show` opens one, `export` writes what is found, `hold` keeps messages whatever their age, `prune` drops what was kept long enough, `index` takes in what is new. Who is shown a message, or a list of them, is in the audit.',
  argument: { name: 'what', help: Object.keys(VERBS).join(', ') },
  rest: { name: 'words', help: 'search, export: words that must all occur, in quotes what must stand together; show: the ref of a message; hold: add, list or end, and its name' },
  options: [
    { flags: '--pair <pair>', help: 'search, export, hold add: only this pair' },
    { flags: '--from <who>', help: 'search, export: a name, an address or a domain' },
    { flags: '--to <who>', help: 'search, export: the same of To, Cc and Bcc' },
    { flags: '--subject <words>', help: 'search, export: words of the subject' },
    { flags: '--folder <name>', help: 'search, export: a folder in which the message was seen, or its path' },
    { flags: '--since <time>', help: 'search, export, hold add: received from this time on, such as 2026-11-29 or 2026-11-29T08:00:00Z' },
    { flags: '--until <time>', help: 'search, export, hold add: received before this time' },
    { flags: '--has-attachment', help: 'search, export: only with an attachment' },
    { flags: '--most <n>', help: 'search: at most so many (default: 20)' },
    { flags: '--format <format>', help: 'export: eml, mbox, jsonl or pdf (default: eml)' },
    { flags: '--out <folder>', help: 'export: the folder to write to, which must be empty' },
    { flags: '--address <address>', help: 'hold add: only messages that name this address, or of its mailbox' },
    { flags: '--because <words>', help: 'hold add, hold end: why, for the record; they need it. search, show, export: why, for the second person who has to agree (`safety.secondPerson`)' },
    { flags: '--dry-run', help: 'prune: say what would be dropped, and drop nothing' },
    { flags: '--rebuild', help: 'index: make the index anew from the messages' },
    { flags: '--by <name>', help: 'who wants it, for the record (default: whoever is signed in to this machine)' },
  ],
  examples: [
    ['tongbu archive search invoice --from acme.com --since 2026-01-01', 'newest first'],
    ['tongbu archive search 繳納關稅', 'any part of a Chinese, Japanese or Korean text'],
    ['tongbu archive show 3f2a9c01d4e5b678 --by Anna', 'one message, as text'],
    ['tongbu archive export --from acme.com --format mbox --out ./acme', 'plain mail, for any program'],
    ['tongbu archive hold add acme-2026 --address x@acme.com --by Anna --because "claim 17"', 'keep it whatever its age'],
    ['tongbu archive prune --dry-run', 'what was kept long enough'],
  ],
  run: (invocation) => {
    const verb = Object.entries(VERBS).find(([name]) => name === invocation.argument)?.[1]
    if (verb === undefined) throw new UsageError(`Say what to do with the archive: ${Object.keys(VERBS).join(', ')}.`)
    return verb(invocation)
  },
}
