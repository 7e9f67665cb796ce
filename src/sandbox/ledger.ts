/** One request that a client made of a simulated cloud. */
export interface LedgerRequest {
  readonly cloud: 'outlook' | 'outlook-imap' | 'entra' | 'alimail' | 'imap'
  /** Which app or login asked: client id, or IMAP user agent name given by `ID` (else `imap`). */
  readonly client: string
  /** e.g. `GET message`, `POST message`, `PATCH message`, `GET messages/delta`, `APPEND`, `UID FETCH`. */
  readonly kind: string
  readonly status: number | 'OK' | 'NO' | 'BAD'
  /** Whether it changed anything in a mailbox. */
  readonly write: boolean
}

/** Something that left the organisation: mail, receipt, invitation, response. */
export interface Outbound {
  readonly cloud: 'outlook' | 'alimail'
  readonly client: string
  readonly kind: 'mail' | 'receipt' | 'invitation' | 'response'
  readonly messageId: string
}

/** What was asked of the clouds and what they sent. Requests are counted, not kept one by one; writes are also kept in order (last 1,000). */
export class Ledger {
  readonly #counts = new Map<string, number>()
  readonly #writes: LedgerRequest[] = []
  readonly #outbound: Outbound[] = []

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

  writes(): readonly LedgerRequest[] {
    return this.#writes
  }

  outbound(): readonly Outbound[] {
    return this.#outbound
  }

  /** Forgets requests and writes; what was sent stays known. */
  clear(): void {
    this.#counts.clear()
    this.#writes.length = 0
  }
}
