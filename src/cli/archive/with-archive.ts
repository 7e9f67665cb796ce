import type { Archives } from '../../archive-app.ts'
import { INSTALLATION } from '../../domain/installation.ts'
import { askedBy, type Invocation } from '../command.ts'
import type { ProgressLine } from '../progress-line.ts'
import { secondPersonAgrees } from '../second-person.ts'
import { withProgress } from '../watch-progress.ts'
import { readConfig, withApp } from '../with-app.ts'

/** What every look at the archive takes. */
export interface Looking {
  readonly signal: AbortSignal
  /** For the audit. */
  readonly by: string
  readonly onProgress: (done: number, total: number) => void
}

/** Lends the archive to `work`, with a progress line for what is read into the index first. */
export const withArchive = (invocation: Invocation, work: (archive: Archives, looking: Looking, line: ProgressLine) => Promise<number>, config = readConfig(invocation)): Promise<number> =>
  withApp(invocation, config, (app) =>
    withProgress(invocation, (line) => work(app.backups().archive, { signal: invocation.signal, by: askedBy(invocation), onProgress: (done, total) => line.show({ label: 'reading into the index', done, total }) }, line)),
  )

/** The same for whoever is to be shown content, or a list of messages, of a pair or of all: where a second person has to agree to it, once they have. */
export async function readingArchive(invocation: Invocation, pair: string | undefined, work: (archive: Archives, looking: Looking, line: ProgressLine) => Promise<number>): Promise<number> {
  const config = readConfig(invocation)
  await secondPersonAgrees(invocation, config, { deed: 'archive-read', pair: pair ?? INSTALLATION, about: '' })
  return withArchive(invocation, work, config)
}

/** A part of an object that is there only with a value. */
export const optional = <Key extends string, Value>(name: Key, value: Value | undefined): { readonly [key in Key]?: Value } => (value === undefined ? {} : ({ [name]: value } as { readonly [key in Key]?: Value }))
