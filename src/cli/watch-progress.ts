import type { App } from '../app.ts'
import type { Progress } from '../engine/report.ts'
import type { Invocation } from './command.ts'
import { createProgressLine, type ProgressLine } from './progress-line.ts'

const PHASES: Readonly<Record<Progress['phase'], string>> = {
  'backing-up': 'taking a restore point',
  recovering: 'finishing what was begun',
  observing: 'reading',
  matching: 'recognising',
  planning: 'planning',
  applying: 'writing',
}

/** A progress line, taken away when `work` ends. */
export async function withProgress<Result>({ surroundings }: Invocation, work: (line: ProgressLine) => Promise<Result>): Promise<Result> {
  const line = createProgressLine(surroundings.stderr, surroundings.clock)
  try {
    return await work(line)
  } finally {
    line.clear()
  }
}

/** What to hand to a run so that its progress is seen. `name` is shown before the phase. */
export function watchProgress(line: ProgressLine, app: App, name: string): (progress: Progress) => void {
  return ({ phase, done, total }) => line.show({ label: `${name}: ${PHASES[phase]}`, done, windowShare: app.windowShare(), ...(total === undefined ? {} : { total }) })
}
