import { FOLDER_ROLES } from '../../domain/folder.ts'
import { SyncError } from '../../domain/errors.ts'
import type { CheckResult } from '../connector.ts'
import { listFolders } from './list-folders.ts'
import { room } from './room.ts'
import type { ImapScene } from './scene.ts'

const MARKS =
  'Read, flagged and answered are read and written. Forwarded, tags and a completed flag cannot be held over IMAP; the other side keeps its own.'
const DOOR = 'Check user and password; third-party clients may have to be permitted by an administrator.'

/** What `doctor` prints of an IMAP mailbox. Nothing is written. */
export async function checkMailbox(scene: ImapScene, signal: AbortSignal): Promise<readonly CheckResult[]> {
  try {
    const capabilities = await scene.connections.run({ kind: 'CAPABILITY', signal }, async ({ client }) => new Set(client.capabilities.keys()))
    const folders = await listFolders(scene.connections, signal)
    const found = new Set(folders.flatMap(({ role }) => (role === undefined ? [] : [role])))
    const lacking = FOLDER_ROLES.filter((role) => !found.has(role))
    const left = await room(scene.connections, signal)
    const refused = folders.filter(({ readable }) => readable === 'refused').length
    return [
      { what: 'IMAP sign-in', outcome: 'ok', detail: 'The server accepted the sign-in.', said: { word: 'imap-ok' } },
      extension(
        capabilities,
        'UIDPLUS',
        'New messages are known by their number at once.',
        'New messages are found by listing; slower, and only lone deleted messages can be expunged.',
      ),
      extension(capabilities, 'IDLE', 'New mail is heard of at once.', 'New mail is found by looking now and then.'),
      extension(capabilities, 'MOVE', 'Messages move in one step.', 'Messages are moved by COPY, and the source is looked at afterwards.'),
      extension(capabilities, 'CONDSTORE', 'Folders without changes are skipped.', 'Every run reads the flags of every message.'),
      lacking.length === 0
        ? { what: 'Folders', outcome: 'ok', detail: `${folders.length === 1 ? '1 folder' : `${folders.length} folders`}; inbox, sent, drafts, trash and junk were all found.`, said: { word: 'folders', n: folders.length } }
        : {
          what: 'Folders',
          outcome: 'warning',
          detail: `${folders.length === 1 ? '1 folder' : `${folders.length} folders`}; none was found for: ${lacking.join(', ')}. Messages of those kinds go to ordinary folders.`,
          said: { word: 'folders-lacking', n: folders.length, names: lacking },
        },
      ...(refused === 0 ? [] : [
        { what: 'Folder access', outcome: 'warning' as const, detail: `Folders that cannot be opened: ${refused}; nothing in them is synchronised.`, said: { word: 'folders-refused' as const, n: refused } },
      ]),
      roomLeft(left),
      { what: 'Marks', outcome: 'warning', detail: MARKS, said: { word: 'marks-imap' } },
    ]
  } catch (error) {
    if (!(error instanceof SyncError)) throw error
    return [{ what: 'IMAP sign-in', outcome: 'failed', code: error.code, detail: `${error.message} ${error.code === 'UNAUTHORIZED' ? DOOR : 'Check host, port and TLS.'}`, said: { word: 'imap-failed' } }]
  }
}

/** Below this a mailbox is nearly full, in bytes. */
const SCARCE_BYTES = 100 * 1024 * 1024

function roomLeft(bytes: number | undefined): CheckResult {
  if (bytes === undefined) return { what: 'Room', outcome: 'ok', detail: 'Not known: the server does not tell. A mailbox that is full is noticed when it refuses a copy.', said: { word: 'room-unknown' } }
  const n = Math.floor(bytes / 1048576)
  const detail = `${n.toLocaleString('en')} MB are left.`
  return bytes < SCARCE_BYTES ? { what: 'Room', outcome: 'warning', detail: `${detail} Make room before anything is copied.`, said: { word: 'room-scarce', n } } : { what: 'Room', outcome: 'ok', detail, said: { word: 'room', n } }
}

const EXTENSIONS = { UIDPLUS: ['uidplus', 'no-uidplus'], IDLE: ['idle', 'no-idle'], MOVE: ['move', 'no-move'], CONDSTORE: ['condstore', 'no-condstore'] } as const

const extension = (capabilities: ReadonlySet<string>, name: keyof typeof EXTENSIONS, present: string, absent: string): CheckResult => ({
  what: `IMAP ${name}`,
  outcome: 'ok',
  detail: capabilities.has(name) ? present : `Not offered. ${absent}`,
  said: { word: EXTENSIONS[name][capabilities.has(name) ? 0 : 1] },
})
