import { generator } from '../faults.ts'
import { textPart } from './compose.ts'
import type { SeenMessage } from './dingtalk-person.ts'
import { drawMessages, type Drawer } from './draw-messages.ts'
import { meetPeople, type People, type PeopleAccess } from './people.ts'
import type { Cloud, FolderPlace } from './places.ts'
import { draftOf, messageOf, paragraph } from './recipe.ts'

export const EDIT_KINDS = [
  'read', 'flag', 'answer', 'move', 'trash', 'new', 'empty-trash', 'receipt', 'create-folder', 'rename-folder',
  'conflict-read-flag', 'conflict-move', 'conflict-trash-flag',
] as const
export type EditKind = (typeof EDIT_KINDS)[number]

/** How many edits of each kind were made; those of one side are counted apart from those of the other, a conflict once. */
export type EditCounts = Readonly<Record<EditKind, number>>

export interface EditOptions {
  readonly seed: number
  /** How many edits are wanted, folders aside. Fewer are made when the mailboxes hold too few messages. */
  readonly count: number
  /** Kinds that are left out. Default: none. */
  readonly without?: readonly EditKind[]
}

/** Shares of `count`; those but the conflicts are halved between the sides. */
const SHARES: readonly (readonly [EditKind, number])[] = [
  ['read', 0.24],
  ['flag', 0.15],
  ['answer', 0.08],
  ['move', 0.16],
  ['trash', 0.1],
  ['new', 0.08],
  ['empty-trash', 0.04],
  ['receipt', 0.03],
  ['conflict-read-flag', 0.04],
  ['conflict-move', 0.04],
  ['conflict-trash-flag', 0.04],
]

/** So that every kind finds messages in a small mailbox too. */
const MAX_SHARE_EDITED = 0.5

const CLOUDS = ['dingtalk', 'outlook'] as const

/**
 * What people do in both mailboxes between two syncs: marks, moves, deletions, new mail, folders made and renamed, and some messages changed on
 * both sides at once. No message is edited twice. The same mailboxes, seed and count give the same edits.
 */
export async function editMailboxes(access: PeopleAccess, { seed, count, without = [] }: EditOptions): Promise<EditCounts> {
  const people = await meetPeople(access)
  try {
    const desk: Desk = {
      people,
      drawn: drawMessages({ dingtalk: await people.dingtalk.messages(), outlook: await people.outlook.messages() }, generator(seed)),
      folders: { dingtalk: await people.dingtalk.folders(), outlook: await people.outlook.folders() },
      random: generator(seed + 1),
      seed,
    }
    const wanted = Math.min(count, Math.floor(desk.drawn.size * MAX_SHARE_EDITED))
    const counts = Object.fromEntries(EDIT_KINDS.map((kind) => [kind, 0])) as Record<EditKind, number>
    for (const [kind, share] of SHARES) {
      if (without.includes(kind)) continue
      for (let turn = 0; turn < Math.round(share * wanted); turn++) if (await EDITS[kind](desk, CLOUDS[turn % 2] as Cloud, turn)) counts[kind]++
    }
    // Folders last: the moves above go by the names from before.
    for (const on of CLOUDS) {
      for (const kind of ['create-folder', 'rename-folder'] as const) if (!without.includes(kind) && (await EDITS[kind](desk, on, 0))) counts[kind]++
    }
    return counts
  } finally {
    await people.close()
  }
}

interface Desk {
  readonly people: People
  readonly drawn: Drawer
  readonly folders: Readonly<Record<Cloud, readonly (readonly string[])[]>>
  readonly random: () => number
  readonly seed: number
}

/** Makes one edit; false when there is nothing left to make it on. */
type Edit = (desk: Desk, on: Cloud, turn: number) => Promise<boolean>

type Draw = (drawn: Drawer, on: Cloud) => SeenMessage | undefined

const onOne = (draw: Draw, edit: (desk: Desk, on: Cloud, message: SeenMessage) => Promise<void>): Edit =>
  async (desk, on) => {
    const message = draw(desk.drawn, on)
    if (message !== undefined) await edit(desk, on, message)
    return message !== undefined
  }

