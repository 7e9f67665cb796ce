import type { Config } from './config/config.ts'
import { HEAD_PLACES, type HeadTelling } from './domain/audit-head.ts'
import type { ContentRead } from './domain/content-read.ts'
import { appendFile } from './platform/append-file.ts'
import type { Clock } from './platform/clock.ts'
import type { Http } from './platform/http.ts'
import type { NewId } from './platform/ids.ts'
import { networkTrouble } from './platform/network-trouble.ts'
import type { Telemetry } from './platform/telemetry.ts'
import { recordDeed } from './record-deed.ts'
import { headPlaces, type HeadPlace } from './service/head-places.ts'
import { tellHeads } from './service/head-teller.ts'
import type { AuditTrail, Store } from './store/store.ts'

/** The record of everything that was done, and what is told of it outside. */
export interface Audit extends AuditTrail {
  /** Records that content was read because a person asked. To be awaited before anything of it is shown or handed out, so that nobody sees what is not recorded. */
  recordRead(pair: string, read: ContentRead): Promise<void>
  /** How the heads were last told to each place that is configured, those alone to which they ever should have been. */
  tellings(): Promise<readonly HeadTelling[]>
  /** Tells the heads of all chains to every place that is configured, now. */
  tellHeads(signal: AbortSignal): Promise<readonly HeadTelling[]>
}

export interface AuditOptions {
  readonly config: Config
  readonly clock: Clock
  readonly newId: NewId
  readonly http: Http
  readonly telemetry: Telemetry
  /** Opened only to look, or to write beside whoever owns it. */
  readonly store: (use: false | 'beside') => Promise<Store>
}

/** Where heads of the audit are kept outside. */
export const headPlacesOf = ({ audit: { headUrl, headFile } }: Config, http: Http): readonly HeadPlace[] => headPlaces({ headUrl, headFile, http, appendFile, trouble: networkTrouble })

/** Opens nothing before it is asked. */
export function openAudit({ config, clock, newId, http, telemetry, store }: AuditOptions): Audit {
  const trail = async (): Promise<AuditTrail> => (await store(false)).audit
  return {
    last: async (...asked) => (await trail()).last(...asked),
    search: async (...asked) => (await trail()).search(...asked),
    verify: async (...asked) => (await trail()).verify(...asked),
    heads: async () => (await trail()).heads(),
    record: async (...told) => (await store('beside')).audit.record(...told),
    recordRead: (pair, read) => recordDeed({ clock, newId, store: () => store('beside') }, pair, { kind: 'read', ...read }),
    tellings: async () => {
      const tellings = await (await store(false)).service.headTellings()
      return HEAD_PLACES.flatMap((name) => (config.audit[name] === undefined ? [] : (tellings.find(({ place }) => place === name) ?? [])))
    },
    tellHeads: async (signal) => {
      const { audit, service } = await store('beside')
      return tellHeads({ places: headPlacesOf(config, http), heads: () => audit.heads(), store: service, clock, telemetry }, signal)
    },
  }
}
