import type { PairStore } from '../../src/engine/ports.ts'
import { generator } from '../../src/sandbox/faults.ts'
import { Life } from '../support/crash.ts'
import type { MemoryPair, Moment } from '../support/memory-pair.ts'
import { imageOf, type DatabaseImage, type PreparedPair } from '../support/prepared-pair.ts'
import { openScratch } from '../support/scratch.ts'
import { assertEndsAs, prepareStory, told, undisturbed } from './memory-kills.ts'
import { STORIES } from './stories.ts'

/** What was on the disk when it had last been told to hold fast, and how far the world was each time from then until the next. */
interface SyncPoint {
  readonly image: DatabaseImage
  readonly moments: Moment[]
}

/**
 * The power fails: the clouds are where they are, and the database is what it was at the last sync point, at one before that (a disk that
 * lies, a backup that was restored), or half of what was being written since.
 * @returns how often each
 */
export async function losePower({ times, seed }: { readonly times: number; readonly seed: number }): Promise<Record<string, number>> {
  const random = generator(seed)
  const tried: Record<string, number> = { last: 0, older: 0, torn: 0 }
  const rounds = Math.max(1, Math.ceil(times / STORIES.length / 50))
  for (let round = 0; round < rounds * STORIES.length; round++) {
    const at = round % STORIES.length
    using scratch = openScratch()
    const prepared = await prepareStory(at, scratch)
    const order = 1 + Math.floor(random() * 1000)
    const expected = await undisturbed(prepared, order)
    const points = await record(prepared, order)
    for (let n = 0; n < Math.ceil(times / rounds / STORIES.length); n++) {
      const loss = draw(points, random)
      await told({ story: STORIES[at]?.name, order, ...loss.where }, async () => {
        const pair = prepared.begin(loss.image, loss.moment)
        await assertEndsAs(pair, expected, loss.where.database === 'older')
        await pair.loseState()
      })
      tried[loss.where.database] = (tried[loss.where.database] ?? 0) + 1
    }
  }
  return tried
}

/** One run that nothing disturbs, and all that a power cut could find. */
async function record(prepared: PreparedPair, order: number): Promise<SyncPoint[]> {
  const pair = prepared.begin()
  await pair.pairStore()
  const points: SyncPoint[] = [{ image: imageOf(pair), moments: [pair.moment()] }]
  const life = new Life({ atEffect: 0, after: false, inFlight: 'done', order })
  await pair.sync({ untilQuiet: true }, { mailbox: (mailbox) => life.mailbox(watched(mailbox, () => points.at(-1)?.moments.push(pair.moment()))), store: (store) => life.store(syncing(store, pair, points)) })
  await pair.loseState()
  return points
}

/** A mailbox that says when a write is done. */
function watched<Mailbox extends object>(mailbox: Mailbox, onWritten: () => void): Mailbox {
  const wrapped = { ...mailbox }
  for (const name of ['create', 'mark', 'move', 'remove', 'createFolder', 'changeFolder', 'deleteFolder']) {
    const write = Reflect.get(mailbox, name) as (...args: unknown[]) => Promise<unknown>
    Object.assign(wrapped, {
      [name]: async (...args: unknown[]) => {
        const answer = await write(...args)
        onWritten()
        return answer
      },
    })
  }
  return wrapped
}

const syncing = (store: PairStore, pair: MemoryPair, points: SyncPoint[]): PairStore =>
  new Proxy(store, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      if (name !== 'commit') return method.bind(target)
      return async (...args: unknown[]) => {
        await method.apply(target, args)
        points.push({ image: imageOf(pair), moments: [pair.moment()] })
      }
    },
  })

interface Loss {
  readonly image: DatabaseImage
  readonly moment: Moment
  readonly where: { readonly database: 'last' | 'older' | 'torn'; readonly at: number; readonly syncPoint: number; readonly written: number }
}

function draw(points: readonly SyncPoint[], random: () => number): Loss {
  const at = Math.floor(random() * points.length)
  const moments = points[at]?.moments ?? []
  const written = Math.floor(random() * moments.length)
  const database = random() < 0.34 ? 'last' : random() < 0.5 ? 'older' : 'torn'
  const syncPoint = database === 'older' ? Math.floor(random() * (at + 1)) : at
  const [point, moment] = [points[syncPoint], moments[written]]
  if (point === undefined || moment === undefined) throw new Error('there is no such sync point')
  const next = points[at + 1]?.image
  const where = { database, at, syncPoint, written } as const
  return { moment, where, image: database === 'torn' && next !== undefined ? torn(point.image, next, random) : point.image }
}

/** What was written since the sync point reached the disk in part, the end of it perhaps as garbage. The file itself is not touched before the log is whole. */
function torn(image: DatabaseImage, next: DatabaseImage, random: () => number): DatabaseImage {
  const upTo = image.log.length + Math.floor(random() * Math.max(0, next.log.length - image.log.length))
  const log = Buffer.from(next.log.subarray(0, upTo))
  const garbage = Math.floor(random() * (upTo - image.log.length))
  if (random() < 0.5) for (let byte = upTo - garbage; byte < upTo; byte++) log[byte] = Math.floor(random() * 256)
  return { file: image.file, log }
}
