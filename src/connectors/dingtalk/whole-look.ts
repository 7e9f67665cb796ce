import { interleave } from '../../platform/interleave.ts'
import { parseId } from '../imap/message-id.ts'
import { FactIndex, folderKeys, toFact, type JoinKeys } from './join-index.ts'
import type { Ground, Look, Telling } from './look.ts'
import { isRefusal } from './newest-reader.ts'
import { FOLDERS_AT_ONCE, listFolders, listMessages, searchTags, toRemoteFolder } from './openapi-scene.ts'
import { searchedTags, shownTags } from './tags.ts'

/** Lists everything, several folders at once, and sees whether the search would have found the tags that are there. */
export async function lookWhole(ground: Ground): Promise<Look> {
  const { openapi, notes, folders, state, signal } = ground
  const listedAt = openapi.clock.now()
  const keysThere = folderKeys((await listFolders(openapi, signal)).map(toRemoteFolder))
  const [index, found] = await Promise.all([indexFacts(ground, keysThere), findTagged(ground)])
  const isBlind = found === 'refused' || isAnyMissing(ground, index, found)
  const told = (id: string, keys: JoinKeys): Telling | undefined => {
    const key = folders.keyOf(parseId(id).folderId)
    const fact = index.find(keys, key)
    // What lies elsewhere may be another message's.
    return fact === undefined ? undefined : { tags: fact.tags, forwarded: fact.forwarded, ...(fact.folder === key ? { there: fact.id } : {}) }
  }
  return {
    meet: async () => {},
    told,
    former: () => undefined,
    isGone: () => false,
    rest: async function* () {
      for (const [id, { keys }] of notes.entries()) {
        const telling = told(id, keys)
        if (telling !== undefined) yield [id, telling]
      }
    },
    state: () => {
      folders.match(keysThere)
      return { ...state, listedAt, folders: folders.folders, isBlind, isDue: false }
    },
  }
}

async function indexFacts({ openapi, signal }: Ground, keysThere: ReadonlyMap<string, string>): Promise<FactIndex> {
  const index = new FactIndex()
  const factsOf = async function* (id: string, key: string) {
    for await (const page of listMessages(openapi, id, signal)) yield page.map((message) => toFact(message, key))
  }
  const listings = [...keysThere].map(([id, key]) => () => factsOf(id, key))
  for await (const facts of interleave(listings, FOLDERS_AT_ONCE)) for (const fact of facts) index.add(fact)
  return index
}

/** Ids of the messages that the search finds by their tags. */
async function findTagged({ openapi, notes, signal }: Ground): Promise<ReadonlySet<string> | 'refused'> {
  if (notes.size === 0) return new Set()
  const ids = new Set<string>()
  try {
    for await (const page of searchTags(openapi, searchedTags(openapi.names), signal)) for (const { id } of page) ids.add(id)
    return ids
  } catch (error) {
    if (isRefusal(error)) return 'refused'
    throw error
  }
}

/** Only tags that were there at an earlier look already count: the search may be a little late. */
function isAnyMissing({ openapi, notes }: Ground, index: FactIndex, found: ReadonlySet<string>): boolean {
  const before = new Map([...notes.entries()].flatMap(([, note]) => (note.there === undefined ? [] : [[note.there, note] as const])))
  const shown = (tags: readonly string[]) => shownTags(tags, openapi.names).join()
  for (const { id, tags } of index) if (!found.has(id) && shown(tags) !== '' && shown(before.get(id)?.tags ?? []) === shown(tags)) return true
  return false
}
