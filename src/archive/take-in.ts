import type { KeptMessage } from '../backup/kept.ts'
import type { Point, PointEntry } from '../backup/point.ts'
import type { Repository } from '../backup/repository.ts'
import type { Writer } from '../backup/writer.ts'
import type { Instant } from '../domain/instant.ts'
import type { Sighting } from './message.ts'

/** More lists of a pair than this are written into one. */
const MOST_LISTS = 24

/** What makes two sightings one. */
const keyOf = ({ blob, side, folder }: Sighting): string => `${blob} ${side} ${folder}`

/** Lists of the archive hold nothing else. */
export const sightingsIn = async (list: string, repository: Pick<Repository, 'readKept'>): Promise<readonly Sighting[]> => (await repository.readKept(list)) as readonly (KeptMessage & Sighting)[]

/**
 * Notes every message of these restore points that is not in the archive yet, or not as seen in this folder. Only what has content.
 * Done again, or after a kill at any point, nothing is doubled and nothing is left out. @returns how many messages were new to the pair
 */
export async function takeInPoints(pair: string, { repository, writer, now }: { readonly repository: Repository; readonly writer: Writer; readonly now: Instant }): Promise<number> {
  const points = await repository.points(pair)
  const note = `archived-${repository.secretName(`archived ${pair}`).slice(0, 16)}`
  const taken = new Set(JSON.parse((await repository.note(note)) ?? '[]') as string[])
  const toTake = points.filter(({ id }) => !taken.has(id))
  if (toTake.length === 0) return 0
  const known = new Set<string>()
  const blobs = new Set<string>()
  for (const list of await repository.keptLists(pair)) {
    for (const sighting of await sightingsIn(list, repository)) {
      known.add(keyOf(sighting))
      blobs.add(sighting.blob)
    }
  }
  const before = blobs.size
  for (const point of toTake) {
    const fresh: Sighting[] = []
    for await (const sighting of sightingsOf(point, repository, now)) {
      if (known.has(keyOf(sighting))) continue
      known.add(keyOf(sighting))
      blobs.add(sighting.blob)
      fresh.push(sighting)
    }
    if (fresh.length > 0) await writer.keepList(pair, fresh)
  }
  await writer.writeNote(note, JSON.stringify(points.map(({ id }) => id)))
  await joinLists(pair, repository, writer)
  return blobs.size - before
}

async function* sightingsOf(point: Point, repository: Repository, now: Instant): AsyncGenerator<Sighting> {
  const pathOf = folderPaths(point)
  for await (const entry of repository.entries(point)) {
    const { blob, size = 0, side, roleClass, receivedAt } = entry
    if (blob !== undefined) yield { pair: point.pair, blob, size, side, folder: pathOf(entry), roleClass, receivedAt, archivedAt: now }
  }
}

/** Names of the folders around a message, from the top. */
function folderPaths({ sides }: Point): (entry: Pick<PointEntry, 'side' | 'folder'>) => string {
  const known = new Map<string, string>()
  return ({ side, folder }) => {
    const key = `${side} ${folder}`
    const path = known.get(key) ?? pathIn(new Map(sides[side].folders.map((each) => [each.id, each])), folder)
    known.set(key, path)
    return path
  }
}

function pathIn(folders: ReadonlyMap<string, { readonly name: string; readonly parent?: string }>, id: string): string {
  const names: string[] = []
  const seen = new Set<string>()
  for (let at: string | undefined = id; at !== undefined && !seen.has(at); at = folders.get(at)?.parent) {
    seen.add(at)
    names.unshift(folders.get(at)?.name ?? '')
  }
  return names.join('/')
}

/** The new list is there before the old ones go: a kill leaves some messages in two lists, which are one all the same. */
async function joinLists(pair: string, repository: Repository, writer: Writer): Promise<void> {
  const lists = await repository.keptLists(pair)
  if (lists.length <= MOST_LISTS) return
  const all = new Map<string, Sighting>()
  for (const list of lists) for (const sighting of await sightingsIn(list, repository)) all.set(keyOf(sighting), all.get(keyOf(sighting)) ?? sighting)
  await writer.keepList(pair, [...all.values()])
  for (const list of lists) await writer.dropList(list)
}
