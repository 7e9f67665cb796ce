import type { Mailbox } from '../connectors/connector.ts'
import { SyncError } from '../domain/errors.ts'
import type { Side } from '../domain/side.ts'
import type { PairContext } from './pair-context.ts'
import { now } from './rows.ts'

/** What a rehearsal is about to make, as JSON text: written before it is made, forgotten once it is gone. */
export const REHEARSAL = 'rehearsal'

export interface RehearsalNote {
  readonly side: Side
  /** Of its folder, at the top level. */
  readonly name: string
  /** The cloud's id of it, once it is known. */
  readonly folderId?: string
  /** Of the messages in it. */
  readonly tokens: readonly string[]
}

/** Removes what a rehearsal has made, for good: only what carries its tokens, and its folder. Does nothing where there was none. */
export async function cleanRehearsal(context: PairContext): Promise<void> {
  const { store, mailboxes, signal, run } = context
  const text = await store.fact(REHEARSAL)
  if (text === undefined) return
  const note = JSON.parse(text) as RehearsalNote
  const mailbox = mailboxes[note.side]
  const folderId = (await findFolder(mailbox, note.name, await store.checkpoints(note.side), signal)) ?? note.folderId
  if (folderId !== undefined) await orMayStay(() => empty(mailbox, folderId, note.tokens, signal))
  const audit = { at: now(context), run, kind: 'removed-partial', on: note.side, reason: 'what a rehearsal had made' } as const
  await store.commit({ facts: { [REHEARSAL]: null }, audit: [audit] })
}

async function empty(mailbox: Mailbox, folderId: string, tokens: readonly string[], signal: AbortSignal): Promise<void> {
  const made = await mailbox.findCreated(folderId, tokens.map((token) => ({ token })), signal)
  for (const message of made.values()) await orMayStay(() => mailbox.remove(message, signal))
  await mailbox.deleteFolder(folderId, signal)
}

/** What is gone already is no failure, and a folder into which somebody put something is theirs from then on. */
async function orMayStay(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof SyncError) || error.scope !== 'item') throw error
  }
}

/** A crash may have come between its making and the note of its id, and a connector may have forgotten the id since. */
async function findFolder(mailbox: Mailbox, name: string, checkpoints: ReadonlyMap<string, string>, signal: AbortSignal): Promise<string | undefined> {
  for await (const { folders } of mailbox.observe(checkpoints, signal)) {
    const found = folders?.changed.find((folder) => folder.name === name)
    // Folders are told before what is in them.
    if (found !== undefined || folders === undefined || folders.whole) return found?.id
  }
  return undefined
}
