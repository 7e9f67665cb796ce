import { useSyncExternalStore } from 'react'
import { useFormat, type Moment } from './format.ts'
import styles from './time.module.css'

const EVERY_MS = 10_000

let now = Date.now()
const waiting = new Set<() => void>()

setInterval(() => {
  now = Date.now()
  for (const tell of waiting) tell()
}, EVERY_MS)

/** The time in milliseconds since 1970, told anew every ten seconds. */
export function useNow(): number {
  return useSyncExternalStore(
    (tell) => {
      waiting.add(tell)
      return () => waiting.delete(tell)
    },
    () => now,
  )
}

/** When: how long ago, and exactly to whoever points at it. `isExact`: as date and time. */
export function Time({ at, isExact = false }: { readonly at: Moment; readonly isExact?: boolean }) {
  const format = useFormat()
  const from = useNow()
  return (
    <time className={styles['time']} dateTime={new Date(at).toISOString()} title={format.exact(at)}>
      {isExact ? format.moment(at) : format.ago(at, Math.max(from, Date.now()))}
    </time>
  )
}
