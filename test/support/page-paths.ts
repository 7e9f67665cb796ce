import { readFileSync } from 'node:fs'

const TABLE = new URL('../../dashboard/src/app/pages.ts', import.meta.url)

/** The addresses of all pages of the dashboard, as its table has them: read as text, since the pages are of another kind of TypeScript. */
export const pagePaths = (): readonly string[] => [...readFileSync(TABLE, 'utf8').matchAll(/^ +\{ path: '([^']+)'/gm)].map(([, path = '']) => path)
