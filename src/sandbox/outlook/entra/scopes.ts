import { BY_ADMINISTRATOR, OF_EXCHANGE, type App, type Audience } from './app.ts'
import { EntraError, invalidRequest } from './refusal.ts'

const OIDC: ReadonlySet<string> = new Set(['openid', 'profile', 'email', 'offline_access'])
const RESOURCES: readonly (readonly [prefix: RegExp, audience: Audience])[] = [
  [/^https:\/\/graph\.microsoft\.com\/+/, 'graph'],
  [/^https:\/\/outlook\.office(?:365)?\.com\/+/, 'exchange'],
]

/** What a request asks for. */
export interface Wanted {
  /** The resource that the access token is for: the first that is named, Graph where none is. */
  readonly audience: Audience
  /** Whether scopes of several resources were named. */
  readonly isMixed: boolean
  /** Delegated permissions, of whichever resource. */
  readonly delegated: readonly string[]
  readonly oidc: ReadonlySet<string>
}

const invalidScope = (scope: string): EntraError => new EntraError(400, 'invalid_scope', 70011, `The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`)

/** `scope` of a request of a person, taken apart. `.default` is all that the app lists for that resource. @throws {EntraError} 70011, 650053 */
export function readScopes(app: App, scope: string): Wanted {
  const [oidc, delegated, audiences] = [new Set<string>(), new Set<string>(), new Set<Audience>()]
  for (const each of scope.split(/\s+/).filter((word) => word !== '')) {
    if (OIDC.has(each)) oidc.add(each)
    else {
      const [prefix, audience] = RESOURCES.find(([pattern]) => pattern.test(each)) ?? [/^(?=[A-Z])/, 'graph']
      if (!prefix.test(each)) throw invalidScope(each)
      const name = each.replace(prefix, '')
      audiences.add(audience)
      const listed = [...(app.delegated ?? [])].filter((permission) => OF_EXCHANGE.test(permission) === (audience === 'exchange'))
      if (name === '.default') for (const permission of listed) delegated.add(permission)
      else if (listed.includes(name) || KNOWN.has(name)) delegated.add(name)
      else throw new EntraError(400, 'invalid_client', 650053, `The application asked for scope '${name}' that doesn't exist on the resource.`)
    }
  }
  return { audience: [...audiences][0] ?? 'graph', isMixed: audiences.size > 1, delegated: [...delegated], oidc }
}

/** Permissions that every tenant knows, whether or not an app lists them. */
const KNOWN: ReadonlySet<string> = new Set(['User.Read', 'Mail.Read', 'Mail.ReadBasic', 'Mail.ReadWrite', 'Mail.Send', 'MailboxSettings.Read', 'MailboxSettings.ReadWrite', 'IMAP.AccessAsUser.All', ...BY_ADMINISTRATOR])

/** Of a request of an app for itself. @throws {EntraError} 70011, 900144 */
export function audienceOfApp(scope: string | null): Audience {
  if (scope === null) throw invalidRequest(900144, "The request body must contain the following parameter: 'scope'.")
  const audience = RESOURCES.find(([prefix]) => prefix.test(scope) && scope.replace(prefix, '') === '.default')?.[1]
  if (audience === undefined) throw invalidScope(scope)
  return audience
}
