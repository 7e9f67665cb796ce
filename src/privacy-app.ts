import { basename, dirname, resolve } from 'node:path'
import type { Backups } from './backup-app.ts'
import type { Config } from './config/config.ts'
import type { KeyPlace } from './config/secrets-key.ts'
import type { Mailbox } from './connectors/connector.ts'
import { chinaYear } from './domain/china-year.ts'
import { toInstant } from './domain/instant.ts'
import type { Side } from './domain/side.ts'
import type { Finding } from './engine/report.ts'
import type { Clock } from './platform/clock.ts'
import { namingPlaces } from './naming-places.ts'
import { leaseOf, type Patience } from './own-pair.ts'
import { folderFiles, namedFolder, type FolderFiles } from './platform/folder-files.ts'
import type { NewId } from './platform/ids.ts'
import { backupPlace } from './privacy/backup-place.ts'
import { checkTraces, type BareFile } from './privacy/check-traces.ts'
import { erasePerson, planErasure, type Erasure, type ErasurePlan, type ErasureRequest } from './privacy/erase-person.ts'
import { exportPerson, type PersonExport } from './privacy/export-person.ts'
import type { FindProgress } from './privacy/find-person.ts'
import { missingFacts, noticeText, type NoticeFacts, type NoticeLanguage } from './privacy/notices.ts'
import type { Person } from './privacy/person.ts'
import type { ContentPlace, IsHeld } from './privacy/place.ts'
import type { Proof, Traces } from './privacy/proof.ts'
import { makeRegister, peopleFindings, type PeopleCount, type Register } from './privacy/register.ts'
import type { Store } from './store/store.ts'
import type { Turns } from './turns.ts'

export interface SearchOptions {
  readonly signal: AbortSignal
  readonly onProgress?: (progress: FindProgress) => void
}

/** What is owed to the people whose data this is. */
export interface Privacy {
  /** Counts what an erasure would find, beside whatever runs. */
  planErasure(request: Pick<ErasureRequest, 'person' | 'mentions'>, options: SearchOptions): Promise<ErasurePlan>
  /** See `erasePerson`. Nothing else may work on the database meanwhile. */
  erase(request: ErasureRequest, keepProof: (proof: Proof) => Promise<void>, options: SearchOptions): Promise<Erasure>
  /** Looks for a person in all that the installation holds; the mailboxes are not it. */
  check(request: Pick<ErasureRequest, 'person' | 'mentions'>, options: SearchOptions): Promise<Traces>
  /** See `exportPerson`. */
  exportPerson(request: { readonly person: Person; readonly mentions: boolean; readonly to: string | FolderFiles; readonly by: string }, options: SearchOptions): Promise<PersonExport>
  register(): Promise<Register>
  /** The addresses of both mailboxes of each pair, the left one first. */
  owners(): readonly { readonly pair: string; readonly addresses: readonly string[] }[]
  /** What the count of people calls for, where they are counted. */
  findings(): Promise<readonly Finding[]>
  /** A draft for employees, and which options would fill its gaps. */
  notice(language: NoticeLanguage): { readonly text: string; readonly missing: readonly string[] }
}

export interface PrivacyOptions {
  readonly config: Config
  readonly clock: Clock
  readonly newId: NewId
  readonly store: (use: boolean | 'beside') => Promise<Store>
  /** Lends the store as the owner of all pairs. Default: `store` does. */
  readonly owned?: <Result>(work: (store: Store, patience: Patience) => Promise<Result>) => Promise<Result>
  /** Opens both mailboxes of a pair for one search: those that runs work with are opened anew whenever somebody asks for a run. */
  readonly openMailboxes: (pair: string) => Promise<Readonly<Record<Side, Mailbox>>>
  readonly backups: Pick<Backups, 'isConfigured' | 'repository'>
  readonly keyPlace?: KeyPlace
  readonly setupFile?: string
  /** Where messages of the backup are searched and kept: it knows what somebody has to keep, and its index names messages too. */
  readonly archive?: ArchiveSeam
  /** Lets work on one pair wait for what this process does with it already. */
  readonly turns?: Turns
  /** What holds content beside the backup. */
  readonly places?: () => Promise<readonly ContentPlace[]>
}

/** What an erasure asks of the archive. */
export interface ArchiveSeam {
  readonly isConfigured: boolean
  /** Names of legal holds that keep a message. */
  holdsOnIds(ids: Parameters<IsHeld>[0], options: { readonly signal: AbortSignal }): Promise<readonly string[]>
  /** Forgets what is not in the backup any more. */
  index(options: { readonly signal: AbortSignal; readonly isRebuild: boolean }): Promise<unknown>
}

type SearchedMailboxes = (pair: string) => Promise<Readonly<Record<Side, Mailbox>> | undefined>

