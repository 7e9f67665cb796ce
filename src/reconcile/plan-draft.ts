import type { Binding } from '../domain/binding.ts'
import type { Item } from '../domain/item.ts'
import type { Operation } from '../domain/operation.ts'
import { opposite, SIDES, type Side } from '../domain/side.ts'

/** Two messages that are one, both known. */
export interface BoundPair {
  readonly binding: Binding
  readonly left: Item
  readonly right: Item
}

/**
 * What a draft asks for beyond what every message does; nothing where it is to be treated like any other.
 * A draft that was sent, edited or thrown away takes our copy of it along, for good: a superseded draft in the trash would
 * only confuse. What a person wrote is never removed. Rules D1–D4 of SPEC.md.
 */
export function planDraft(pair: BoundPair): Operation[] | undefined {
  if (pair.left.roleClass !== 'draft' && pair.right.roleClass !== 'draft') return undefined
  const edited = SIDES.filter((side) => isEdited(itemOf(pair, side)))
  const gone = SIDES.filter((side) => itemOf(pair, side).presence === 'gone')
  if (gone.length === 2) return [{ kind: 'close', binding: pair.binding.id, status: 'tombstone', reason: 'edited-draft' }]
  const changed = SIDES.filter((side) => gone.includes(side) || edited.includes(side))
  const copy = changed.map((side) => itemOf(pair, opposite(side))).find((other) => other.origin !== undefined && !edited.includes(other.side))
  if (copy !== undefined) return [{ kind: 'remove-draft', on: copy.side, item: copy.ref, binding: pair.binding.id, reason: 'edited-draft' }]
  if (changed.length > 0) return [{ kind: 'close', binding: pair.binding.id, status: 'departed', reason: 'edited-draft' }]
  return undefined
}

const itemOf = (pair: BoundPair, side: Side): Item => (side === 'left' ? pair.left : pair.right)

const isEdited = (item: Item): boolean => item.presence === 'present' && item.base?.version !== undefined && item.base.version !== item.etag
