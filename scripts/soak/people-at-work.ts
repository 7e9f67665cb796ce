import { generator } from '../../src/sandbox/faults.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { spamAssassin } from '../../src/sandbox/seed/corpus.ts'
import { EDIT_KINDS, editMailboxes, type EditKind } from '../../src/sandbox/seed/edits.ts'
import { dateOf, fillMailboxes } from '../../src/sandbox/seed/fill.ts'
import { meetPeople } from '../../src/sandbox/seed/people.ts'

/** Everybody but us. */
export interface PeopleAtWork {
  readonly edits: number
  readonly mails: number
  /** Rounds that ended early, because what somebody had seen had been moved by us meanwhile. */
  readonly mishaps: number
  /** Some of nearly everything that people do in a mailbox, and real mail that comes. */
  edit(round: number): Promise<void>
  /** Some of what lies in the trash of either side goes for good. Only when both sides are equal: what nobody saw in the trash counts as having left, and stays on the other side. */
  emptyTrash(round: number): Promise<void>
}

const EDITS_AT_ONCE = 24
const MAILS_AT_ONCE = 4
/** Every renaming makes a name longer, and one of more than 255 characters has no equal in Outlook. */
const LONG_NAME = 100
/** One round in so many may end early. */
const MISHAPS = 5
const EMPTYING: EditKind = 'empty-trash'
const ALL_ELSE = EDIT_KINDS.filter((kind) => kind !== EMPTYING)

/** Puts so much real mail into both mailboxes; what follows it in the corpus comes by and by. */
export async function openPeopleAtWork(sandbox: Sandbox, seed: number, mail: number): Promise<PeopleAtWork> {
  const random = generator(seed)
  await fillMailboxes(sandbox.ready, { source: spamAssassin(mail), generated: true })
  const later = spamAssassin()[Symbol.asyncIterator]()
  for (let n = 0; n < mail; n++) await later.next()
  const told = { edits: 0, mails: 0, mishaps: 0 }

  const receive = async (): Promise<void> => {
    const people = await meetPeople(sandbox.ready)
    try {
      for (let n = 0; n < MAILS_AT_ONCE; n++) {
        const next = await later.next()
        if (next.done === true) return
        const on = random() < 0.5 ? 'dingtalk' : 'outlook'
        if (await people[on].put('inbox', next.value.mime, { read: false, flagged: false, answered: false }, dateOf(next.value.mime))) told.mails++
      }
    } finally {
      await people.close()
    }
  }
  const shorten = async (round: number): Promise<void> => {
    const people = await meetPeople(sandbox.ready)
    try {
      // On each side by itself: where both rename a folder, one of them wins.
      for (const on of ['dingtalk', 'outlook'] as const) {
        const long = (await people[on].folders()).filter((path) => path.length === 1 && (path[0] ?? '').length > LONG_NAME)
        for (const [n, path] of long.entries()) await people[on].renameFolder(path, `Shortened ${on} ${round}-${n + 1}`)
      }
    } finally {
      await people.close()
    }
  }
  const edit = async (editSeed: number, count: number, without: readonly EditKind[]): Promise<void> => {
    const counts = await editMailboxes(sandbox.ready, { seed: editSeed, count, without })
    told.edits += Object.values(counts).reduce((sum, made) => sum + made, 0)
  }
  return {
    get edits() {
      return told.edits
    },
    get mails() {
      return told.mails
    },
    get mishaps() {
      return told.mishaps
    },
    edit: async (round) => {
      await receive()
      try {
        await shorten(round)
        await edit(seed * 1000 + round, EDITS_AT_ONCE, [EMPTYING])
      } catch (error) {
        if (++told.mishaps > 1 + round / MISHAPS) throw error
      }
    },
    emptyTrash: (round) => edit(seed * 1000 + 500 + round, 10 * EDITS_AT_ONCE, ALL_ELSE),
  }
}
