import type { App, PairInfo, Probed, SignInStanding } from './app.ts'
import type { Config } from './config/config.ts'
import { pairOf } from './config/pair-of.ts'
import { dingtalkHeld, permissionsHeld, type Held, type PermissionsHeld } from './connections/permissions-held.ts'
import { sideStanding, type SideStanding } from './connections/side-state.ts'
import { waysIn, type MicrosoftWay, type WayIn } from './connections/ways-in.ts'
import type { ConnectionLook } from './domain/connection-look.ts'
import { SyncError } from './domain/errors.ts'
import { SIDES, type Side } from './domain/side.ts'
import type { Progress } from './engine/report.ts'
import type { PointStanding } from './gate/standing.ts'
import type { Clock } from './platform/clock.ts'
import { lookOf } from './setup/judge-checks.ts'
import { restrictionSteps } from './setup/microsoft/restrict-app.ts'

/** A way into a cloud, and how it stands. */
export type WayStanding = WayIn & {
  /** When somebody last asked the cloud about one of its pairs, in milliseconds since 1970. */
  readonly lookedAt?: number
  /** Of an app of the Alibaba Mail OpenAPI. */
  readonly openapi?: readonly { readonly name: string; readonly held: Held }[]
  /** Of an app registration. */
  readonly held?: PermissionsHeld & {
    /** What the fourth safety measure says of it, where somebody has looked. */
    readonly judged?: PointStanding
    /** PowerShell that leaves the app no more than it needs; empty where it has no more. */
    readonly narrowing: readonly string[]
  }
}

/** How one pair gets into both clouds. */
export interface PairConnection {
  readonly pair: string
  readonly left: PairInfo['left']
  readonly sides: Readonly<Record<Side, SideStanding>>
  readonly lookedAt?: number
  /** Where a person signs in to Outlook. */
  readonly signIn?: SignInStanding
  /** By which ways messages are put into each mailbox, the best first: none into one that is never written to, nothing where that was not found out. */
  readonly routes: Readonly<Partial<Record<Side, readonly string[]>>>
  /** What the last two-way test found. */
  readonly probed?: Probed
}

/** How many pairs were asked about, and how many of them are not well. */
export interface Checked {
  readonly checked: number
  readonly notWell: number
}

/** How Tongbu gets into both clouds, what it may do there, and what it needs. */
export interface Connections {
  /** From memory; asks no cloud. */
  ways(): Promise<readonly WayStanding[]>
  /** From memory; asks no cloud. @throws {SyncError} `BAD_CONFIG` for a pair that is not configured */
  pair(name: string): Promise<PairConnection>
  /** The app registration of that id; nothing where there is none. */
  microsoft(id: string): MicrosoftWay | undefined
  /** Asks both clouds about these pairs, one after the other, and remembers what they said. */
  check(pairs: readonly string[], call: { readonly signal: AbortSignal; readonly onProgress: (progress: Pick<Progress, 'done' | 'total'>) => void }): Promise<Checked>
}

export interface ConnectionsOptions {
  readonly config: Config
  readonly app: Pick<App, 'pairs' | 'preflight' | 'probes' | 'signIns' | 'status' | 'beside'>
  readonly clock: Clock
}

