import type { Mailbox } from './connectors/connector.ts'
import { alimailGovernor } from './connectors/dingtalk/alimail-client.ts'
import { openDingtalkMailbox } from './connectors/dingtalk/dingtalk-mailbox.ts'
import { openImapMailbox } from './connectors/imap/imap-mailbox.ts'
import { graphGovernor } from './connectors/outlook/graph-client.ts'
import type { TokenVault } from './connectors/outlook/sign-in/person-tokens.ts'
import { openOutlookMailbox } from './connectors/outlook/outlook-mailbox.ts'
import type { PairConfig } from './config/config.ts'
import { SyncError } from './domain/errors.ts'
import type { Side } from './domain/side.ts'
import type { Clock } from './platform/clock.ts'
import type { Governor } from './platform/governor.ts'
import type { Http } from './platform/http.ts'
import type { NewId } from './platform/ids.ts'
import { monthStanding, WARNING_SHARE, withMonthBudget, type CallLedger, type MonthBudgetOptions, type MonthStanding } from './platform/month-budget.ts'
import type { Telemetry } from './platform/telemetry.ts'

export interface MailboxesOptions {
  readonly clock: Clock
  readonly newId: NewId
  readonly http: Http
  readonly telemetry: Telemetry
  readonly ledger: () => Promise<CallLedger>
  /** Where the refresh token of a pair with `signIn: person` is. */
  readonly vault: (pair: string) => TokenVault
  /** Asked when the turn of a request comes that may write to a mailbox of the pair. Rejects where nothing may be written any more. Default: all may be. */
  readonly mayWrite?: (pair: string) => Promise<void>
}

/** One lists, the others read. */
const CONNECTIONS_BESIDE = 3

/** Opens the mailboxes of all pairs, with the budgets that they share, and counts what they ask for. */
export class Mailboxes {
  readonly #options: MailboxesOptions
  /** One for each budget that a cloud gives, by `cloud whose`: shared by all pairs that draw on it. */
  readonly #governors = new Map<string, Governor>()
  readonly #requests = new Map<string, number>()

  constructor(options: MailboxesOptions) {
    this.#options = options
  }