const onBoth = (edit: (desk: Desk, pair: Readonly<Record<Cloud, SeenMessage>>, turn: number) => Promise<void>): Edit =>
  async (desk, _on, turn) => {
    const pair = desk.drawn.pair()
    if (pair !== undefined) await edit(desk, pair, turn)
    return pair !== undefined
  }

const live = (drawn: Drawer, on: Cloud) => drawn.live(on)
const other = (on: Cloud): Cloud => (on === 'outlook' ? 'dingtalk' : 'outlook')

const EDITS: Readonly<Record<EditKind, Edit>> = {
  read: onOne(live, ({ people }, on, message) => people[on].mark(message, { read: !message.read })),
  flag: onOne(live, ({ people }, on, message) => people[on].mark(message, { flagged: true })),
  answer: onOne(live, ({ people }, on, message) => people[on].mark(message, { answered: true, read: true })),
  move: onOne(live, (desk, on, message) => desk.people[on].move(message, elsewhere(desk, on, [message.folder]))),
  trash: onOne(live, ({ people }, on, message) => people[on].move(message, 'trash')),
  'empty-trash': onOne((drawn, on) => drawn.trashed(on), ({ people }, on, message) => people[on].purge(message)),
  receipt: onOne((drawn, on) => drawn.wantsReceipt(on), ({ people }, on, message) => people[on].mark(message, { read: true })),
  new: async (desk, on, turn) => {
    await deliver(desk, on, 'inbox', turn)
    return true
  },
  'create-folder': async (desk, on) => {
    const path = [on === 'outlook' ? `展會/廣交會 ${desk.seed}` : `展會 廣交會 ${desk.seed}`]
    await desk.people[on].ensureFolder(path)
    await deliver(desk, on, path, 900)
    return true
  },
  'rename-folder': async ({ people, folders, seed }, on) => {
    const renamed = [...folders[on]].filter((path) => path.length === 1).sort().at(on === 'outlook' ? -1 : 0)
    if (renamed === undefined) return false
    await people[on].renameFolder(renamed, `${renamed[0]} (${seed})`)
    return true
  },
  'conflict-read-flag': onBoth(async ({ people }, pair, turn) => {
    const on = CLOUDS[turn % 2] as Cloud
    await people[on].mark(pair[on], { read: !pair[on].read })
    await people[other(on)].mark(pair[other(on)], { flagged: true })
  }),
  'conflict-move': onBoth(async (desk, pair) => {
    const first = elsewhere(desk, 'dingtalk', [pair.dingtalk.folder, pair.outlook.folder])
    await desk.people.dingtalk.move(pair.dingtalk, first)
    await desk.people.outlook.move(pair.outlook, elsewhere(desk, 'outlook', [first, pair.dingtalk.folder, pair.outlook.folder]))
  }),
  'conflict-trash-flag': onBoth(async ({ people }, pair, turn) => {
    const on = CLOUDS[turn % 2] as Cloud
    await people[on].move(pair[on], 'trash')
    await people[other(on)].mark(pair[other(on)], { flagged: true })
  }),
}

/** A folder of that side with a name that is written alike on both, and none of `not`. */
function elsewhere({ folders, random }: Desk, on: Cloud, not: readonly FolderPlace[]): FolderPlace {
  const barred = new Set(not.map((folder) => JSON.stringify(folder)))
  const free = folders[on].filter((path) => !barred.has(JSON.stringify(path)) && !path.join('').includes('%'))
  const choices: FolderPlace[] = [...free].sort((a, b) => (a.join('\0') < b.join('\0') ? -1 : 1))
  return choices[Math.floor(random() * choices.length)] ?? (barred.has('"inbox"') ? 'sent' : 'inbox')
}

async function deliver({ people, seed }: Desk, on: Cloud, folder: FolderPlace, turn: number): Promise<void> {
  const draft = draftOf(20_000 + (seed % 1000) * 1000 + turn, turn, on, false)
  const mime = messageOf({ ...draft, messageId: `<new.${seed}.${on}.${turn}@mail.trading.example>` }, textPart(paragraph(draft), 'UTF-8', 'base64'))
  await people[on].put(folder, mime, { read: false, flagged: false, answered: false }, new Date(draft.sentAt.getTime() + 4000))
}
