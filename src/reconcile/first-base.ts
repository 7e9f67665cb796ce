import type { Item, ItemState } from '../domain/item.ts'
import type { Marks } from '../domain/marks.ts'
import { opposite, type Side } from '../domain/side.ts'
import type { FolderIndex } from './folder-index.ts'

/**
 * The bases that two messages get when they first meet, chosen so that the ordinary three-way merge then does what is
 * right without a history: read, answered, forwarded and flagged by OR, tags by union, the place from `placeFrom`, except
 * that a message in trash on one side only comes back: nobody can know any more who deleted it, or when.
 */
export function firstBases(left: Item, right: Item, placeFrom: Side, folders: FolderIndex): Record<Side, ItemState> {
  const marks = commonMarks(left.marks, right.marks)
  const places = { left: left.folder, right: right.folder }
  if (folders.place(left.folder) !== folders.place(right.folder)) {
    const item = { left, right }
    const trashed = folders.inTrash(left.folder) ? 'left' : folders.inTrash(right.folder) ? 'right' : undefined
    const leader = trashed === undefined ? placeFrom : opposite(trashed)
    places[leader] = folders.counterpart(item[opposite(leader)].folder) ?? places[leader]
  }
  return { left: baseOf(left, places.left, marks), right: baseOf(right, places.right, marks) }
}

const baseOf = (item: Item, folder: string, marks: Marks): ItemState => ({
  folder,
  marks,
  gone: false,
  ...(item.roleClass === 'draft' && item.etag !== undefined ? { version: item.etag } : {}),
})

const commonMarks = (a: Marks, b: Marks): Marks => ({
  read: a.read && b.read,
  flag: a.flag === b.flag ? a.flag : 'none',
  answered: a.answered && b.answered,
  forwarded: a.forwarded && b.forwarded,
  tags: a.tags.filter((tag) => b.tags.includes(tag)),
})
