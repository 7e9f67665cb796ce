import { SyncError } from '../../domain/errors.ts'
import type { CheckResult } from '../connector.ts'
import type { MimeAppend } from './append-mime.ts'
import type { Folders } from './folders.ts'
import type { MimeImport } from './import-mime.ts'
import { grantedIn, type TokenSource } from './token.ts'

export interface CheckOptions {
  readonly tokens: TokenSource
  readonly folders: Folders
  readonly mimeImport: MimeImport
  /** Absent where IMAP is not to be used. */
  readonly mimeAppend?: MimeAppend
}

/** By what a step is called. */
const FAILED = { 'Sign-in': 'sign-in-failed', Permissions: 'permissions-failed', Mailbox: 'mailbox-failed', IMAP: 'imap-shut', 'Exact copies': 'exact-failed' } as const

/** What `doctor` tells of an Outlook mailbox. Each step is tried without writing; a step that fails ends the list. */
export async function checkMailbox({ tokens, folders, mimeImport, mimeAppend }: CheckOptions, signal: AbortSignal): Promise<CheckResult[]> {
  const results: CheckResult[] = []
  const attempt = async (what: keyof typeof FAILED, cure: string, step: () => Promise<Omit<CheckResult, 'what'>>): Promise<boolean> => {
    try {
      results.push({ what, ...(await step()) })
    } catch (error) {
      if (!(error instanceof SyncError)) throw error
      results.push({ what, outcome: 'failed', code: error.code, detail: cure === '' ? error.message : `${error.message}. ${cure}`, said: { word: FAILED[what] } })
    }
    return results.at(-1)?.outcome !== 'failed'
  }

  const token = await attempt('Sign-in', '', async () => {
    await tokens.token(signal)
    return { outcome: 'ok', detail: 'There is a token.', said: { word: 'sign-in-ok' } }
  })
  if (!token) return results
  await attempt('Permissions', '', async () => {
    const granted = grantedIn(await tokens.token(signal))
    return { ...judgeGranted(granted), ...(granted === undefined ? {} : { names: granted }) }
  })
  const mailbox = await attempt('Mailbox', 'Check the address, its licence, and that the app may reach this mailbox.', async () => {
    await folders.read('inbox', signal)
    return { outcome: 'ok', detail: 'The inbox answers.', said: { word: 'mailbox-ok' } }
  })
  if (!mailbox) return results
  results.push({ what: 'Room', outcome: 'ok', detail: 'Not known: Graph does not tell how full a mailbox is. One that is full is noticed when it refuses a copy.', said: { word: 'room-unknown' } })
  const stores = mimeAppend !== undefined && (await attempt('IMAP', IMAP_CURE, async () => judgeAppend(mimeAppend, signal)))
  const appends = stores && mimeAppend?.permitted === true
  await attempt('Exact copies', '', async () => {
    const imports = await mimeImport.probe(signal)
    return { ...judgeExactness(imports, appends), names: [...(imports ? ['import-mime'] : []), ...(appends ? ['imap'] : []), 'rebuilt'] }
  })
  return results
}

const IMAP_CURE =
  'Grant IMAP.AccessAsApp, register the service principal in Exchange, give it full access to this mailbox, and let the mailbox use IMAP. Or take `imap` out of `outlook`.'

async function judgeAppend(mimeAppend: MimeAppend, signal: AbortSignal): Promise<Omit<CheckResult, 'what'>> {
  if (await mimeAppend.probe(signal)) return { outcome: 'ok', detail: 'Exchange lets the app into the mailbox.', said: { word: 'imap-lets-in' } }
  return { outcome: 'warning', detail: `${mimeAppend.refusal?.message ?? 'IMAP is not possible.'} ${IMAP_CURE}`, said: { word: 'imap-shut' } }
}

function judgeExactness(imports: boolean, appends: boolean): Omit<CheckResult, 'what'> {
  if (imports && appends) return { outcome: 'ok', detail: 'MIME can be imported up to 3 MB, and larger messages are put in over IMAP: copies are exact.', said: { word: 'exact-both' } }
  if (imports) return { outcome: 'ok', detail: 'MIME can be imported: copies up to 3 MB are exact.', said: { word: 'exact-import' } }
  if (appends) return { outcome: 'ok', detail: 'MIME cannot be imported, but put in over IMAP: copies are exact where Exchange keeps the bytes.', said: { word: 'exact-append' } }
  const detail = 'Copies are rebuilt from their parts. For exact copies grant Mail-Advanced.ReadWrite.All and set `importMime`, or permit IMAP and set `imap`.'
  return { outcome: 'warning', detail: `MIME cannot be imported. ${detail}`, said: { word: 'rebuilt' } }
}

/** @see https://learn.microsoft.com/graph/permissions-reference and, for mailboxes granted in Exchange, exchange/permissions-exo/application-rbac */
function judgeGranted(granted: readonly string[] | undefined): Omit<CheckResult, 'what'> {
  if (granted === undefined) {
    const detail = 'The token names no permissions. That is right where they are granted in Exchange (RBAC for Applications); else grant Mail.ReadWrite.'
    return { outcome: 'warning', detail, said: { word: 'permissions-unnamed' } }
  }
  if (!granted.includes('Mail.ReadWrite')) {
    return { outcome: 'failed', detail: 'Mail.ReadWrite is missing. Grant it to the app with admin consent (as application permission, or as delegated one where a person signs in).', said: { word: 'permissions-missing' } }
  }
  if (granted.includes('Mail.Send')) {
    return { outcome: 'warning', detail: 'Mail.ReadWrite is granted. Mail.Send is granted too and never used: take it back.', said: { word: 'permissions-send' } }
  }
  return { outcome: 'ok', detail: 'Mail.ReadWrite is granted.', said: { word: 'permissions-ok' } }
}
