import { killEverywhere } from '../test/crash/memory-kills.ts'
import { STORIES } from '../test/crash/stories.ts'
import { median, timed, type BenchOptions, type Figure, type Measured } from './harness.ts'

export const kills: Figure = {
  id: 'P8',
  title: 'Kills per second of the crash tests over mailboxes in memory and a real database',
  limits: 'A kill is a whole life: a run up to the kill, the run that resumes it, and the run after that, which has to do nothing.',
  measure,
}

async function measure({ rounds, say }: BenchOptions): Promise<Measured> {
  const rates: number[] = []
  for (let round = 1; round <= rounds; round++) {
    let count = 0
    const ms = await timed(async () => {
      for (const story of STORIES.keys()) count += await killEverywhere({ story, orders: 1 })
    })
    rates.push((count / ms) * 1000)
    say(`  round ${round}: ${count} kills in ${Math.round(ms)} ms`)
  }
  return {
    settings: { stories: STORIES.length, processes: 1 },
    values: [{ name: 'kills', value: median(rates), unit: '/s', target: { op: '>=', than: 200 } }],
    samples: { 'kills per second': rates },
  }
}
