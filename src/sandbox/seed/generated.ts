import { ADDRESSES, draftOf, type Recipe } from './recipe.ts'
import { PARTS_RECIPES, replyRecipe } from './recipes-parts.ts'
import { TEXT_RECIPES } from './recipes-text.ts'
import { folderByChance, marksByChance, type Cloud, type FolderPlace, type SeedMarks } from './places.ts'

/** One copy of a generated mail: where it lies, and its bytes there. */
export interface Placement {
  readonly on: Cloud
  readonly folder: FolderPlace
  readonly marks: SeedMarks
  readonly receivedAt: Date
  readonly mime: Buffer
}

/** A mail made to be difficult in one way, its `kind`. */
export interface GeneratedMail {
  readonly kind: string
  /** Unique, e.g. `charset-3`. */
  readonly name: string
  readonly placements: readonly Placement[]
}

const COUNT = 200

/** The 200 generated mails, always the same ones, made one at a time. */
export async function* generatedMail(): AsyncIterable<GeneratedMail> {
  let index = 0
  for (const recipe of allRecipes()) {
    for (let variant = 0; variant < recipe.count; variant++, index++) {
      const placements: Placement[] = []
      for (const slot of slotsOf(recipe, index)) placements.push(await placementOf(recipe, slot, index, variant))
      yield { kind: recipe.kind, name: `${recipe.kind}-${variant}`, placements }
    }
  }
}

function allRecipes(): readonly Recipe[] {
  const difficult = [...TEXT_RECIPES, ...PARTS_RECIPES]
  return [...difficult, replyRecipe(COUNT - difficult.reduce((sum, { count }) => sum + count, 0))]
}

interface Slot {
  readonly on: Cloud
  readonly folder: FolderPlace
}

function slotsOf({ where, kind }: Recipe, index: number): readonly Slot[] {
  const turn: Cloud = index % 2 === 0 ? 'dingtalk' : 'outlook'
  const { random } = draftOf(index + 5000, 0, turn, false)
  if (where === 'self') return (['sent', 'inbox'] as const).map((folder) => ({ on: turn, folder }))
  if (where === 'both') return (['dingtalk', 'outlook'] as const).map((on) => ({ on, folder: 'inbox' }))
  const on = where ?? (PAIRED.has(kind) ? 'dingtalk' : turn)
  const folder = folderByChance(on, random())
  return [{ on, folder: folder === 'trash' || (RECEIVED.has(kind) && folder === 'sent') ? 'inbox' : folder }]
}

/** Mails that are alike on purpose lie in one mailbox. */
const PAIRED = new Set(['no-message-id'])

/** A request to confirm reading, or a meeting, only means something in mail that was received. */
const RECEIVED = new Set(['receipt-requested', 'meeting', 'no-message-id', 'no-from'])

async function placementOf(recipe: Recipe, { on, folder }: Slot, index: number, variant: number): Promise<Placement> {
  const draft = draftOf(index, variant, on, folder === 'sent')
  const self = { name: '陳安娜 Anna Chan', address: ADDRESSES[on] }
  const mime = await recipe.build(recipe.where === 'self' ? { ...draft, from: self, to: self } : draft)
  const { random } = draftOf(index + 7000, 0, on, false)
  // Mail that is new to its reader may be unread; what one has sent is not. A receipt would go out on reading, so such mail starts unread.
  const marks = marksByChance(random)
  const isUnread = recipe.kind === 'receipt-requested'
  const delayMs = on === 'outlook' ? 5000 : 3000
  return {
    on,
    folder,
    mime,
    marks: { ...marks, read: folder === 'sent' || (marks.read && !isUnread) },
    receivedAt: new Date(draft.sentAt.getTime() + (folder === 'sent' ? 0 : delayMs)),
  }
}
