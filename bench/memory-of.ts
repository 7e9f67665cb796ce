import { readFileSync } from 'node:fs'

/** Megabytes of a process, as proc(5) tells them: `VmRSS` is what is resident now, `VmHWM` the most that ever was. 0 when the process is gone. */
export function memoryOf(pid: number | undefined, name: 'VmRSS' | 'VmHWM'): number {
  try {
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
