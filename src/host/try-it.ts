import { opposite, type Side } from '../domain/side.ts'
import type { Clock } from '../platform/clock.ts'
import { ApiError } from '../server/problem.ts'
import type { TrialCrossing, TrialMailbox, TrialMarks, TryIt } from '../server/routes/try-it.ts'
import type { Host } from './host.ts'
import type { TrialClouds } from './trial-clouds.ts'

export interface TryItSettings {
  readonly host: Host
  readonly clock: Clock
  /** Starts the two clouds with mail in them. */
  readonly openClouds: () => Promise<TrialClouds>
}

/** How often the other side is looked at while something is on its way to it: no time that is told is finer. */
const LOOK_MS = 20
/** What has not crossed by then is not watched any longer. */
const PATIENCE_MS = 120_000
const MOST_CROSSINGS = 50
/** Each mailbox is kept in memory. */
const MOST_MESSAGES = 200

/** What was done on one side, and how it shows on the other once it has crossed. */
interface Crossing extends TrialCrossing {
  readonly id: string
  readonly since: number
  readonly hasCrossed: (there: TrialMailbox) => boolean
}

interface Running {
  readonly clouds: TrialClouds
  /** Newest first. */
  crossings: readonly Crossing[]
  watching: boolean
  readonly over: Promise<void>
}

/** The simulation as an application of the host: another that takes its place ends it. */
export function createTryIt({ host, clock, openClouds }: TryItSettings): TryIt {
  let starting: Promise<void> | undefined
  let running: Running | undefined
  let count = 0

  const begin = async (): Promise<void> => {
    if (host.isConfigured()) throw new ApiError('NOT_ALLOWED', 'Your accounts are connected; a simulation of its own is started with `tongbu start --try`.')
    const clouds = await openClouds()
    const over = Promise.withResolvers<void>()
    running = { clouds, crossings: [], watching: false, over: over.promise }
    await host.become(clouds.config, async () => {
      running = undefined
      await clouds.close()
      over.resolve()
    })
  }
  const now = (): Running => {
    if (running === undefined) throw new ApiError('NOT_THERE', 'No simulation is running.')
    return running
  }

  const watch = async (of: Running): Promise<void> => {
    const isWaited = (crossing: Crossing): boolean => crossing.tookMs === undefined && clock.now() - crossing.since < PATIENCE_MS
    const isWaiting = (): boolean => running === of && of.crossings.some(isWaited)
    if (of.watching) return
    of.watching = true
    try {
      while (isWaiting()) {
        const mailboxes = await of.clouds.look()
        of.crossings = of.crossings.map((each) => (isWaited(each) && each.hasCrossed(mailboxes[opposite(each.from)]) ? { ...each, tookMs: clock.now() - each.since } : each))
        await clock.wait(LOOK_MS)
      }
    } finally {
      of.watching = false
    }
  }

  /** Does it as the person, and looks out for it on the other side. A later edit of the same kind is waited for in place of an earlier one. */
  const edit = async <Done>(on: Side, find: (done: Done) => string, work: (clouds: TrialClouds) => Promise<Done>, shows: readonly Pick<Crossing, 'kind' | 'hasCrossed'>[]): Promise<Done> => {
    const of = now()
    const since = clock.now()
    const done = await work(of.clouds)
    const id = find(done)
    const subject = (await of.clouds.look())[on].messages.find((message) => message.id === id)?.subject ?? ''
    const isOvertaken = (each: Crossing): boolean => each.tookMs === undefined && each.id === id && shows.some(({ kind }) => GROUP[kind] === GROUP[each.kind])
    const made = shows.map((show): Crossing => ({ ...show, id, since, subject, number: (count += 1), at: new Date(since).toISOString(), from: on }))
    of.crossings = [...made, ...of.crossings.filter((each) => !isOvertaken(each))].slice(0, MOST_CROSSINGS)
    // Ends by itself; where the clouds have ended meanwhile there is nothing left to look at.
    void watch(of).catch(() => undefined)
    return done
  }

  return {
    state: () => ({ isConnected: host.isConfigured() && running === undefined, isRunning: running !== undefined }),
    begin: async () => {
      if (running !== undefined) return
      starting ??= begin().finally(() => (starting = undefined))
      await starting
    },
    end: async () => {
      await starting?.catch(() => undefined)
      if (running === undefined) return
      const { over } = running
      await host.become(undefined)
      await over
    },
    look: async () => {
      const { clouds, crossings } = now()
      return { ...(await clouds.look()), crossings: crossings.map(({ number, at, from, kind, subject, tookMs }) => ({ number, at, from, kind, subject, ...(tookMs === undefined ? {} : { tookMs }) })) }
    },
    read: async (on, id) => (await now().clouds.read(on, id)) ?? notThere(),
    put: async (on, mail) => {
      const { messages } = (await now().clouds.look())[on]
      if (messages.length >= MOST_MESSAGES) throw new ApiError('TOO_MUCH', 'The simulated mailbox is full.')
      const made: { id?: string } = {}
      const work = async (clouds: TrialClouds) => (made.id = await clouds.put(on, mail))
      return edit(on, (id) => id, work, [{ kind: 'new', hasCrossed: (there) => there.messages.some(({ id }) => id === made.id) }])
    },
    mark: async (on, id, marks) => {
      await edit(on, () => id, async (clouds) => (await clouds.mark(on, id, marks)) || notThere(), showsOf(id, marks))
    },
    move: async (on, id, to) => {
      const isTrash = (await now().clouds.look())[on].folders.some(({ key, role }) => key === to && role === 'trash')
      const hasCrossed = (there: TrialMailbox): boolean => there.messages.some((message) => message.id === id && message.folder === to)
      await edit(on, () => id, async (clouds) => (await clouds.move(on, id, to)) || notThere(), [{ kind: isTrash ? 'trashed' : 'moved', hasCrossed }])
    },
  }
}

/** Edits of which the later one makes the earlier one pointless. */
const GROUP: Readonly<Record<TrialCrossing['kind'], string>> = { new: 'new', read: 'read', unread: 'read', flagged: 'flag', unflagged: 'flag', moved: 'place', trashed: 'place' }

function showsOf(id: string, { read, flagged }: TrialMarks): Pick<Crossing, 'kind' | 'hasCrossed'>[] {
  const shows = (kind: TrialCrossing['kind'], as: TrialMarks): Pick<Crossing, 'kind' | 'hasCrossed'> => ({ kind, hasCrossed: (there) => there.messages.some((message) => message.id === id && (as.read ?? message.read) === message.read && (as.flagged ?? message.flagged) === message.flagged) })
  return [...(read === undefined ? [] : [shows(read ? 'read' : 'unread', { read })]), ...(flagged === undefined ? [] : [shows(flagged ? 'flagged' : 'unflagged', { flagged })])]
}

function notThere(): never {
  throw new ApiError('NOT_THERE', 'The message or the folder is not there any longer.')
}
