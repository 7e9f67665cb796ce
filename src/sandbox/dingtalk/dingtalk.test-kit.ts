import { connect } from 'node:net'
import type { Socket } from 'node:net'

import { createShared, type Shared } from '../shared.ts'
import { createDingtalk } from './dingtalk.ts'
import type { DingtalkCloud } from './dingtalk.ts'
import type { DingtalkSwitches } from './switches.ts'

export const ADDRESS = 'anna.chan@shenghe.example'

interface OpenedCloud {
  readonly cloud: DingtalkCloud
  readonly shared: Shared
  readonly port: number
  close(): Promise<void>
}

/** A cloud with one mailbox and two passwords, and its IMAP port. For tests of this folder. */
export async function openCloud(switches: Partial<DingtalkSwitches> = {}): Promise<OpenedCloud> {
  const shared = createShared()
  const apps = [
    { appId: 'app', appSecret: 'app-secret' },
    { appId: 'reader', appSecret: 'reader-secret', access: 'read' as const },
  ]
  const cloud = createDingtalk(shared, { switches, apps })
  cloud.addMailbox(ADDRESS, { tongbu: 'tongbu-password', seed: 'seed-password' })
  const port = await cloud.listenImap(0)
  const close = async (): Promise<void> => {
    await cloud.close()
    shared.blobs.close()
  }
  return { cloud, shared, port, close }
}

/** A client that sends what it is told and shows every byte that comes back. */
export class RawClient {
  readonly #socket: Socket
  #text = ''
  #wake: () => void = () => {}
  closed = false

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1')
    this.#socket.setEncoding('latin1')
    this.#socket.on('data', (text: string) => {
      this.#text += text
      this.#wake()
    })
    this.#socket.on('error', () => {}).on('close', () => {
      this.closed = true
      this.#wake()
    })
  }

  send(text: string): void {
    this.#socket.write(text, 'latin1')
  }

  /** All that arrives up to and including a match, or up to the end of the connection. */
  async until(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.#text)
      if (found || this.closed) {
        const end = found ? found.index + found[0].length : this.#text.length
        const text = this.#text.slice(0, end)
        this.#text = this.#text.slice(end)
        return text
      }
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  /** Sends a command and tells all lines of the answer. */
  async ask(command: string): Promise<string[]> {
    this.send(`t ${command}\r\n`)
    const text = await this.until(/(^|\r\n)t (OK|NO|BAD)[^\r\n]*\r\n/)
    return text.split('\r\n').slice(0, -1)
  }

  async append(folder: string, message: string, more = ''): Promise<string> {
    this.send(`t APPEND ${folder} ${more}{${message.length}}\r\n`)
    const first = await this.until(/(\+|t NO|t BAD)[^\r\n]*\r\n/)
    if (!first.startsWith('+')) return first.trim()
    this.send(`${message}\r\n`)
    return (await this.until(/t (OK|NO|BAD)[^\r\n]*\r\n/)).trim()
  }

  close(): void {
    this.#socket.destroy()
  }
}

/** A raw client that is logged in. */
export async function openRaw(port: number, password = 'tongbu-password'): Promise<RawClient> {
  const client = new RawClient(port)
  await client.until(/\r\n/)
  await client.ask(`LOGIN ${ADDRESS} ${password}`)
  return client
}

export const MAIL = [
  'From: "Chan, Anna" <anna.chan@shenghe.example>',
  'To: b@contoso.example',
  'Subject: =?UTF-8?B?5L2g5aW9?=',
  'Date: Mon, 1 Jun 2026 10:00:00 +0800',
  'Message-ID: <one@shenghe.example>',
  'X-Tongbu-Origin: mark',
  '',
  'Hello',
  '',
].join('\r\n')
