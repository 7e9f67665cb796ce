import type { Surroundings } from '../surroundings.ts'

const SAMPLE_MS = 200

/** The most memory that some processes had together. */
export interface PeakMemory {
  /** Bytes, summed over all processes at one moment; nothing where the system does not tell. */
  readonly bytes: () => number | undefined
  stop(): void
}

/** Watches the resident memory of `pids` (proc(5), `VmRSS` of /proc/PID/status) until stopped. */
export function watchMemory({ clock, readFile }: Surroundings, pids: readonly number[]): PeakMemory {
  const stopping = new AbortController()
  let peak = 0
  const sample = (): void => {
    const sizes = pids.map((pid) => residentBytes(readFile, pid))
    peak = Math.max(peak, sizes.reduce((sum, size) => sum + size, 0))
  }
  const watch = async (): Promise<void> => {
    for (;;) {
      sample()
      await clock.wait(SAMPLE_MS, stopping.signal)
    }
  }
  watch().catch(() => {})
  return { bytes: () => (peak === 0 ? undefined : peak), stop: () => stopping.abort() }
}

function residentBytes(readFile: Surroundings['readFile'], pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFile(`/proc/${pid}/status`) ?? '')?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
