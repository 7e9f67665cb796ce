import { z } from 'zod'
import { SyncError } from '../../domain/errors.ts'
import { graphCodeOf } from './errors.ts'
import type { GraphClient } from './graph-client.ts'
import { wireMessage, type WireMessage } from './wire.ts'

/** MIME that fits into a request of 4 MB as base64, in bytes. */
export const IMPORT_BYTES = 3 * 1024 * 1024 - 4096

/** How codes begin that complain of the message itself, in lower case. */
const BAD_MIME = 'errormimecontent'
/** What Graph answers where it does not know the action. */
const NO_SUCH_ACTION = 'badrequest'

/**
 * Whether MIME can be imported here as it is. Needs the permission Mail-Advanced.ReadWrite.All, which not every tenant
 * has and which is not always visible in the token.
 * @see https://learn.microsoft.com/graph/api/mailfolder-importmime?view=graph-rest-beta
 */
export interface MimeImport {
  /** What is known so far; nothing before it was tried. */
  readonly permitted: boolean | undefined
  /** Finds out, once and without writing: text that is no base64 is refused in one way with the permission and in another without. */
  probe(signal: AbortSignal): Promise<boolean>
  /** Creates the message through `client`. Nothing where it turns out not to be permitted, or where the cloud refuses this MIME. */
  import(client: GraphClient, folderId: string, mime: Buffer, signal: AbortSignal): Promise<WireMessage | undefined>
}

/** `setting`: what the configuration says; `probe` to find out. */
export function createMimeImport(client: GraphClient, setting: boolean | 'probe'): MimeImport {
  let permitted = setting === 'probe' ? undefined : setting
  let probing: Promise<boolean> | undefined

  const request = (folderId: string, mime: string) =>
    ({ kind: 'POST importMime', method: 'POST', beta: true, path: `mailFolders/${encodeURIComponent(folderId)}/importMime`, mime }) as const

  const ask = async (signal: AbortSignal): Promise<boolean> => {
    try {
      await client.read(z.never(), request('inbox', '*'), signal)
    } catch (error) {
      if (!(error instanceof SyncError)) throw error
      if (error.code === 'THROTTLED' || error.code === 'REMOTE_FAILURE' || error.code === 'UNAUTHORIZED') throw error
      return graphCodeOf(error).startsWith(BAD_MIME)
    }
    return false
  }

  return {
    get permitted() {
      return permitted
    },
    probe: async (signal) => {
      if (permitted !== undefined) return permitted
      probing ??= ask(signal).finally(() => (probing = undefined))
      permitted ??= await probing
      return permitted
    },
    import: async (over, folderId, mime, signal) => {
      try {
        return await over.read(wireMessage, request(folderId, mime.toString('base64')), signal)
      } catch (error) {
        if (!(error instanceof SyncError) || (error.code !== 'FORBIDDEN' && error.code !== 'REJECTED')) throw error
        if (error.code === 'FORBIDDEN' || graphCodeOf(error) === NO_SUCH_ACTION) permitted = false
        return undefined
      }
    },
  }
}
