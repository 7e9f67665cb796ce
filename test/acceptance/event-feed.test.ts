import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FeedEvent } from '../../src/domain/feed-event.ts'
import { openStore } from '../../src/store/open-store.ts'
import { mail, MemoryPair } from '../support/memory-pair.ts'
import { openScratch } from '../support/scratch.ts'

/** Asks once a minute, page by page, and keeps its cursor as a polling trigger does. Begins anew from it whenever it is started. */
class Consumer {
  readonly seen: Pick<FeedEvent, 'id' | 'kind' | 'item'>[] = []
  readonly #database: string
  #cursor: string | undefined

  constructor(database: string) {
    this.#database = database
  }

  /** `pages`: it is killed after so many. */
  async poll(pages = Infinity): Promise<void> {
    const store = await openStore(this.#database, { clock: { now: () => 0, wait: async () => {} }, exclusive: false })
    try {
      for (let page = 0; page < pages; page++) {
        const { events, next, isMore } = await store.feed.read({ limit: 150, kinds: ['item.copied'], ...(this.#cursor === undefined ? {} : { after: this.#cursor }) })
        this.seen.push(...events)
        this.#cursor = next
        if (!isMore) return
      }
    } finally {
      await store.close()
    }
  }
}

test('AC-09: 1,000 mails in 10 s, and a consumer that asks each minute and is restarted twice: exactly 1,000 events, in order', async () => {
  using scratch = openScratch()
  const pair = new MemoryPair({ database: `sqlite:${scratch.path('feed.db')}` })
  await pair.sync()
  const consumer = new Consumer(pair.database)
  const inbox = pair.clouds.left.folder('inbox')
  const added: string[] = []
  const add = (many: number): void => {
    for (let nth = 0; nth < many; nth++) {
      const name = `m${String(added.length).padStart(4, '0')}`
      added.push(name)
      pair.clouds.left.add(mail(name), inbox.id)
      pair.clock.advance(10)
    }
  }
  add(400)
  await pair.sync()
  await consumer.poll(1)
  add(350)
  await pair.sync()
  await consumer.poll(2)
  add(250)
  await pair.sync()
  await consumer.poll()
  const store = pair.store ?? assert.fail()
  const all = await store.feed.read({ limit: 5000, kinds: ['item.copied'] })
  assert.equal(consumer.seen.length, 1000)
  assert.equal(new Set(consumer.seen.map(({ item }) => item)).size, 1000)
  assert.deepEqual(consumer.seen, all.events)
  assert.deepEqual(all.events.map(({ at }) => at), all.events.map(({ at }) => at).sort())
  await store.close()
})
