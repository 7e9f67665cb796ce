import type { Marks, Policy, Side } from './mailboxes.ts'

/** A number in [0, 1) that chooses among what there is when the command comes to be carried out. */
type Pick = number

/** What one side does with a message. */
export type Edit =
  | { readonly to: 'mark'; readonly change: Partial<Marks> }
  | { readonly to: 'move'; readonly folder: Pick }
  | { readonly to: 'trash' | 'restore' | 'purge' | 'leave'; readonly folder: Pick }

/** One step of a history: plain data that means something in any state, so that leaving others out keeps it meaningful. */
export type Command =
  | { readonly do: 'deliver'; readonly side: Side; readonly id: 'own' | 'none' | 'shared'; readonly subject: Pick; readonly body: Pick; readonly folder: Pick; readonly marks: Partial<Marks>; readonly both: 'no' | 'same' | 'banner' }
  | { readonly do: 'deliver-late'; readonly message: Pick; readonly folder: Pick; readonly banner: boolean }
  | { readonly do: 'edit'; readonly side: Side; readonly message: Pick; readonly edit: Edit }
  | { readonly do: 'conflict'; readonly message: Pick; readonly left: Edit; readonly right: Edit }
  | { readonly do: 'create-folder'; readonly side: Side; readonly both: boolean }
  | { readonly do: 'rename-folder'; readonly side: Side; readonly folder: Pick; readonly both: boolean }
  | { readonly do: 'sync' | 'restart' }
  /** `anyTime`: also while something is still to be synced. */
  | { readonly do: 'lose-database'; readonly anyTime: boolean }
  /** A sync that is cut off after so many requests, and then one that is not. */
  | { readonly do: 'sync-broken'; readonly by: Side; readonly after: Pick }
  | { readonly do: 'sync-refused'; readonly by: Side }
  | { readonly do: 'policy'; readonly policy: Policy }
  | { readonly do: 'expire'; readonly what: 'tokens' | 'links' | 'uids' }

/** A history of so many commands, the same for the same numbers. */
export function drawHistory(random: () => number, length: number): Command[] {
  const history: Command[] = []
  while (history.length < length) history.push(drawCommand(random))
  return history
}

const WEIGHTS: Readonly<Record<Command['do'], number>> = {
  deliver: 24,
  'deliver-late': 4,
  edit: 36,
  conflict: 10,
  'create-folder': 2,
  'rename-folder': 2,
  sync: 9,
  'sync-refused': 3,
  'sync-broken': 3,
  restart: 2,
  'lose-database': 2,
  policy: 3,
  expire: 2,
}

function drawCommand(random: () => number): Command {
  const side = (): Side => (random() < 0.5 ? 'left' : 'right')
  const kind = weighted(random, WEIGHTS)
  switch (kind) {
    case 'deliver': {
      const id = weighted(random, { own: 60, none: 15, shared: 25 })
      const both = weighted(random, { no: 75, same: 20, banner: 5 })
      return { do: kind, side: side(), id, subject: random(), body: random(), folder: random(), marks: random() < 0.3 ? drawMarks(random) : {}, both }
    }
    case 'deliver-late':
      return { do: kind, message: random(), folder: random(), banner: random() < 0.3 }
    case 'edit':
      return { do: kind, side: side(), message: random(), edit: drawEdit(random) }
    case 'conflict':
      return { do: kind, message: random(), left: drawEdit(random), right: drawEdit(random) }
    case 'create-folder':
      return { do: kind, side: side(), both: random() < 0.3 }
    case 'rename-folder':
      return { do: kind, side: side(), folder: random(), both: random() < 0.4 }
    case 'sync-refused':
      return { do: kind, by: side() }
    case 'policy':
      return { do: kind, policy: { conflictsWonBy: side(), departed: random() < 0.5 ? 'keep' : 'trash' } }
    case 'expire':
      return { do: kind, what: weighted(random, { tokens: 35, links: 35, uids: 30 }) }
    case 'lose-database':
      return { do: kind, anyTime: random() < 0.3 }
    case 'sync-broken':
      return { do: kind, by: side(), after: random() }
    default:
      return { do: kind }
  }
}

function drawEdit(random: () => number): Edit {
  const to = weighted(random, { mark: 45, move: 20, trash: 15, restore: 7, purge: 8, leave: 5 })
  return to === 'mark' ? { to, change: drawMarks(random) } : { to, folder: random() }
}

function drawMarks(random: () => number): Partial<Marks> {
  const name = weighted(random, { read: 40, flag: 35, answered: 15, tags: 10 })
  if (name === 'flag') return { flag: weighted(random, { none: 35, flagged: 45, complete: 20 }) }
  return name === 'tags' ? { tags: random() < 0.7 ? 'red' : '' } : { [name]: random() < 0.7 }
}

function weighted<Name extends string>(random: () => number, weights: Readonly<Record<Name, number>>): Name {
  const entries = Object.entries(weights) as [Name, number][]
  let at = random() * entries.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [name, weight] of entries) if ((at -= weight) < 0) return name
  return entries[0]?.[0] as Name
}
