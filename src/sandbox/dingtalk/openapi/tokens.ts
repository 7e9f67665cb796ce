import type { Shared } from '../../shared.ts'
import type { DingtalkApp } from '../dingtalk-app.ts'
import type { OpenapiSwitches } from './openapi-switches.ts'

/** Access tokens of the apps of one domain. */
export class Tokens {
  readonly #apps: readonly DingtalkApp[]
  readonly #shared: Shared
  readonly #switches: OpenapiSwitches
  readonly #issued = new Map<string, { readonly app: DingtalkApp; readonly expiresAt: number }>()
  #last = 0

  constructor(apps: readonly DingtalkApp[], shared: Shared, switches: OpenapiSwitches) {
    this.#apps = apps
    this.#shared = shared
    this.#switches = switches
  }

  /** A token for the right secret; undefined for a wrong one. */
  issue(appId: string, appSecret: string): { token: string; app: DingtalkApp; expiresIn: number } | undefined {
    const app = this.#apps.find((each) => each.appId === appId && each.appSecret === appSecret)
    if (!app) return undefined
    const expiresIn = this.#switches.tokenLifetimeSeconds
    const token = `alimail-token-${++this.#last}-${Math.floor(this.#shared.random() * 2 ** 32).toString(36)}`
    this.#issued.set(token, { app, expiresAt: this.#shared.clock.now() + expiresIn * 1000 })
    return { token, app, expiresIn }
  }

  /** The app that an `Authorization` header stands for, the scheme in any case of letters. */
  appOf(authorization: string | undefined): DingtalkApp | undefined {
    const [, token = ''] = /^bearer (\S+)$/i.exec(authorization ?? '') ?? []
    const issued = this.#issued.get(token)
    return issued && this.#shared.clock.now() < issued.expiresAt ? issued.app : undefined
  }

  expire(): void {
    this.#issued.clear()
  }
}
