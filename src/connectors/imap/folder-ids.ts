import { createHash } from 'node:crypto'

/** Where a folder was when it was last seen. */
export interface KnownFolder {
  readonly path: string
  readonly uidValidity: string
}

/** What identifies a folder in a listing. */
export interface NamedFolder extends KnownFolder {
  readonly delimiter: string
}

/** How many of the messages that were last sampled in a folder are found at a path now, and how many others have their UIDs there. */
export type CompareSample = (id: string, path: string) => Promise<{ readonly sampled: number; readonly found: number; readonly others: number }>

/** Shares of a sample that must be found again for a folder to count as renamed: where its UIDVALIDITY is nobody else's, people may have moved some of it meanwhile. */
const RENAMED_SHARE = { shared: 0.9, unique: 0.5 }

/** The id of a folder that is seen for the first time: the same again when everything was forgotten. */
export function newFolderId({ path, uidValidity }: KnownFolder, isTaken: (id: string) => boolean): string {
  for (let turn = 0; ; turn++) {
    const id = createHash('sha256').update(JSON.stringify([path, uidValidity, turn])).digest('base64url').slice(0, 12)
    if (!isTaken(id)) return id
  }
}

/** What was known before a listing. */
export interface Former {
  readonly known: ReadonlyMap<string, KnownFolder>
  /** Paths that another folder took over. */
  readonly replaced: ReadonlySet<string>
}

/**
 * The id of each listed path. A path that vanished and a new one of equal UIDVALIDITY are one folder, renamed, when at least
 * nine tenths of a sample of its messages (and those of its subfolders) are found there; half of it will do where no other
 * folder has this UIDVALIDITY and no other message has one of the UIDs. UIDVALIDITY alone proves nothing, because some servers give the same to
 * several folders. `folders` come parents first.
 */
export async function matchFolders(
  { known, replaced }: Former,
  folders: readonly NamedFolder[],
  compare: CompareSample,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  const byPath = new Map([...known].map(([id, { path }]) => [path, id]))
  for (const { path } of folders) {
    const id = byPath.get(path)
    if (id !== undefined && !replaced.has(path)) ids.set(path, id)
  }
  const vanished = () => [...known].filter(([id]) => ![...ids.values()].includes(id)).sort(([, a], [, b]) => a.path.length - b.path.length)
  const fresh = () => folders.filter(({ path }) => !ids.has(path))
  const isUnique = (uidValidity: string): boolean => [[...known.values()], folders].every((all) => all.filter((each) => each.uidValidity === uidValidity).length === 1)
  for (const [id, old] of vanished()) {
    if ([...ids.values()].includes(id)) continue
    for (const candidate of fresh()) {
      const pairs = pairsUnder(id, old, candidate, vanished(), fresh())
      if (pairs === undefined || !(await agree(pairs, compare, isUnique(candidate.uidValidity)))) continue
      for (const [oldId, path] of pairs) ids.set(path, oldId)
      break
    }
  }
  for (const folder of fresh()) ids.set(folder.path, newFolderId(folder, (id) => known.has(id) || [...ids.values()].includes(id)))
  return ids
}

/** The folder and its subfolders at the place that they would have, were it renamed to `candidate`. */
function pairsUnder(id: string, old: KnownFolder, candidate: NamedFolder, vanished: readonly [string, KnownFolder][], fresh: readonly NamedFolder[]) {
  if (old.uidValidity !== candidate.uidValidity) return undefined
  const pairs: [id: string, path: string][] = [[id, candidate.path]]
  for (const [childId, child] of vanished) {
    if (!child.path.startsWith(old.path + candidate.delimiter)) continue
    const path = candidate.path + child.path.slice(old.path.length)
    if (fresh.some((folder) => folder.path === path && folder.uidValidity === child.uidValidity)) pairs.push([childId, path])
  }
  return pairs
}

async function agree(pairs: readonly [string, string][], compare: CompareSample, isUnique: boolean): Promise<boolean> {
  const sum = { sampled: 0, found: 0, others: 0 }
  for (const [id, path] of pairs) {
    const { sampled, found, others } = await compare(id, path)
    sum.sampled += sampled
    sum.found += found
    sum.others += others
  }
  const share = isUnique && sum.others === 0 ? RENAMED_SHARE.unique : RENAMED_SHARE.shared
  return sum.sampled > 0 && sum.found >= sum.sampled * share
}
