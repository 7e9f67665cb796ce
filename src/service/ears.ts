import type { Mailbox } from '../connectors/connector.ts'
import type { Deaf } from '../domain/deaf.ts'
import { ERROR_CODES } from '../domain/error-codes.ts'
import { SyncError } from '../domain/errors.ts'
import { SIDES, type Side } from '../domain/side.ts'
import type { Clock } from '../platform/clock.ts'
import type { PairRunner } from './pair-runner.ts'
import type { Subscriber } from './subscriber.ts'

/** How a side of a pair is listened to: nothing yet, it tells, or it does not although it should. */
type Hearing = { readonly state: 'none' | 'hears' } | { readonly state: 'deaf'; readonly deaf: Deaf }

export interface EarsOptions {
  readonly pair: string
  readonly runner: PairRunner
  readonly clock: Clock
  /** Whether connections that watch a mailbox are to be used. */
  readonly watches: boolean
  /** Subscriptions, where the clouds can reach us. */
  readonly subscriber: Subscriber | undefined
  /** A cloud tells of a change: look again. */
  readonly onHint: (channel: 'push' | 'idle') => void
  /** What is listened to changed. */
  readonly onChange: () => void
}

const AGAIN_MS = 300_000

/**
 * Listens to both mailboxes of a pair, by every way that their clouds have: hints only ever make a run come sooner, so nothing here
 * can fail in a way that matters. Opened once a run has shown that the sign-ins are good.
 */
export class Ears {
  readonly #options: EarsOptions
  readonly #hearing: Record<Side, Hearing> = { left: { state: 'none' }, right: { state: 'none' } }
  #open: { readonly end: AbortController; readonly ended: Promise<void> } | undefined

  constructor(options: EarsOptions) {
    this.#options = options
  }

  get isOpen(): boolean {
    return this.#open !== undefined
  }

  /** Whether both clouds tell of changes by themselves now. */
  get isTold(): boolean {
    return SIDES.every((side) => this.#hearing[side].state === 'hears')
  }

  /** Each way that should work and does not. */
  get deaf(): readonly Deaf[] {
    return SIDES.flatMap((side) => {
      const hearing = this.#hearing[side]
      return hearing.state === 'deaf' ? [{ ...hearing.deaf, on: side }] : []
    })
  }

  open(): void {
    if (this.#open !== undefined) return
    const end = new AbortController()
    this.#open = { end, ended: this.#listen(end.signal) }
  }

  /** Resolves once every connection of its own is given back. */
  async close(): Promise<void> {
    const open = this.#open
    this.#open = undefined
    open?.end.abort()
    await open?.ended
    // It may have been opened again meanwhile.
    if (this.#open === undefined) for (const side of SIDES) this.#hearing[side] = { state: 'none' }
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const mailboxes = await this.#mailboxes(signal)
    if (mailboxes !== undefined) await Promise.all(SIDES.map((side) => this.#listenTo(side, mailboxes[side], signal)))
  }

  /** They may not be there for now, when the database is away: as often as it takes. */
  async #mailboxes(signal: AbortSignal): Promise<Readonly<Record<Side, Mailbox>> | undefined> {
    const { runner, pair, clock } = this.#options
    while (!signal.aborted) {
      try {
        return await runner.mailboxes(pair)
      } catch {
        await clock.wait(AGAIN_MS, signal).catch(() => {})
      }
    }
    return undefined
  }

  async #listenTo(side: Side, mailbox: Mailbox, signal: AbortSignal): Promise<void> {
    const { push } = mailbox
    const { subscriber, watches } = this.#options
    const watch = watches ? mailbox.watch?.bind(mailbox) : undefined
    if (push !== undefined && subscriber !== undefined) {
      const told = { onHint: () => this.#options.onHint('push'), onState: (deaf: Deaf | undefined) => this.#set(side, deaf === undefined ? { state: 'hears' } : { state: 'deaf', deaf }) }
      await subscriber.keep({ pair: this.#options.pair, side, push, ...told }, signal)
    } else if (watch !== undefined) await this.#watch(side, watch, signal)
  }

  async #watch(side: Side, watch: NonNullable<Mailbox['watch']>, signal: AbortSignal): Promise<void> {
    const onHint = (): void => {
      this.#set(side, { state: 'hears' })
      this.#options.onHint('idle')
    }
    const onLost = (): void => this.#set(side, { state: 'deaf', deaf: { code: 'lost', text: 'The connection that tells of new mail was lost and is being made again.' } })
    while (!signal.aborted) {
      try {
        await watch(onHint, signal, onLost)
        if (!signal.aborted) this.#set(side, { state: 'none' })
        return
      } catch (error) {
        if (signal.aborted) return
        this.#set(side, { state: 'deaf', deaf: { code: 'unwatched', ...(error instanceof SyncError ? { why: error.code } : {}), text: `The mailbox is not watched: ${wordsOf(error)}` } })
        // A run learns by itself what is wrong with the sign-in, and says so.
        this.#options.onHint('idle')
        if (error instanceof SyncError && ERROR_CODES[error.code].remedy === 'reauthorize') return
      }
      await this.#options.clock.wait(AGAIN_MS, signal).catch(() => {})
    }
  }

  #set(side: Side, hearing: Hearing): void {
    const before = JSON.stringify(this.#hearing[side])
    this.#hearing[side] = hearing
    if (JSON.stringify(hearing) !== before) this.#options.onChange()
  }
}

const wordsOf = (error: unknown): string => (error instanceof SyncError ? error.message : 'something failed that never should.')
