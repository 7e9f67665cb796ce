import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { configExample } from '../src/config/config-example.ts'
import { configPage } from '../src/config/config-page.ts'
import { errorPage } from './error-page.ts'
import { openapiPage, openapiTypes } from './openapi.ts'
import { performancePages } from './performance-page.ts'
import { setupPage } from './setup-page.ts'

/** Files that are made from the source, by their path from the root of the repository. */
const GENERATED: Readonly<Record<string, () => string | Promise<string>>> = {
  'config.example.yaml': configExample,
  'docs/configuration.md': configPage,
  'docs/errors.md': errorPage,
  'docs/setup.md': setupPage,
  'docs/api/openapi.json': openapiPage,
  'dashboard/src/api/schema.ts': openapiTypes,
  ...performancePages(),
}

/** Writes every generated file, or with `--check` only says which are out of date and exits 1. */
const check = process.argv.includes('--check')
const made = await Promise.all(Object.entries(GENERATED).map(async ([path, make]) => [path, await make()] as const))
const stale = made.filter(([path, text]) => read(path) !== text)
for (const [path, text] of check ? [] : stale) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
if (check && stale.length > 0) {
  console.error(`Out of date: ${stale.map(([path]) => path).join(', ')}\nNext: npm run generate`)
  process.exitCode = 1
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