/** Privacy over this configuration. Asks nothing of anybody until a method is called. */
export function createPrivacy(options: PrivacyOptions): Privacy {
  const { config, clock, newId, store: openStore, backups } = options
  const archive = options.archive?.isConfigured === true ? options.archive : undefined
  const owned: NonNullable<PrivacyOptions['owned']> = options.owned ?? (async (work) => work(await openStore(true), {}))
  const isConfigured = (pair: string): boolean => config.pairs.some(({ name }) => name === pair)
  const searchTools = async (store: Store, { signal, onProgress }: SearchOptions, mailboxes: SearchedMailboxes = async () => undefined) => ({
    store: store.personal,
    pairs: [...new Set([...(await store.pairs()), ...config.pairs.map(({ name }) => name)])],
    places: [...(backups.isConfigured ? [backupPlace(await backups.repository(), async (until) => archive?.index({ signal: until, isRebuild: false }))] : []), ...((await options.places?.()) ?? [])],
    mailboxes,
    naming: namingPlaces({ store, clock, ...(options.keyPlace === undefined ? {} : { keyPlace: options.keyPlace }), ...(options.setupFile === undefined ? {} : { setupFile: options.setupFile }) }),
    isHeld: async (ids: Parameters<IsHeld>[0]) => archive !== undefined && (await archive.holdsOnIds(ids, { signal })).length > 0,
    newId,
    signal,
    ...(onProgress === undefined ? {} : { onProgress }),
  })
  type Tools = Awaited<ReturnType<typeof searchTools>>
  const searching = async <Result>(store: Store, search: SearchOptions, work: (tools: Tools) => Promise<Result>): Promise<Result> => {
    const opened: Mailbox[] = []
    const mailboxes: SearchedMailboxes = async (pair) => {
      if (!isConfigured(pair)) return undefined
      const both = await options.openMailboxes(pair)
      opened.push(both.left, both.right)
      return both
    }
    try {
      return await work(await searchTools(store, search, mailboxes))
    } finally {
      for (const mailbox of opened) await mailbox.close()
    }
  }
  const people = async (store: Store): Promise<PeopleCount | undefined> => {
    if (!config.privacy.countPeople) return undefined
    const year = chinaYear(clock.now())
    return { year, to: await store.personal.people(year) }
  }
  return {
    planErasure: async (request, search) => searching(await openStore(false), search, (tools) => planErasure(request, tools)),
    erase: (request, keepProof, search) =>
      owned((store, patience) => searching(store, search, async (tools) => {
        const { turns } = options
        const { signal } = search
        const alone = tools.pairs.reduce((work, pair) => async () => (turns === undefined ? work() : turns.take(pair, signal, work)), async (): Promise<Erasure> => {
          const leases = []
          try {
            for (const pair of tools.pairs) leases.push(await leaseOf(store, { pair, signal, ...patience }))
            return await erasePerson(request, { ...tools, pairStore: (pair) => store.pair(pair), audit: store.audit, clock, keepProof, files: () => databaseFiles(config.database) })
          } finally {
            for (const lease of leases) await lease?.release().catch(() => {})
          }
        })
        return alone()
      })),
    check: async (request, search) => checkTraces({ ...(await searchTools(await openStore(false), search)), ...request, files: () => databaseFiles(config.database) }),
    exportPerson: async ({ to, ...request }, search) => {
      const store = await openStore('beside')
      return searching(store, search, (tools) => exportPerson({ ...tools, ...request, pairStore: (pair) => store.pair(pair), audit: store.audit, clock, to: namedFolder(to) }))
    },
    register: async () => {
      const store = await openStore(false)
      const pairs = [...new Set([...(await store.pairs()), ...config.pairs.map(({ name }) => name)])]
      const crossings = new Map<string, Awaited<ReturnType<Store['personal']['crossings']>>>()
      for (const pair of pairs) crossings.set(pair, await store.personal.crossings(pair))
      const counted = await people(store)
      return makeRegister({ at: toInstant(clock.now()) ?? '', facts: factsOf(config), crossings, ...(counted === undefined ? {} : { people: counted }) })
    },
    owners: () => config.pairs.map(({ name, dingtalk, imap, outlook }) => ({ pair: name, addresses: [dingtalk?.address, imap?.address, outlook.address].filter((address) => address !== undefined) })),
    findings: async () => {
      const counted = config.privacy.countPeople ? await people(await openStore(false)) : undefined
      return (counted === undefined ? [] : peopleFindings(counted)).map(({ code, message, count = 0 }) => ({ kind: 'people', code, message, count }))
    },
    notice: (language) => ({ text: noticeText(language, factsOf(config)), missing: missingFacts(factsOf(config)) }),
  }
}

function factsOf({ privacy, backup }: Config): NoticeFacts {
  const { countPeople: _setting, ...said } = privacy
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
  return { ...given, ...(backup === undefined ? {} : { keep: backup.keep }) }
}

/** The database and what SQLite keeps beside it. PostgreSQL's files are its own. */
async function* databaseFiles(database: string): AsyncGenerator<BareFile> {
  const path = /^sqlite:(?:\/\/)?(?!:memory:)(.+)$/.exec(database)?.[1]
  if (path === undefined) return
  const files = folderFiles(dirname(resolve(path)))
  for (const { name, isFolder } of await files.list('.')) if (!isFolder && name.startsWith(basename(path))) yield { path: name, bytes: () => files.read(name) }
}
