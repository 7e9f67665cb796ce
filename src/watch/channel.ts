import { createHmac } from 'node:crypto'
import type { Instant } from '../domain/instant.ts'
import { signedHeaders } from '../events/sign.ts'
import type { Trouble, TroubleCode } from '../domain/trouble.ts'
import type { AddressRefused } from '../platform/address-check.ts'
import type { Clock } from '../platform/clock.ts'
import type { Http, HttpOutcome } from '../platform/http.ts'
import type { SendMail } from '../platform/send-mail.ts'
import type { Language } from '../words/languages.ts'
import type { AlertKind } from './alert.ts'
import type { QuietHours } from './quiet-hours.ts'

/** A robot of a DingTalk group. `url`: where DingTalk is, if not at its usual place. */
export interface DingtalkWay {
  readonly way: 'dingtalk'
  readonly accessToken: string
  readonly secret: string
  readonly url?: string
}

/** E-mail from an account of the operator's own: never in the name of anybody whose mailbox is kept in step. */
export interface EmailWay {
  readonly way: 'email'
  readonly host: string
  readonly port: number
  /** `tls`: from the first byte. `starttls`: before anything else is said. */
  readonly security: 'tls' | 'starttls'
  readonly user?: string
  readonly password?: string
  readonly from: string
  readonly to: readonly string[]
}

/** An address that takes JSON, signed as webhooks are. */
export interface HookWay {
  readonly way: 'webhook'
  readonly url: string
  readonly secret: string
}

/** By which way somebody is told, of what, in which language, and when not. */
export interface Channel {
  readonly id: string
  readonly name: string
  readonly language: Language
  readonly by: string
  readonly createdAt: Instant
  /** Absent: all. */
  readonly kinds?: readonly AlertKind[]
  readonly quiet?: QuietHours
  readonly to: DingtalkWay | EmailWay | HookWay
}

/** What is told: a title and lines. */
export interface Message {
  readonly title: string
  readonly lines: readonly string[]
}

export interface SendTools {
  /** To addresses that others named. */
  readonly http: Http
  readonly sendMail: SendMail
  readonly clock: Clock
  readonly newId: () => string
  readonly trouble: (cause: unknown) => TroubleCode | undefined
}

const TIMEOUT_MS = 10_000
const DINGTALK = 'https://oapi.dingtalk.com'

/** Tells a channel. Answers why that did not work; nothing where it did. Rejects only with the reason of `signal`. */
export async function tell(channel: Channel, message: Message, tools: SendTools, signal: AbortSignal): Promise<Trouble | undefined> {
  const { to } = channel
  if (to.way === 'dingtalk') return tellRobot(to, message, tools, signal)
  if (to.way === 'webhook') return tellHook(to, channel, message, tools, signal)
  const text = `${message.lines.join('\n\n')}\n`
  try {
    await tools.sendMail({ ...to, subject: message.title, text }, signal)
    return undefined
  } catch (error) {
    if (signal.aborted) throw signal.reason
    return { code: mailTrouble(error) ?? tools.trouble(error) ?? 'mail-refused' }
  }
}

async function tellHook({ url, secret }: HookWay, { id, language }: Channel, { title, lines }: Message, { http, clock, newId, trouble }: SendTools, signal: AbortSignal): Promise<Trouble | undefined> {
  const body = JSON.stringify({ type: 'alert', data: { channel: id, language, title, lines } })
  const outcome = await http({ method: 'POST', url, headers: signedHeaders(`msg_${newId()}`, body, [secret], clock.now()), body, timeoutMs: TIMEOUT_MS }, signal)
  if (outcome.kind === 'lost') return lost(outcome, trouble)
  await outcome.body.dispose()
  return outcome.status >= 200 && outcome.status < 300 ? undefined : { code: 'answered', n: outcome.status }
}

const lost = ({ cause }: Extract<HttpOutcome, { kind: 'lost' }>, trouble: SendTools['trouble']): Trouble => ({ code: refusal(cause) ?? trouble(cause) ?? 'no-answer' })

/** What the guarded door says itself. */
const refusal = (cause: unknown): TroubleCode | undefined => (cause instanceof Error && cause.name === 'AddressRefused' ? (cause as AddressRefused).trouble : undefined)

/** What DingTalk answers where it does not take a message, and what to do: dingtalk robots answer 200 with a code. */
const ROBOT_TROUBLE: Readonly<Record<number, TroubleCode>> = {
  [-1]: 'robot-busy',
  130101: 'robot-often',
  410100: 'robot-often',
  310000: 'robot-safety',
  400101: 'robot-token',
  400102: 'robot-disabled',
  400013: 'robot-group',
  400106: 'robot-gone',
}

/** The group robot: open.dingtalk.com/document/robots/custom-robot-access, signed with the secret. */
async function tellRobot({ accessToken, secret, url = DINGTALK }: DingtalkWay, { title, lines }: Message, { http, clock, newId, trouble }: SendTools, signal: AbortSignal): Promise<Trouble | undefined> {
  const timestamp = String(clock.now())
  const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64')
  const query = new URLSearchParams({ access_token: accessToken, timestamp, sign })
  const body = JSON.stringify({ msgtype: 'markdown', markdown: { title, text: `#### ${plain(title)}\n${lines.map((line) => `- ${plain(line)}`).join('\n')}` }, msgUuid: newId() })
  const outcome = await http({ method: 'POST', url: `${url}/robot/send?${query}`, headers: { 'content-type': 'application/json' }, body, timeoutMs: TIMEOUT_MS }, signal)
  if (outcome.kind === 'lost') return lost(outcome, trouble)
  const answer = (await outcome.body.bytes()).toString()
  await outcome.body.dispose()
  const code = Number(/"errcode"\s*:\s*(-?\d+)/.exec(answer)?.[1] ?? Number.NaN)
  if (outcome.status === 200 && code === 0) return undefined
  const known = ROBOT_TROUBLE[code]
  if (known !== undefined) return { code: known }
  return Number.isNaN(code) ? { code: 'answered', n: outcome.status } : { code: 'robot-answered', n: code }
}

/** Names that people gave must not become links, pictures or headings. */
const plain = (text: string): string => text.replace(/[\r\n]+/g, ' ').replace(/([\\`*_{}[\]<>#|!])/g, '\\$1')

const MAIL_TROUBLE: Readonly<Record<string, TroubleCode>> = {
  EAUTH: 'mail-sign-in',
  ETLS: 'mail-no-tls',
  EENVELOPE: 'mail-address',
  EMESSAGE: 'mail-message',
}

const mailTrouble = (error: unknown): TroubleCode | undefined => refusal(error) ?? (error instanceof Error && 'code' in error ? MAIL_TROUBLE[String(error.code)] : undefined)
