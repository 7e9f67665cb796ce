import type { Clock } from '../../platform/clock.ts'

/** Whether `work` ended within `ms` milliseconds; what it answers is lost. @throws what `work` throws, or the reason of the abort */
export async function endsWithin(clock: Clock, ms: number, work: Promise<unknown>, signal?: AbortSignal): Promise<boolean> {
  const ended = new AbortController()
  const stop = signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal])
  const late = clock.wait(ms, stop).then(() => false)
  try {
    return await Promise.race([work.then(() => true), late])
  } finally {
    ended.abort()
  }
}
