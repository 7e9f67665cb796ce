import type { SandboxClock } from '../../clock.ts'
import type { Login } from '../../imap/service.ts'
import type { Mailbox } from '../store/mailbox.ts'
import type { ImapSwitches } from './imap-switches.ts'

const LOCK_MS = 3_600_000

interface Account {
  readonly mailbox: Mailbox
  /** From client-specific password to the name of the client that it was given to. */
  readonly passwords: ReadonlyMap<string, string>
  refusedInRow: number
  refused: number
  lockedUntil: number
  connections: number
}

/** Who may log in, and who tried too often. */
export class Logins {
  readonly #accounts = new Map<string, Account>()
  readonly #clock: SandboxClock
  readonly #switches: ImapSwitches

  constructor(clock: SandboxClock, switches: ImapSwitches) {
    this.#clock = clock
    this.#switches = switches
  }

  add(mailbox: Mailbox, passwords: ReadonlyMap<string, string>): void {
    this.#accounts.set(mailbox.address.toLowerCase(), { mailbox, passwords, refusedInRow: 0, refused: 0, lockedUntil: 0, connections: 0 })
  }

  /** The login, or the words in which it is refused. Every refusal of a locked account counts too. */
  enter(address: string, password: string): Login | string {
    const account = this.#accounts.get(address.toLowerCase())
    if (!account) return 'LOGIN failed'
    const client = account.passwords.get(password)
    const locked = this.#clock.now() < account.lockedUntil
    if (client === undefined || locked || !this.#switches.imapEnabled) return this.#refuse(account, client === undefined)
    const { maxConnections } = this.#switches
    if (maxConnections > 0 && account.connections >= maxConnections) return '[LIMIT] Too many connections'
    account.refusedInRow = 0
    account.connections++
    return { mailbox: account.mailbox, client, leave: () => void account.connections-- }
  }

  /** How often logins to this address were refused, and until when it is locked (milliseconds; 0 when it never was). */
  refusals(address: string): { count: number; lockedUntil: number } {
    const account = this.#accounts.get(address.toLowerCase())
    return { count: account?.refused ?? 0, lockedUntil: account?.lockedUntil ?? 0 }
  }

  #refuse(account: Account, wrong: boolean): string {
    account.refused++
    const { loginsBeforeLock } = this.#switches
    if (wrong && ++account.refusedInRow === loginsBeforeLock) {
      account.lockedUntil = this.#clock.now() + LOCK_MS
      account.refusedInRow = 0
    }
    return 'LOGIN failed'
  }
}
