import { redact } from '../config/redact.ts'
import { createConnections } from '../connections-app.ts'
import type { Clock } from '../platform/clock.ts'
import type { ToldDelay } from '../platform/keep-delays.ts'
import type { FaceOptions } from '../server/face.ts'
import { ApiError } from '../server/problem.ts'
import { supportBundleOf } from '../support-bundle.ts'
import type { Host } from './host.ts'

export interface PageOptions {
  readonly host: Host
  readonly clock: Clock
  readonly versions: Readonly<Record<string, string>>
  readonly delays: () => readonly ToldDelay[]
}

/** What the main pages of the dashboard are given of the application that runs now. */
export function pageOptions({ host, clock, versions, delays }: PageOptions): Pick<FaceOptions, 'app' | 'connections' | 'events' | 'clock' | 'delays' | 'version' | 'versions' | 'configuration' | 'supportBundle'> {
  const config = () => {
    const now = host.config()
    if (now === undefined) throw new ApiError('NOT_SET_UP')
    return now
  }
  return {
    app: () => host.app(),
    connections: () => createConnections({ config: config(), app: host.app(), clock }),
    events: () => host.app().events(),
    clock,
    delays,
    version: versions['tongbu'] ?? 'unknown',
    versions: () => versions,
    configuration: () => redact(config()),
    supportBundle: () => supportBundleOf({ app: host.app(), config: config(), versions, now: clock.now() }),
  }
}
