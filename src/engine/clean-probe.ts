import { SyncError } from '../domain/errors.ts'
import type { Folder } from '../domain/folder.ts'
import type { Item } from '../domain/item.ts'
import { SIDES, type Side } from '../domain/side.ts'
import { probeMessageId } from '../mime/probe-message.ts'
import type { PairContext } from './pair-context.ts'
import { now, traceOf } from './rows.ts'

/** What a two-way test has put into the mailboxes, as JSON text: written before it does so, forgotten once all of it is gone. */
export const PROBE = 'probe'
/** Folder of the test, at the top level, so that people see what it is. */
export const PROBE_FOLDER = 'Tongbu test'
/** The pair that the marks of test messages name. No pair can be called so: for the sync they are mail like any other. */
export const PROBE_PAIR = '@probe'

export interface ProbeNote {
  /** The run that works with it now: what it has put in is not cleared away under it. */
  readonly run: string
  /** Of the message that was put in on each side. */
  readonly tokens: Readonly<Record<Side, string>>
  /** Sides that had such a folder before: theirs stays. */
  readonly had: readonly Side[]
}

/** The folder of the test on this side, if there is one now. */
export const probeFolder = (folders: readonly Folder[], side: Side): Folder | undefined =>
  folders.find((folder) => folder.side === side && folder.name === PROBE_FOLDER && folder.parent === undefined && folder.presence === 'present')

/** Clears away what a test has left that was interrupted. Does nothing where none was. */
export async function cleanAbandonedProbe(context: PairContext): Promise<void> {
  const text = await context.store.fact(PROBE)
  if (text === undefined) return
  const note = JSON.parse(text) as ProbeNote
  if (note.run !== context.run) await cleanProbe(note, context)
}

/** Removes, for good, the messages of a test, the copies that were made of them, and the folders that were made for it. Nothing else is touched. */
export async function cleanProbe(note: ProbeNote, context: PairContext): Promise<void> {
  const { store, mailboxes, signal, run } = context
  for (const side of SIDES) {
    const folderId = await folderIdOn(side, context)
    if (folderId === undefined) continue
    const placed = await orNothing(() => mailboxes[side].findCreated(folderId, [{ token: note.tokens[side] }], signal))
    const copies = await copiesOn(side, note, context)
    const ids = new Set([...(placed ?? new Map<string, { id: string }>()).values()].map(({ id }) => id).concat(copies.map(({ id }) => id)))
    for (const id of ids) {
      const answer = await orNothing(() => mailboxes[side].remove({ id, folderId }, signal))
      await store.commit({ audit: [{ at: now(context), run, kind: 'removed-partial', on: side, reason: 'a message of the two-way test', ...traceOf(answer ?? undefined) }] })
    }
    if (!note.had.includes(side)) await orNothing(() => mailboxes[side].deleteFolder(folderId, signal))
  }
  await store.commit({ facts: { [PROBE]: null } })
}

/** Copies that the sync made of test messages of the other side: their marks name those. */
async function copiesOn(side: Side, note: ProbeNote, { store, pair }: PairContext): Promise<readonly Item[]> {
  const folder = probeFolder(await store.folders(), side)
  if (folder === undefined) return []
  const wanted = new Set(Object.values(note.tokens).map((token) => bare(probeMessageId(token))))
  return (await store.itemsInFolder(side, folder.ref)).filter(({ internetMessageId, origin }) => origin !== undefined && [pair, PROBE_PAIR].includes(origin.pair) && wanted.has(bare(internetMessageId ?? '')))
}

const bare = (id: string): string => id.replaceAll(/^<|>$/g, '')

/** A crash may have come between its making and the next look. */
async function folderIdOn(side: Side, { store, mailboxes, signal }: PairContext): Promise<string | undefined> {
  for await (const { folders } of mailboxes[side].observe(await store.checkpoints(side), signal)) {
    const found = folders?.changed.find(({ name, parentId }) => name === PROBE_FOLDER && parentId === undefined)
    // Folders are told before what is in them.
    if (found !== undefined || folders === undefined || folders.whole) {
      if (found !== undefined) return found.id
      break
    }
  }
  return probeFolder(await store.folders(), side)?.id
}

/** What is gone already is no failure, and a folder into which somebody put something is theirs from then on. */
async function orNothing<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof SyncError && error.scope === 'item') return undefined
    throw error
  }
}
