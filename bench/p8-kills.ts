import { availableParallelism } from 'node:os'
import pLimit from 'p-limit'
import { killEverywhere } from '../test/crash/memory-kills.ts'
import { STORIES } from '../test/crash/stories.ts'
import { inThread } from '../test/support/in-thread.ts'
import { median, timed, type BenchOptions, type Figure, type Measured } from './harness.ts'

const KILLS = new URL('../test/crash/memory-kills.ts', import.meta.url)

export const kills: Figure = {
  id: 'P8',
  title: 'Kills per second of the crash tests over mailboxes in memory and a real database',
  limits:
    'About 12 ms of one core for each. A kill is a whole life: a run up to the kill, the run that resumes it, and the run after that, which has to do nothing; for each the database is opened anew and its statements are prepared anew, as a process would, and that is half of the time.',
  measure,
}

async function measure({ rounds, say }: BenchOptions): Promise<Measured> {
  const threads = availableParallelism()
  const limit = pLimit(threads)
  const rates: number[] = []
  for (let round = 1; round <= rounds; round++) {
    let count = 0
    const ms = await timed(async () => {
      const counts = await Promise.all([...STORIES.keys()].map((story) => limit(() => inThread(KILLS, killEverywhere, { story, orders: 1 }))))
      count = counts.reduce((sum, one) => sum + one, 0)
    })
    rates.push((count / ms) * 1000)
    say(`  round ${round}: ${count} kills in ${Math.round(ms)} ms`)
  }
  return {
    settings: { stories: STORIES.length, threads },
    values: [{ name: 'kills', value: median(rates), unit: '/s', target: { op: '>=', than: 200 } }],
    samples: { 'kills per second': rates },
  }
}
