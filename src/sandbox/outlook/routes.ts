import type { GraphAddress } from './address.ts'
import { attachmentRoutes } from './attachments.ts'
import type { AppRoute, Route } from './call.ts'
import { batchRoutes } from './batch.ts'
import { createRoutes } from './create.ts'
import { deltaRoutes } from './delta.ts'
import { folderRoutes } from './folders.ts'
import { importRoutes } from './import-mime.ts'
import { settingsRoutes } from './mailbox-settings.ts'
import { messageRoutes } from './messages.ts'
import { patchRoutes } from './patch.ts'
import { sendRoutes } from './send.ts'
import { subscriptionRoutes } from './subscriptions/subscription-routes.ts'
import { tenantRoutes } from './tenant-routes.ts'

/** Exact segments are looked for before any that match everything. */
const ROUTES: readonly (Route | AppRoute)[] = [
  ...deltaRoutes,
  ...folderRoutes,
  ...createRoutes,
  ...messageRoutes,
  ...patchRoutes,
  ...attachmentRoutes,
  ...importRoutes,
  ...sendRoutes,
  ...settingsRoutes,
  ...tenantRoutes,
  ...subscriptionRoutes,
  ...batchRoutes,
]

/** A route and what its named segments were. */
export interface Match {
  readonly route: Route | AppRoute
  readonly params: Readonly<Record<string, string>>
}

const PATTERNS = ROUTES.map((route) => ({ route, pattern: route.path.split('/') }))

/** The route for a request that names a user or does not; `'method'` when only the method is wrong. */
export function matchRoute(method: string, { version, user, segments }: GraphAddress): Match | 'method' | undefined {
  let other = false
  for (const { route, pattern } of PATTERNS) {
    if (pattern.length !== segments.length || (route.version ?? 'v1.0') !== version) continue
    if ('handleForApp' in route !== (user === undefined)) continue
    const params = matchSegments(pattern, segments)
    if (params === undefined) continue
    if (route.method === method) return { route, params }
    other = true
  }
  return other ? 'method' : undefined
}

function matchSegments(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {}
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? ''
    if (part.startsWith(':')) params[part.slice(1)] = segment
    else if (part !== segment) return undefined
  }
  return params
}
