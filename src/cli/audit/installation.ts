import type { App } from '../../app.ts'
import { INSTALLATION } from '../../domain/installation.ts'

/** The chain that is no pair's, as a name that may be given. */
export const BESIDES: readonly string[] = [INSTALLATION]

/** The same, where anything was recorded in it. */
export async function installationOf(app: App): Promise<readonly string[]> {
  const heads = await (await app.audit()).heads()
  return heads.some(({ pair }) => pair === INSTALLATION) ? BESIDES : []
}