  /** Both of a pair; asks nothing of a cloud. `remembered`: checkpoints of the left one. @throws {SyncError} `BAD_CONFIG` */
  open(pair: PairConfig, remembered: ReadonlyMap<string, string>): Readonly<Record<Side, Mailbox>> {
    return { left: this.#openLeft(pair, remembered), right: this.#openOutlook(pair) }
  }

  /** Both of a pair once more, beside those that a run works with, with few connections of their own. */
  openBeside(pair: PairConfig, remembered: ReadonlyMap<string, string>): Readonly<Record<Side, Mailbox>> {
    const { dingtalk, imap, ...rest } = pair
    const few = <Server extends { readonly connections: number }>(server: Server): Server => ({ ...server, connections: Math.min(server.connections, CONNECTIONS_BESIDE) })
    return this.open({ ...rest, ...(dingtalk === undefined ? {} : { dingtalk: { ...dingtalk, imap: few(dingtalk.imap) } }), ...(imap === undefined ? {} : { imap: few(imap) }) }, remembered)
  }

  /** So far, by `cloud kind`. */
  requests(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#requests)
  }

  /** Share of the tightest window of Outlook that is used now, 0–1; nothing before a mailbox was opened. */
  windowShare(): number | undefined {
    const shares = [...this.#governors].flatMap(([whose, governor]) => (whose.startsWith('outlook ') ? [governor.share()] : []))
    return shares.length === 0 ? undefined : Math.max(...shares)
  }

  #openLeft(pair: PairConfig, remembered: ReadonlyMap<string, string>): Mailbox {
    const { clock } = this.#options
    const http = this.#httpOf(pair.name)
    const config = pair.dingtalk ?? pair.imap
    if (config === undefined) throw new SyncError('BAD_CONFIG', `The pair "${pair.name}" has no DingTalk or IMAP side.`)
    const server = pair.dingtalk?.imap ?? pair.imap
    const imap = {
      host: server?.host ?? '',
      port: server?.port ?? 993,
      tls: server?.tls ?? true,
      user: pair.imap?.user ?? config.address,
      password: server?.password ?? '',
      settleMs: (server?.settleSeconds ?? 120) * 1000,
      connections: server?.connections ?? 5,
      idleMs: (server?.idleSeconds ?? 240) * 1000,
      maxMessageBytes: config.maxMessageBytes,
      remembered,
      clock,
      onRequest: this.#counter('imap'),
    }
    if (pair.dingtalk === undefined) return openImapMailbox(imap)
    const { openapi } = pair.dingtalk
    if (openapi === undefined) return openDingtalkMailbox({ imap })
    const month = this.#monthBudget(pair)
    const governor = this.#governor(`alimail ${domainOf(config.address)}`, () => {
      const windows = alimailGovernor(clock, openapi.callsPerSecond)
      return month === undefined ? windows : withMonthBudget(windows, month)
    })
    return openDingtalkMailbox({ imap, openapi: { ...openapi, address: config.address, http, clock, governor, onRequest: this.#counter('alimail') } })
  }

  #openOutlook({ name, outlook }: PairConfig): Mailbox {
    const { clock, newId, vault } = this.#options
    const { imap, signIn, ...rest } = outlook
    const door = imap && { imap: { ...imap, onRequest: this.#counter('outlook-imap') } }
    return openOutlookMailbox({
      ...rest,
      ...door,
      ...(signIn === 'person' ? { vault: vault(name) } : {}),
      importMime: outlook.importMime === 'auto' ? 'probe' : outlook.importMime === 'on',
      settleMs: outlook.settleSeconds * 1000,
      governor: this.#governor(`outlook ${outlook.clientId} ${outlook.address.toLowerCase()}`, () => graphGovernor(clock)),
      http: this.#httpOf(name),
      clock,
      newId,
      onRequest: this.#counter('outlook'),
    })
  }

  /** How the month's budget of this pair stands, if it has one. */
  async monthStanding(pair: PairConfig): Promise<MonthStanding | undefined> {
    const month = this.#monthBudget(pair)
    if (month === undefined) return undefined
    const standing = await monthStanding(month)
    this.#options.telemetry.gauge('tongbu_budget_left_ratio', { cloud: 'alimail' }, Math.max(0, 1 - standing.used / standing.limit))
    if (standing.used >= standing.limit * WARNING_SHARE) this.#options.telemetry.log('warn', 'month budget nearly spent', { pair: pair.name, ...standing })
    return standing
  }

  #monthBudget({ dingtalk }: PairConfig): MonthBudgetOptions | undefined {
    const limit = dingtalk?.openapi?.callsPerMonth
    const { clock, ledger } = this.#options
    return dingtalk === undefined || limit === undefined ? undefined : { account: domainOf(dingtalk.address), limit, ledger, clock }
  }

  #governor(whose: string, make: () => Governor): Governor {
    const governor = this.#governors.get(whose) ?? make()
    this.#governors.set(whose, governor)
    return governor
  }

  /** A request waits for its turn, in a process that may be frozen meanwhile: what might be sent when it wakes is asked for then. */
  #httpOf(pair: string): Http {
    const { http, mayWrite } = this.#options
    return async (request, signal) => {
      if (request.method !== 'GET') await mayWrite?.(pair)
      return http(request, signal)
    }
  }

  #counter(cloud: string): (kind: string, outcome: string | number) => void {
    return (kind, outcome) => {
      const name = `${cloud} ${kind}`
      this.#requests.set(name, (this.#requests.get(name) ?? 0) + 1)
      this.#options.telemetry.count('tongbu_requests_total', { cloud, kind, outcome: String(outcome) })
    }
  }
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase()
