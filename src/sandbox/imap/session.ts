import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

import type { Fault } from '../faults.ts'
import type { Telling } from '../ledger.ts'
import { readContent } from '../mime/content.ts'
import { headerFields, headerValue } from '../mime/header.ts'
import { ByteReader } from './byte-reader.ts'
import { bad, no } from './command.ts'
import type { Answer } from './command.ts'
import { readCommand } from './command-reader.ts'
import type { ReadCommand } from './command-reader.ts'
import { judgeLiteral } from './literals.ts'
import type { ImapFolder, ImapMessage } from './mailbox.ts'
import { Output } from './output.ts'
import { Selection } from './selection.ts'
import type { ImapService, Login } from './service.ts'

/** One IMAP connection, from greeting to end. */
export class Session {
  readonly service: ImapService
  readonly output: Output
  readonly reader: ByteReader
  /** What the client calls itself in ID. */
  name: string | undefined
  /** The client has sent ID. */
  identified = false
  login: Login | undefined
  selection: Selection | undefined
  idling = false
  readonly #socket: Socket
  #activeAt: number
  /** What the client is to be told while it idles, and when. */
  #news: { readonly tellings: Telling[]; readonly at: number } | undefined

  constructor(socket: Socket, service: ImapService) {
    this.#socket = socket
    this.service = service
    this.output = new Output(socket)
    this.reader = new ByteReader(socket)
    this.#activeAt = service.shared.clock.now()
  }

  /** Speaks with the client until one of them ends it. */
  async run(): Promise<void> {
    this.output.write(`* OK ${this.service.greeting(this.#socket.localAddress ?? '')}\r\n`)
    await this.output.flush()
    const { blobs } = this.service.shared
    const judge = (line: string, size: number, synchronising: boolean): Answer | undefined => judgeLiteral(this, line, size, synchronising)
    for (let open = true; open; ) {
      const command = await readCommand({ reader: this.reader, output: this.output, blobs, judge })
      if (!command) break
      this.#activeAt = this.service.shared.clock.now()
      open = await this.#perform(command)
    }
    this.end()
  }

  select(folder: ImapFolder, readOnly: boolean): Selection {
    this.deselect()
    this.selection = new Selection(folder, readOnly, { news: (change, message) => this.#soon(change, message), lost: () => this.end('Mailbox is gone') })
    return this.selection
  }

  deselect(): void {
    this.selection?.close()
    this.selection = undefined
  }

  /** Ends the connection, with a last word or without. */
  end(last?: string): void {
    this.deselect()
    this.login?.leave()
    this.login = undefined
    if (this.#socket.destroyed) return
    this.#socket.end(last === undefined ? '' : `* BYE ${last}\r\n`, () => this.#socket.destroySoon())
  }

  /** Ends the session when it has been silent for too long. */
  endIfSilent(): void {
    const { idleTimeoutMs } = this.service.switches
    if (idleTimeoutMs > 0 && this.service.shared.clock.now() - this.#activeAt > idleTimeoutMs) this.end('Autologout; idle for too long')
  }

  async #perform(command: ReadCommand): Promise<boolean> {
    this.service.settle()
    const kind = command.byUid ? `UID ${command.name}` : command.name
    const known = this.service.commands.has(command.name) ? kind : 'unknown'
    const client = this.login?.client ?? 'imap'
    await this.service.shared.latency.request({ cloud: this.service.cloud, client, kind: known })
    const fault = this.service.shared.faults.next(this.service.cloud, known, client)
    if (fault?.effect === 'delay') await wait(fault.delayMs ?? 0)
    const untouched = fault?.effect === 'cut-before' || fault?.effect === 'refuse'
    const answer = untouched ? refusalBy(fault) : await this.#execute(command)
    const told = fault?.effect === 'error-after' ? refusalBy(fault) : answer
    this.#record(known, told, answer.write ?? false)
    if (fault?.effect === 'cut-before' || fault?.effect === 'cut-after') {
      this.output.drop()
      this.#socket.destroy()
      return false
    }
    const numbersStay = !command.byUid && /^(FETCH|STORE|SEARCH)$/.test(command.name)
    this.selection?.report(this.output, !numbersStay)
    this.#told()
    this.output.write(`${command.tag} ${told.status} ${told.text}\r\n`)
    await this.output.flush()
    return !told.end
  }

  #execute({ name, args, byUid, refusal }: ReadCommand): Answer | Promise<Answer> {
    if (refusal) return refusal
    const command = this.service.commands.get(name)
    if (!command || !args || (byUid && !/^(FETCH|STORE|SEARCH|COPY|MOVE|EXPUNGE)$/.test(name))) return bad()
    const asked = { session: this, args, byUid }
    if (command.needs === 'nothing') return command.run(asked)
    const { login, selection } = this
    if (!login) return bad('command received in invalid state')
    if (command.needs === 'login') return command.run({ ...asked, login })
    return selection ? command.run({ ...asked, login, selection }) : bad('command received in invalid state')
  }

  #record(kind: string, answer: Answer, write: boolean): void {
    const client = this.name ?? this.login?.client ?? 'imap'
    this.service.shared.ledger.record({ cloud: this.service.cloud, client, kind, status: answer.status, write })
  }

  /** While the client idles, news are told as soon as the service gets to it, those of one moment together. */
  #soon(change: Telling['change'], message: ImapMessage): void {
    if (!this.idling) return
    const { clock, latency, ledger } = this.service.shared
    const changedAt = clock.now()
    const to = this.login?.client ?? 'imap'
    if (this.#news === undefined) {
      const waitMs = latency.untilTold('idle', to)
      this.#news = { tellings: [], at: changedAt + waitMs }
      if (waitMs > 0) clock.after(waitMs, () => this.#tell())
      else setImmediate(() => this.#tell())
    }
    const telling: Telling = {
      channel: 'idle',
      to,
      change,
      internetMessageId: this.#messageIdOf(message),
      changedAt,
      delayMs: Math.max(0, this.#news.at - changedAt),
      attempts: 0,
      outcome: 'waiting',
    }
    ledger.tell(telling)
    this.#news.tellings.push(telling)
  }

  #messageIdOf({ content }: ImapMessage): string {
    const header = readContent(this.service.shared.blobs, content, 0, content.headerSize).toString('latin1')
    return headerValue(headerFields(header), 'message-id') ?? ''
  }

  #tell(): void {
    if (!this.idling || this.#news === undefined) return
    this.selection?.report(this.output, true)
    this.#told()
    void this.output.flush()
  }

  /** The client may have stopped idling, and been told, before it was due. */
  #told(): void {
    const now = this.service.shared.clock.now()
    for (const telling of this.#news?.tellings ?? [])
      Object.assign(telling, { sentAt: now, attempts: 1, outcome: 'told', delayMs: Math.min(telling.delayMs, now - telling.changedAt) })
    this.#news = undefined
  }
}

function refusalBy(fault: Fault): Answer {
  if (fault.code === 'BAD') return bad()
  return no(fault.code ? `[${fault.code}] refused` : 'refused')
}
