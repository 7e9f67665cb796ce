import type { Binding, BindingStatus } from '../domain/binding.ts'
import type { Folder, FolderRole } from '../domain/folder.ts'
import type { Item } from '../domain/item.ts'
import { NO_MARKS } from '../domain/marks.ts'
import type { OriginMark } from '../domain/origin-mark.ts'
import { opposite, SIDES, type Side } from '../domain/side.ts'
import { indexFolders, type FolderIndex } from './folder-index.ts'
import type { RollbackSide, WrittenSince } from './plan-rollback.ts'

/** A folder of one side: its ref is the side and the name. `parent` is a name too. */
export const folder = (side: Side, name: string, more: Partial<Folder> & { readonly parent?: string; readonly role?: FolderRole } = {}): Folder => ({
  ref: `${side} ${name}`,
  side,
  id: name,
  name,
  presence: 'present',
  ...more,
  ...(more.parent === undefined ? {} : { parent: `${side} ${more.parent}` }),
})

/** One binding of two folders or messages. */
export const bound = (left: string, right: string, kind: Binding['kind'] = 'message', status: BindingStatus = 'live'): Binding => ({ id: `${left} = ${right}`, kind, left, right, status, since: '' })

/** Inbox, `a`, `b`, and trash with a folder inside, on both sides; bound by name, but for what is in trash. */
export function twoMailboxes(): FolderIndex {
  const folders = SIDES.flatMap((side) => [folder(side, 'inbox', { role: 'inbox' }), folder(side, 'a'), folder(side, 'b'), folder(side, 'trash', { role: 'trash' }), folder(side, 'old', { parent: 'trash' })])
  return indexFolders(folders, ['inbox', 'a', 'b', 'trash'].map((name) => bound(`left ${name}`, `right ${name}`, 'folder')))
}

/** A received message with its own Message-ID, in the inbox. */
export const message = (side: Side, name: string, more: Partial<Item> = {}): Item => ({
  ref: `${side} ${name}`,
  side,
  id: name,
  folder: `${side} inbox`,
  marks: NO_MARKS,
  presence: 'present',
  internetMessageId: `<${name}>`,
  roleClass: 'received',
  headline: name,
  receivedAt: '2026-01-05T08:00:00Z',
  size: 100,
  ...more,
})

/** What a copy of `original` on the opposite side carries. */
export const originOf = (original: Item, more: Partial<OriginMark> = {}): OriginMark => ({
  pair: 'pair',
  side: original.side,
  id: original.id,
  token: `token of ${original.ref}`,
  exact: `exact ${original.id}`,
  normal: `normal ${original.id}`,
  roleClass: original.roleClass,
  route: 'exact',
  ...more,
})

/** Our copy of `original`. */
export const copyOf = (original: Item, more: Partial<Item> = {}): Item => {
  const { internetMessageId, receivedAt } = original
  return message(opposite(original.side), `copy of ${original.id}`, { ...(internetMessageId === undefined ? {} : { internetMessageId }), receivedAt, headline: original.headline, origin: originOf(original), ...more })
}

/** Digests that are equal when the texts are. */
export const digests = (text: string) => ({ exact: `exact ${text}`, normal: `normal ${text}` })

/** One side of a rollback on which nothing was written since, but for what is named. */
export const rollbackSide = (side: Side, { since, ...more }: Partial<Omit<RollbackSide, 'since'>> & { readonly since?: Partial<WrittenSince> } = {}): RollbackSide => ({
  side,
  messages: [],
  folders: [],
  unavailable: [],
  items: [],
  damaged: new Set(),
  access: { read: 'read-write', flag: 'ternary', answered: 'read-write', forwarded: 'read-write', tags: 'read-write' },
  canCreate: true,
  ...more,
  since: { writes: [], perhaps: [], copies: new Set(), restored: new Set(), retired: new Set(), remade: new Map(), folders: { made: new Set(), changed: new Set(), deleted: new Set() }, ...since },
})
