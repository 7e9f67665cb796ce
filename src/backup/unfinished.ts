import { folderOfPair, NOTE_SUFFIX, readNote, writeNote } from './notes.ts'
import { listText, parseList, type PointEntry } from './point.ts'
import type { Tools } from './tools.ts'

/** Lists of what was packed for restore points that are not finished, below a folder for each pair. */
export const UNFINISHED = 'unfinished'

const notesOf = async (pair: string, { files, namer }: Tools): Promise<string[]> => notesIn(folderOfPair(UNFINISHED, pair, namer), { files })

const notesIn = async (folder: string, { files }: Pick<Tools, 'files'>): Promise<string[]> =>
  (await files.list(folder)).filter(({ name }) => name.endsWith(NOTE_SUFFIX)).map(({ name }) => `${folder}/${name}`)

async function allNotes(tools: Tools): Promise<string[]> {
  const found: string[] = []
  for (const { name, isFolder } of await tools.files.list(UNFINISHED)) if (isFolder) found.push(...(await notesIn(`${UNFINISHED}/${name}`, tools)))
  return found
}

/** Remembers what was packed. */
export async function keepUnfinished(pair: string, entries: readonly PointEntry[], tools: Tools): Promise<void> {
  if (entries.length === 0) return
  const folder = folderOfPair(UNFINISHED, pair, tools.namer)
  await tools.files.makeFolder(folder)
  await writeNote(`${folder}/${tools.newId()}${NOTE_SUFFIX}`, listText(entries), tools)
}

/** What was remembered of one pair, or of all. A note that cannot be read is as good as none: what it named is read from the mailbox again. */
export async function unfinishedEntries(tools: Tools, pair?: string): Promise<PointEntry[]> {
  const entries: PointEntry[] = []
  for (const path of await (pair === undefined ? allNotes(tools) : notesOf(pair, tools))) entries.push(...(await entriesIn(path, tools)))
  return entries
}

export async function forgetUnfinished(pair: string, tools: Tools): Promise<void> {
  for (const path of await notesOf(pair, tools)) await tools.files.remove(path)
}

/** Takes from all notes the entries that are not to be kept. @returns how many */
export async function thinUnfinished(isKept: (entry: PointEntry) => boolean, tools: Tools): Promise<number> {
  let removed = 0
  for (const path of await allNotes(tools)) {
    const entries = await entriesIn(path, tools)
    const kept = entries.filter(isKept)
    removed += entries.length - kept.length
    if (kept.length === 0) await tools.files.remove(path)
    else if (kept.length < entries.length) await writeNote(path, listText(kept), tools)
  }
  return removed
}

const entriesIn = async (path: string, tools: Tools): Promise<PointEntry[]> => parseList(await readNote(path, tools).catch(() => ''))
