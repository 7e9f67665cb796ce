import { generator } from '../../src/sandbox/faults.ts'
import type { Death } from '../support/crash.ts'
import { openScratch } from '../support/scratch.ts'
import { deathsOf, killAndResume, prepareStory, told, undisturbed } from './memory-kills.ts'
import { STORIES } from './stories.ts'

/** Most deaths after the first come this early in the next life, when it looks after what the one before left. */
const EARLY = 8

/** Lives that end while they look after what a life before them left, until there were so many. @returns how often a recovery was killed */
export async function killAgain({ times, seed }: { readonly times: number; readonly seed: number }): Promise<number> {
  const random = generator(seed)
  const draw = (most: number): number => 1 + Math.floor(random() * most)
  let killed = 0
  for (let at = 0; killed < times; at = (at + 1) % STORIES.length) {
    using scratch = openScratch()
    const prepared = await prepareStory(at, scratch)
    const order = draw(1000)
    const expected = await undisturbed(prepared, order)
    const firsts = [...deathsOf(expected.effects, order)]
    const others = [...deathsOf(EARLY, order)]
    const goal = Math.min(times, killed + Math.ceil(times / STORIES.length / 3))
    while (killed < goal) {
      const deaths = [firsts[draw(firsts.length) - 1], ...Array.from({ length: draw(2) }, () => others[draw(others.length) - 1])].filter((death): death is Death => death !== undefined)
      const died = await told({ story: STORIES[at]?.name, deaths }, () => killAndResume(prepared, deaths, expected))
      if (died > 1) killed++
    }
  }
  return killed
}
