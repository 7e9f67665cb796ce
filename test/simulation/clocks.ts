import { systemHttp } from '../../src/platform/http.ts'
import { told } from '../crash/memory-kills.ts'
import { openStage, type Stage } from './turns.ts'
import { generator } from '../../src/sandbox/faults.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** How our clock is wrong, on which day, and how it is set while a run is under way. */
export interface WrongClock {
  readonly skewMs: number
  readonly day: string
  readonly stepMs: readonly number[]
}

/** Each with each: 24. On the days in March and October clocks of people change at 01:00 UTC in Europe. */
export const WRONG_CLOCKS: readonly WrongClock[] = [-10, 10].flatMap((minutes) =>
  ['2026-06-15T08:00:00Z', '2026-03-29T00:59:40Z', '2026-10-25T00:59:40Z'].flatMap((day) =>
    [[], [DAY_MS], [-DAY_MS], [DAY_MS, -DAY_MS]].map((stepMs) => ({ skewMs: minutes * MINUTE_MS, day, stepMs })),
  ),
)

/** One turn of edits for each clock, with the steps at random requests. */
export async function setClocks({ rounds, seed }: { readonly rounds: number; readonly seed: number }): Promise<number> {
  let turns = 0
  for (const [at, wrong] of WRONG_CLOCKS.entries()) {
    await told(wrong, async () => {
      const random = generator(seed + at)
      const given: { stage?: Stage } = {}
      const steps: { atRequest: number; ms: number }[] = []
      let requests = 0
      const stage = await openStage(
        {
          outlook: { maxRequestsPerWindow: 1e9 },
          http: async (request, signal) => {
            requests++
            for (const step of steps.splice(0)) {
              if (step.atRequest <= requests) given.stage?.clock.step(step.ms)
              else steps.push(step)
            }
            return systemHttp(request, signal)
          },
        },
        Date.parse(wrong.day) + wrong.skewMs,
      )
      given.stage = stage
      try {
        // The cloud's own clock is right.
        stage.pair.sandbox.shared.clock.advance(Date.parse(wrong.day) - stage.pair.sandbox.shared.clock.now())
        for (let round = 0; round < rounds + 1; round++) {
          await stage.turn(() => {
            requests = 0
            steps.push(...wrong.stepMs.map((ms) => ({ atRequest: 1 + Math.floor(random() * 60), ms })))
          })
          turns++
        }
      } finally {
        await stage.close()
      }
    })
  }
  return turns
}
