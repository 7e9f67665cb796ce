import { randomBytes } from 'node:crypto'
import type { Shared } from '../../shared.ts'
import type { DingtalkApp } from '../dingtalk-app.ts'

/** What the vendor leaves unclear about sign-ins of people. */
export interface PlatformSwitches {
  /** `kept`. Whether a refresh token of a person stays good when another was given for it. `single use`: it does not. */
  userRefreshTokens: 'kept' | 'single use'
}

interface Issued {
  readonly app: DingtalkApp
  readonly address: string
  readonly withCorp: boolean
  readonly expiresAt: number
}

/** Seconds (pages obtain-the-access-token-of-an-internal-app, obtain-user-token). The life of a code is a guess. */
const LIFE = { token: 7200, refresh: 30 * 86_400, code: 300 }

/** What the open platform has given out. */
export class PlatformTokens {
  readonly #shared: Shared
  readonly #switches: PlatformSwitches
  readonly #appTokens = new Map<string, { readonly token: string; readonly expiresAt: number }>()
  readonly #codes = new Map<string, Issued>()
  readonly #refreshTokens = new Map<string, Issued>()
  readonly #userTokens = new Map<string, Issued>()

  constructor(shared: Shared, switches: PlatformSwitches) {
    this.#shared = shared
    this.#switches = switches
  }

  forApp({ appId }: DingtalkApp): { readonly accessToken: string; readonly expireIn: number } {
    const known = this.#appTokens.get(appId)
    const token = known !== undefined && this.#now() < known.expiresAt ? known.token : secret()
    this.#appTokens.set(appId, { token, expiresAt: this.#now() + LIFE.token * 1000 })
    return { accessToken: token, expireIn: LIFE.token }
  }

  newCode(app: DingtalkApp, address: string, withCorp: boolean): string {
    const code = secret()
    this.#codes.set(code, { app, address, withCorp, expiresAt: this.#now() + LIFE.code * 1000 })
    return code
  }

  byCode(app: DingtalkApp, code: string): { readonly body: object; readonly withCorp: boolean } | undefined {
    const found = this.#good(this.#codes, app, code)
    this.#codes.delete(code)
    return found && this.#issue(found)
  }

  byRefreshToken(app: DingtalkApp, refreshToken: string): { readonly body: object; readonly withCorp: boolean } | undefined {
    const found = this.#good(this.#refreshTokens, app, refreshToken)
    if (this.#switches.userRefreshTokens === 'single use') this.#refreshTokens.delete(refreshToken)
    return found && this.#issue(found)
  }

  personOf(token: string): { readonly address: string; readonly client: string } | undefined {
    const found = this.#userTokens.get(token)
    return found === undefined || this.#now() >= found.expiresAt ? undefined : { address: found.address, client: found.app.client ?? found.app.appId }
  }

  #good(issued: ReadonlyMap<string, Issued>, app: DingtalkApp, key: string): Issued | undefined {
    const found = issued.get(key)
    return found !== undefined && found.app.appId === app.appId && this.#now() < found.expiresAt ? found : undefined
  }

  #issue(of: Issued): { readonly body: object; readonly withCorp: boolean } {
    const [accessToken, refreshToken] = [secret(), secret()]
    this.#userTokens.set(accessToken, { ...of, expiresAt: this.#now() + LIFE.token * 1000 })
    this.#refreshTokens.set(refreshToken, { ...of, expiresAt: this.#now() + LIFE.refresh * 1000 })
    return { body: { accessToken, refreshToken, expireIn: LIFE.token }, withCorp: of.withCorp }
  }

  #now(): number {
    return this.#shared.clock.now()
  }
}

const secret = (): string => randomBytes(16).toString('hex')
