import { globSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Builds the dashboard into `dist/dashboard`, unless what is there is newer than everything that it is made of. */
const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))
const changedAt = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

const sources = globSync('dashboard/**', { cwd: at('.') }).map(at)
const isFresh = changedAt(at('dist/dashboard/index.html')) > Math.max(changedAt(at('package-lock.json')), ...sources.map(changedAt))
if (!isFresh) {
  console.log('Building the dashboard …')
  const { build } = await import('vite')
  await build({ configFile: at('dashboard/vite.config.ts') })
}
