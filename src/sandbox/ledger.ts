/** One request that a client made of a simulated cloud. */
export interface LedgerRequest {
  readonly cloud: 'outlook' | 'outlook-imap' | 'entra' | 'dingtalk' | 'alimail' | 'imap'
  /** Which app or login asked: client id, or IMAP user agent name given by `ID` (else `imap`). */
  readonly client: string
  /** e.g. `GET message`, `POST message`, `PATCH message`, `GET messages/delta`, `APPEND`, `UID FETCH`. */
  readonly kind: string
  readonly status: number | 'OK' | 'NO' | 'BAD'
  /** Whether it changed anything in a mailbox. */
  readonly write: boolean
  /** By which the cloud knows it. Kept of writes. */
  readonly requestId?: string
}

/** Something that left the organisation: mail, receipt, invitation, response. */
export interface Outbound {
  readonly cloud: 'outlook' | 'alimail'
  readonly client: string
  readonly kind: 'mail' | 'receipt' | 'invitation' | 'response'
  readonly messageId: string
}

/** A delay that the sandbox put into a request. */
export interface RequestDelay extends Pick<LedgerRequest, 'cloud' | 'client' | 'kind'> {
  /** When the request came, in milliseconds of the sandbox clock. */
  readonly at: number
  readonly delayMs: number
}

/** One change and how it was told to one who had asked to be told. Times are milliseconds of the sandbox clock. */
export interface Telling {
  readonly channel: 'notification' | 'idle'
  /** Subscription, or the client of the IMAP session. */
  readonly to: string
  readonly change: 'created' | 'updated' | 'deleted'
  /** Message-ID of the message that changed. */
  readonly internetMessageId: string
  readonly changedAt: number
  /** What the sandbox put between the change and the first attempt to tell of it. */
  delayMs: number
  /** When it was last sent. */
  sentAt?: number
  /** When that was answered, or waited for in vain. */
  answeredAt?: number | undefined
  attempts: number
  /** `dropped`: by the fault plan or because the endpoint is too slow. `lost`: every attempt failed, or the subscription ended. */
  outcome: 'waiting' | 'told' | 'dropped' | 'lost'
}

/** Delays and tellings that are kept. */
const MOST_KEPT = 20_000

/** What was asked of the clouds and what they sent. Requests are counted, not kept one by one; writes are also kept in order (last 1,000). */
export class Ledger {
  readonly #counts = new Map<string, number>()
  readonly #writes: LedgerRequest[] = []
  readonly #outbound: Outbound[] = []
  readonly #delays: RequestDelay[] = []
  readonly #tellings: Telling[] = []

  record(request: LedgerRequest): void {
    const key = JSON.stringify([request.client, request.cloud, request.kind, request.status, request.write])
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
    if (request.write) {
      this.#writes.push(request)
      if (this.#writes.length > 1000) this.#writes.shift()
    }
  }

  send(outbound: Outbound): void {
    this.#outbound.push(outbound)
  }

  /** Counts by client, cloud, kind and status since the last `clear`. */
  requests(): (LedgerRequest & { readonly count: number })[] {
    return [...this.#counts].map(([key, count]) => {
      const [client, cloud, kind, status, write] = JSON.parse(key)
      return { client, cloud, kind, status, write, count }
    })
  }

  /** Keeps the last 20,000. */
  delay(delay: RequestDelay): void {
    keep(this.#delays, delay)
  }

  /** Keeps the last 20,000. Whoever tells goes on to write into it what became of it. */
  tell(telling: Telling): void {
    keep(this.#tellings, telling)
  }

  delays(): readonly RequestDelay[] {
    return this.#delays
  }

  tellings(): readonly Telling[] {
    return this.#tellings
  }

  writes(): readonly LedgerRequest[] {
    return this.#writes
  }

  outbound(): readonly Outbound[] {
    return this.#outbound
  }

  /** Forgets requests, writes, delays and tellings; what was sent stays known. */
  clear(): void {
    this.#counts.clear()
    for (const list of [this.#writes, this.#delays, this.#tellings]) list.length = 0
  }
}

/** Cuts by the tenth, because each cut moves all that stays. */
function keep<Item>(list: Item[], item: Item): void {
  list.push(item)
  if (list.length > MOST_KEPT * 1.1) list.splice(0, list.length - MOST_KEPT)
}
