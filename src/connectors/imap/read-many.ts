import { withoutOriginHeader } from '../../mime/origin-header.ts'
import { spool } from '../../platform/spool.ts'
import type { ManyRead, MessageToRead } from '../connector.ts'
import { learnFolders } from './change-folders.ts'
import { parseId, type Place } from './message-id.ts'
import type { ImapScene } from './scene.ts'
import { readSources, SMALL_BYTES } from './together.ts'

/** What one command asks for at most: a round trip for each message would be most of the time, and all of them lie in memory. */
const MOST_MESSAGES = 128
const MOST_BYTES = 2 * 1024 * 1024

/** The small ones of these messages, some of a folder with one command; while those of one are handed out the next is under way. */
export async function* readMany(scene: ImapScene, messages: readonly MessageToRead[], signal: AbortSignal): AsyncGenerator<ManyRead> {
  const batches = batchesOf(messages.filter(({ size }) => size < SMALL_BYTES))
  const begin = (batch: Batch | undefined): Promise<ManyRead[]> => {
    const reading = batch === undefined ? Promise.resolve([]) : readBatch(scene, batch, signal)
    // Nobody may come to ask for it; whoever does is told.
    reading.catch(() => {})
    return reading
  }
  let ahead = begin(batches[0])
  for (const next of batches.keys()) {
    const read = await ahead
    ahead = begin(batches[next + 1])
    yield* read
  }
}

/** Messages of one folder. */
type Batch = readonly MessageToRead[]

function batchesOf(messages: readonly MessageToRead[]): Batch[] {
  const batches: MessageToRead[][] = []
  for (const inFolder of Map.groupBy(messages, ({ folderId }) => folderId).values()) {
    let bytes = Number.POSITIVE_INFINITY
    for (const message of inFolder) {
      const last = batches.at(-1)
      if (last !== undefined && last.length < MOST_MESSAGES && bytes + message.size <= MOST_BYTES) {
        last.push(message)
        bytes += message.size
      } else {
        batches.push([message])
        bytes = message.size
      }
    }
  }
  return batches
}

async function readBatch(scene: ImapScene, batch: Batch, signal: AbortSignal): Promise<ManyRead[]> {
  const [first] = batch
  if (first === undefined) return []
  if (scene.registry.seen(first.folderId) === undefined) await learnFolders(scene, signal)
  const places = batch.map(({ id }) => parseId(id))
  const sources = await readSources(scene, places.filter(isBeside(places[0])), signal)
  const found = new Map(places.filter(isBeside(places[0])).map((place, at) => [place.uid, sources[at]]))
  const read: ManyRead[] = []
  for (const [at, { id }] of batch.entries()) {
    const source = found.get(places[at]?.uid ?? 0)
    if (source !== undefined) read.push({ id, mime: await withoutOriginHeader(await spool(source)) })
  }
  return read
}

/** Of the same folder with the same UIDVALIDITY. */
const isBeside = (first: Place | undefined) => (place: Place): boolean => place.folderId === first?.folderId && place.uidValidity === first.uidValidity
