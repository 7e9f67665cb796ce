import { isIn } from './find-text.ts'
import { lookAt } from './look-at-message.ts'
import { countsIn, type NamingPlace } from './naming.ts'
import { needlesOf, type Person } from './person.ts'
import type { ContentPlace, IsHeld } from './place.ts'
import type { PersonalStore } from './ports.ts'
import type { Traces } from './proof.ts'

/** A file of the installation, as it lies there. */
export interface BareFile {
  readonly path: string
  readonly bytes: () => AsyncIterable<Uint8Array>
}

export interface CheckOptions {
  readonly person: Person
  readonly mentions: boolean
  /** What else must not be found in files, in small letters: Message-IDs, where they are still known. */
  readonly messageIds?: ReadonlySet<string>
  readonly store: Pick<PersonalStore, 'traces' | 'rows'>
  readonly pairs: readonly string[]
  readonly places: readonly ContentPlace[]
  readonly naming: readonly NamingPlace[]
  /** Files beside those of the places: the database, where it is a file. */
  readonly files: () => AsyncIterable<BareFile>
  readonly isHeld: IsHeld
  readonly signal: AbortSignal
}

/** Looks through everything that the installation holds for a person. The mailboxes are not the installation. */
export async function checkTraces({ person, mentions, messageIds = new Set(), store, pairs, places, naming, files, isHeld, signal }: CheckOptions): Promise<Traces> {
  const inPlaces: Record<string, number> = {}
  const inFiles: string[] = []
  const needles = needlesOf(person)
  const search = async (listed: AsyncIterable<BareFile>): Promise<void> => {
    for await (const { path, bytes } of listed) if ((await isIn(bytes(), needles)) || (await holdsId(bytes(), messageIds))) inFiles.push(path)
  }
  for (const place of places) {
    for await (const { content } of place.contents(signal)) {
      const { concern, messageId, digest } = await lookAt(content, person)
      if (concern === 'none' || (concern === 'mention' && !mentions)) continue
      if (await isHeld({ ...(messageId === undefined ? {} : { messageId }), ...(digest === undefined ? {} : { digest }) })) continue
      inPlaces[place.name] = (inPlaces[place.name] ?? 0) + 1
    }
    await search(place.files())
  }
  for (const place of naming) {
    const many = Object.values(countsIn(await place.find(person))).reduce((sum, each) => sum + each, 0)
    if (many > 0) inPlaces[place.name] = many
  }
  await search(files())
  const database: Record<string, number> = { ...(await store.traces(needles)) }
  for (const pair of messageIds.size === 0 ? [] : pairs) {
    const many = (await store.rows(pair)).filter(({ internetMessageId: id }) => id !== undefined && messageIds.has(id)).length
    if (many > 0) database['items'] = (database['items'] ?? 0) + many
  }
  return { places: inPlaces, database, files: inFiles }
}

/** As long as a Message-ID may be that is looked for. */
const LONGEST = 1000

/** Whether one of these Message-IDs lies in some bytes. */
async function holdsId(source: AsyncIterable<Uint8Array>, messageIds: ReadonlySet<string>): Promise<boolean> {
  if (messageIds.size === 0) return false
  const latin = new Set([...messageIds].map((id) => Buffer.from(id).toString('latin1')))
  let before = ''
  for await (const bytes of source) {
    const text = before + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
    for (const [id] of text.matchAll(/<[^<>\s]+>/g)) if (latin.has(id)) return true
    before = text.slice(-LONGEST)
  }
  return false
}
