import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { SandboxClock } from '../../clock.ts'

/** A custom robot of a group, as its settings page shows it. */
export interface Robot {
  readonly accessToken: string
  /** `SEC…`: where set, requests are signed. */
  readonly secret: string
}

/** What a robot said in its group. */
export interface RobotMessage {
  readonly accessToken: string
  readonly at: number
  readonly title: string
  readonly text: string
}

const TYPES = ['text', 'link', 'markdown', 'actionCard', 'feedCard']
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
/** Over it the robot says nothing for ten minutes. */
const PER_MINUTE = 20
const PENALTY_MS = 10 * MINUTE_MS
const MOST_BYTES = 20_000

interface Answer {
  readonly errcode: number
  readonly errmsg: string
}

const OK: Answer = { errcode: 0, errmsg: 'ok' }

/**
 * Group robots: `POST /robot/send` (open.dingtalk.com/document/robots/custom-robot-access). Always answers 200; whether it worked is in `errcode`.
 * Too fast is 130101, as is seen in practice, where the document says 410100: a switch.
 */
export class GroupRobots {
  readonly messages: RobotMessage[] = []
  /** May be changed at any time. */
  tooFastCode: 130101 | 410100 = 130101
  readonly #clock: SandboxClock
  readonly #robots: readonly Robot[]
  readonly #sent = new Map<string, number[]>()
  readonly #silentUntil = new Map<string, number>()

  constructor(clock: SandboxClock, robots: readonly Robot[]) {
    this.#clock = clock
    this.#robots = robots
  }

  register(server: FastifyInstance): void {
    server.post<{ Querystring: Readonly<Record<string, string | undefined>> }>('/robot/send', (request) => {
      if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return { errcode: 43004, errmsg: 'invalid http header content-type' }
      return this.#send(request.query, request.body)
    })
  }

  #send({ access_token: token, timestamp, sign }: Readonly<Record<string, string | undefined>>, body: unknown): Answer {
    const robot = this.#robots.find(({ accessToken }) => accessToken === token)
    if (robot === undefined) return { errcode: 400101, errmsg: 'access token not exist' }
    if (typeof body !== 'object' || body === null) return { errcode: 40035, errmsg: 'missing parameter json' }
    const refusal = this.#refuseSign(robot, timestamp, sign) ?? refuseBody(body)
    if (refusal !== undefined) return refusal
    const now = this.#clock.now()
    if (this.#isTooFast(robot.accessToken, now)) return { errcode: this.tooFastCode, errmsg: 'send too fast, exceed 20 times per minute' }
    this.messages.push({ accessToken: robot.accessToken, at: now, ...textOf(body) })
    return OK
  }

  #refuseSign({ secret }: Robot, timestamp: string | undefined, sign: string | undefined): Answer | undefined {
    const at = Number(timestamp)
    if (timestamp === undefined || !Number.isFinite(at) || Math.abs(this.#clock.now() - at) > HOUR_MS) return { errcode: 310000, errmsg: 'invalid timestamp' }
    const expected = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest()
    const given = Buffer.from(sign ?? '', 'base64')
    return given.length === expected.length && timingSafeEqual(given, expected) ? undefined : { errcode: 310000, errmsg: 'sign not match' }
  }

  #isTooFast(token: string, now: number): boolean {
    if ((this.#silentUntil.get(token) ?? 0) > now) return true
    const recent = (this.#sent.get(token) ?? []).filter((at) => at > now - MINUTE_MS)
    if (recent.length >= PER_MINUTE) {
      this.#silentUntil.set(token, now + PENALTY_MS)
      return true
    }
    this.#sent.set(token, [...recent, now])
    return false
  }
}

function refuseBody(body: object): Answer | undefined {
  const type = 'msgtype' in body ? String(body.msgtype) : ''
  if (!TYPES.includes(type)) return { errcode: 400105, errmsg: 'unsupported msgtype' }
  if (!(type in body)) return { errcode: 40035, errmsg: `missing parameter ${type}` }
  return Buffer.byteLength(JSON.stringify(body)) > MOST_BYTES ? { errcode: 460101, errmsg: 'message too long, exceed 20000 bytes' } : undefined
}

function textOf(body: object): { readonly title: string; readonly text: string } {
  const part: unknown = 'markdown' in body ? body.markdown : 'text' in body ? body.text : {}
  const fields = typeof part === 'object' && part !== null ? (part as Readonly<Record<string, unknown>>) : {}
  return { title: String(fields['title'] ?? ''), text: String(fields['text'] ?? fields['content'] ?? '') }
}