export function createConnections({ config, app, clock }: ConnectionsOptions): Connections {
  const ways = waysIn(config)
  const looks = async (pair?: string): Promise<readonly ConnectionLook[]> => (await app.beside()).looks(pair)
  const isPersonal = (pair: string): boolean => pairOf(config, pair).outlook.signIn === 'person'
  const connections: Connections = {
    ways: async () => {
      const known = await looks()
      return Promise.all(ways.map((way) => wayStanding(way, tellingOf(known, way), app)))
    },
    microsoft: (id) => ways.find((way) => way.id === id && way.kind === 'microsoft') as MicrosoftWay | undefined,
    pair: async (name) => {
      const [look] = await looks(name)
      const { lastReport } = await app.status(name)
      const signIn = isPersonal(name) ? await app.signIns().standing(name) : undefined
      const ranAt = lastReport === undefined || lastReport.stoppedBy !== undefined ? undefined : Date.parse(lastReport.endedAt)
      const standingOf = (side: Side): SideStanding =>
        sideStanding({
          ...(look === undefined ? {} : { look: { ...look.sides[side], at: look.at } }),
          ...(ranAt === undefined ? {} : { ranAt }),
          ...(signIn === undefined || side === 'left' ? {} : { signIn: signIn.state }),
        })
      const { dingtalk, policy } = pairOf(config, name)
      const found = look?.sides.right.routes
      const probed = await app.probes().last(name)
      return {
        ...{ pair: name, left: dingtalk === undefined ? 'imap' : 'dingtalk', sides: { left: standingOf('left'), right: standingOf('right') } },
        ...(look === undefined ? {} : { lookedAt: look.at }),
        ...(signIn === undefined ? {} : { signIn }),
        routes: { left: policy.readOnly === 'dingtalk' ? [] : ['imap'], ...(policy.readOnly === 'outlook' ? { right: [] } : found === undefined ? {} : { right: found }) },
        ...(probed === undefined ? {} : { probed }),
      }
    },
    check: async (pairs, { signal, onProgress }) => {
      let notWell = 0
      for (const [done, pair] of pairs.entries()) {
        onProgress({ done, total: pairs.length })
        if (!(await isWell(pair, signal))) notWell++
      }
      return { checked: pairs.length, notWell }
    },
  }
  return connections

  /** A pair that cannot be opened keeps nobody from looking at the others; how it stands tells why. */
  async function isWell(pair: string, signal: AbortSignal): Promise<boolean> {
    try {
      const { remarks } = await app.preflight().look(pair, signal)
      const sideOf = (side: Side) => lookOf(side, remarks.filter(({ on }) => on === side), { isPersonal: isPersonal(pair) })
      const look = { pair, at: clock.now(), sides: { left: sideOf('left'), right: sideOf('right') } }
      await (await app.beside()).keepLook(look)
      const { sides } = await connections.pair(pair)
      return SIDES.every((side) => sides[side].state === 'works')
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof SyncError && error.code !== 'STORE_FAILURE') return false
      throw error
    }
  }
}

/** The newest look at one of its pairs; of an app, best one that got a token. */
function tellingOf(looks: readonly ConnectionLook[], { kind, pairs }: WayIn): ConnectionLook | undefined {
  const newest = looks.filter(({ pair }) => pairs.includes(pair)).sort((a, b) => b.at - a.at)
  const telling = kind === 'microsoft' ? newest.find(({ sides }) => sides.right.found.some(({ code }) => code === 'entra-ok')) : undefined
  return telling ?? newest[0]
}

async function wayStanding(way: WayIn, look: ConnectionLook | undefined, app: ConnectionsOptions['app']): Promise<WayStanding> {
  const looked = look === undefined ? {} : { lookedAt: look.at }
  if (way.kind === 'dingtalk') return { ...way, ...looked, openapi: dingtalkHeld(way.writes, look?.sides.left) }
  if (way.kind === 'imap') return { ...way, ...looked }
  const { measures, narrowing } = await app.preflight().standing(look?.pair ?? way.pairs[0] ?? '')
  const judged = measures.flatMap(({ points }) => points).find(({ id, from }) => id === 'permissions' && from === 'machine')
  // The measures are of one pair: where many share the app and it reaches too many mailboxes, they are narrowed to together.
  const isShared = judged?.code === 'permission-wide' && way.pairs.length > 1
  const commands = isShared ? restrictionSteps(way).flatMap(({ commands: some }) => some) : narrowing
  return { ...way, ...looked, held: { ...permissionsHeld(way.features, look?.sides.right, judged?.code), ...(judged === undefined ? {} : { judged }), narrowing: way.features.signIn === 'app' ? commands : [] } }
}
