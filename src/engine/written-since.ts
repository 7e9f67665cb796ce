import { parseEffect } from '../domain/effect.ts'
import type { FolderRef } from '../domain/folder.ts'
import type { ItemRef } from '../domain/item.ts'
import type { PastMessage } from '../domain/past.ts'
import type { Side } from '../domain/side.ts'
import type { WrittenSince } from '../reconcile/plan-rollback.ts'
import type { Written } from '../reconcile/plan-undo.ts'
import type { AuditRecord } from './ports.ts'
import { pastName } from './rows.ts'

/** What these records tell of one side. `messages`: those of the point, of which something may have been made anew since. */
export function writtenSince(side: Side, records: readonly AuditRecord[], messages: readonly PastMessage[]): WrittenSince {
  const pastIds = new Map(messages.map(({ id }) => [pastName(side, id), id]))
  const [writes, perhaps, copies, restored, retired, remade] = [[] as Written[], [] as Written[], new Set<string>(), new Set<string>(), new Set<ItemRef>(), new Map<string, ItemRef>()]
  const folders = { made: new Set<FolderRef>(), changed: new Set<FolderRef>(), deleted: new Set<FolderRef>() }
  for (const record of records) {
    const { on, item, token, detail } = record
    if (on !== side) continue
    const kind = kindOf(record)
    const effect = parseEffect(detail)
    if (item !== undefined && effect !== undefined) (record.kind === 'recovered' ? perhaps : writes).push({ item, on, effect })
    if (kind === 'copy' && token !== undefined) copies.add(token)
    if (kind === 'retire' && item !== undefined) retired.add(item)
    const folder = after('folder ', detail)
    if (folder !== undefined) foldersOf(kind, folders)?.add(folder)
    if (kind !== 'restore-message') continue
    if (token !== undefined) restored.add(token)
    const id = pastIds.get(after('past ', detail) ?? '')
    if (id !== undefined && item !== undefined) remade.set(id, item)
  }
  return { writes, perhaps, copies, restored, retired, remade, folders }
}

/** The kind of operation that a record tells of, also where it was interrupted. */
export const kindOf = ({ kind, reason }: Pick<AuditRecord, 'kind' | 'reason'>): string => (kind === 'recovered' ? (/^([\w-]+) was interrupted$/.exec(reason)?.[1] ?? kind) : kind)

const after = (prefix: string, detail: string | undefined): string | undefined => (detail?.startsWith(prefix) === true ? detail.slice(prefix.length) : undefined)

function foldersOf(kind: string, { made, changed, deleted }: Record<'made' | 'changed' | 'deleted', Set<FolderRef>>): Set<FolderRef> | undefined {
  if (kind === 'create-folder' || kind === 'restore-folder') return made
  if (kind === 'change-folder') return changed
  return kind === 'delete-folder' ? deleted : undefined
}
