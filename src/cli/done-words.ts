import type { PairInfo } from '../app.ts'
import type { OperationKind } from '../domain/operation.ts'
import { SIDES, type Side } from '../domain/side.ts'
import { cloudName } from './findings.ts'
import { count } from './render.ts'

/** What each kind of operation did, in a person's words, and where that differs of one alone; the others only move our memory. */
const WORDS: readonly (readonly [kind: OperationKind, words: string, ofOne?: string])[] = [
  ['copy', 'copied'],
  ['mark', 'marked'],
  ['move', 'moved'],
  ['trash', 'sent to trash'],
  ['restore-message', 'made anew'],
  ['create-folder', 'folders made', 'folder made'],
  ['restore-folder', 'folders made anew', 'folder made anew'],
  ['change-folder', 'folders renamed or moved', 'folder renamed or moved'],
  ['delete-folder', 'folders deleted', 'folder deleted'],
  ['retire', 'superseded copies sent to trash', 'superseded copy sent to trash'],
  ['remove-draft', 'own draft copies replaced', 'own draft copy replaced'],
  ['strip', 'freed of our marks'],
]

/** `on Outlook: 60 sent to trash, 2 marked` for each side that was written to. */
export function doneWords(done: Readonly<Record<Side, Readonly<Partial<Record<string, number>>>>>, pair: Pick<PairInfo, 'left' | 'right'>): string[] {
  return SIDES.flatMap((side) => {
    const parts = WORDS.flatMap(([kind, words, ofOne = words]) => {
      const many = done[side][kind] ?? 0
      return many === 0 ? [] : [`${count(many)} ${many === 1 ? ofOne : words}`]
    })
    return parts.length === 0 ? [] : [`on ${cloudName(pair[side])}: ${parts.join(', ')}`]
  })
}
