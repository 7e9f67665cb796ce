import type { Router } from '../router.ts'
import type { SafetyOptions } from '../safety-options.ts'
import { archiveRoutes } from './archive.ts'
import { auditRoutes } from './audit.ts'
import { backupRoutes } from './backups.ts'
import { measureRoutes } from './measures.ts'
import { peopleRoutes } from './people.ts'
import { privacyRoutes } from './privacy.ts'
import { restoreRoutes } from './restore.ts'

/** Everything that keeps mail safe and explains what was done with it. */
export function safetyRoutes(router: Router, options: SafetyOptions): void {
  measureRoutes(router, options)
  backupRoutes(router, options)
  restoreRoutes(router, options)
  auditRoutes(router, options)
  archiveRoutes(router, options)
  privacyRoutes(router, options)
  peopleRoutes(router, options)
}
