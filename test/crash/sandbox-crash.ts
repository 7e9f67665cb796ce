import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inThread } from '../support/in-thread.ts'
import { killAtEveryWrite, killWithinLarge } from './sandbox-kills.ts'

const MODULE = new URL('./sandbox-kills.ts', import.meta.url)
/** More than are needed. */
const ROOMS = 15

/** World 2 on databases of one kind: `stories` by their place in `STORIES`, and how many kills they come to at least. */
export function crashAtWrites(name: string, freshUrl: () => Promise<string>, { stories, least }: { readonly stories: readonly number[]; readonly least: number }): void {
  test(`${name}: killed at every write to either cloud, resumed, and equal`, async (t) => {
    const urls = []
    while (urls.length < ROOMS) urls.push(await freshUrl())
    const kills = await inThread(MODULE, killAtEveryWrite, { urls, stories })
    assert.ok(kills >= least, `only ${kills} kills`)
    t.diagnostic(`${kills} kills`)
  })
}

/** The same for a message that takes several requests to create. */
export function crashWithinLarge(name: string, freshUrl: () => Promise<string>): void {
  test(`${name}: killed at every write that makes a large message, resumed, and equal`, async (t) => {
    const kills = await inThread(MODULE, killWithinLarge, { url: await freshUrl() })
    assert.ok(kills >= 8, `only ${kills} kills`)
    t.diagnostic(`${kills} kills`)
  })
}
