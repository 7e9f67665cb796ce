import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** In memory where the machine has that: what is tried here are states of files, not the disk. */
const GROUND = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** A folder for one test, and its end. */
export function openScratch(): { readonly folder: string; readonly path: (name: string) => string } & Disposable {
  const folder = mkdtempSync(join(GROUND, 'tongbu-test-'))
  return { folder, path: (name) => join(folder, name), [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}
