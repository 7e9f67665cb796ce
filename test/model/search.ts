import { generator } from '../../src/sandbox/faults.ts'
import { drawHistory, type Command } from './commands.ts'
import type { Facts } from './mailboxes.ts'
import { playHistory } from './play.ts'
import type { World } from './world.ts'

export interface Search {
  /** A world for the history of this seed. */
  readonly open: (seed: number) => World | Promise<World>
  readonly facts: Facts
  readonly histories: number
  /** The first seed. */
  readonly from: number
  readonly commands: number
  /** Plays with which a failing history may be made shorter. */
  readonly patience: number
}

/** The seeds that the environment names, if it does, else so many from `first` on. */
export function seedsOf(histories: number, first: number): number[] {
  const named = process.env['MODEL_SEED']
  return named === undefined ? Array.from({ length: histories }, (_, at) => at + first) : named.split(',').map(Number)
}

/** Plays one history for each seed. @throws the shortest failing history that it finds, as a list to read */
export async function search(options: Search): Promise<void> {
  for (const seed of seedsOf(options.histories, options.from)) {
    const history = drawHistory(generator(seed), options.commands)
    const failure = await attempt(history, seed, options)
    if (failure === undefined) continue
    const shortest = await shorten(history, failure, seed, options)
    throw new Error(`MODEL_SEED=${seed} fails. The shortest history that still does:\n${shortest.told.map((line) => `  ${line}`).join('\n')}\n${shortest.error.message}`, { cause: shortest.error })
  }
}

interface Failure {
  readonly error: Error
  readonly told: readonly string[]
}

async function attempt(history: readonly Command[], seed: number, { open, facts }: Search): Promise<Failure | undefined> {
  const world = await open(seed)
  const told: string[] = []
  try {
    await playHistory(history, world, facts, told)
    return undefined
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)), told }
  } finally {
    await world.close()
  }
}

/** Leaves out ever smaller parts as long as the rest still fails. */
async function shorten(history: readonly Command[], first: Failure, seed: number, options: Search): Promise<Failure> {
  let rest = [...history]
  let failure = first
  let plays = options.patience
  for (let size = Math.ceil(rest.length / 2); size >= 1 && plays > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < rest.length && plays > 0; plays--) {
      const shorter = [...rest.slice(0, at), ...rest.slice(at + size)]
      const again = await attempt(shorter, seed, options)
      if (again === undefined) at += size
      else {
        rest = shorter
        failure = again
      }
    }
  }
  return failure
}
