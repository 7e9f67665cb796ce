import { folderOfPair, NOTE_SUFFIX, readNote, writeNote } from './notes.ts'
import type { Tools } from './tools.ts'

/** Lists of messages that are kept whatever becomes of restore points, below a folder for each pair. */
export const KEPT = 'kept'

/** One message that is kept, and what its owner noted of it. */
export interface KeptMessage {
  readonly blob: string
}

/** The files of all such lists or of those of one pair, in the order of their names. */
export async function keptLists(tools: Tools, pair?: string): Promise<string[]> {
  const { files, namer } = tools
  const folders = pair === undefined ? (await files.list(KEPT)).filter(({ isFolder }) => isFolder).map(({ name }) => `${KEPT}/${name}`) : [folderOfPair(KEPT, pair, namer)]
  const found: string[] = []
  for (const folder of folders) found.push(...(await files.list(folder)).filter(({ name }) => name.endsWith(NOTE_SUFFIX)).map(({ name }) => `${folder}/${name}`))
  return found
}

/** @throws {SyncError} `BACKUP_DAMAGED` */
export const readKept = async (path: string, tools: Tools): Promise<KeptMessage[]> => (await readNote(path, tools)).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as KeptMessage)

/** Durable when it resolves. @returns the file of the list */
export async function keepList(pair: string, messages: readonly KeptMessage[], tools: Tools): Promise<string> {
  const folder = folderOfPair(KEPT, pair, tools.namer)
  await tools.files.makeFolder(folder)
  return writeList(folder, messages, tools)
}

async function writeList(folder: string, messages: readonly KeptMessage[], tools: Tools): Promise<string> {
  const path = `${folder}/${tools.newId()}${NOTE_SUFFIX}`
  await writeNote(path, messages.map((message) => JSON.stringify(message)).join('\n'), tools)
  return path
}

/**
 * Takes from all lists what is not to be kept. A list that changes gets a new name, so that whoever knew it by the old one learns of it;
 * killed at any point, all that is kept is in one list or in two. @returns how many messages @throws {SyncError} `BACKUP_DAMAGED`
 */
export async function thinKept(isKept: (message: KeptMessage) => boolean, tools: Tools): Promise<number> {
  let removed = 0
  for (const path of await keptLists(tools)) {
    const messages = await readKept(path, tools)
    const kept = messages.filter(isKept)
    removed += messages.length - kept.length
    if (kept.length === messages.length) continue
    if (kept.length > 0) await writeList(path.slice(0, path.lastIndexOf('/')), kept, tools)
    await tools.files.remove(path)
  }
  return removed
}
