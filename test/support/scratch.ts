import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { memoryFolder } from './memory-folder.ts'

/** A folder for one test, and its end. */
export function openScratch(): { readonly folder: string; readonly path: (name: string) => string } & Disposable {
  const folder = mkdtempSync(join(memoryFolder(), 'tongbu-test-'))
  return { folder, path: (name) => join(folder, name), [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}
