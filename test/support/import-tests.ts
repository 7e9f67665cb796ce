import { globSync } from 'node:fs'
import { join } from 'node:path'

const TESTS = join(import.meta.dirname, '..')

/**
 * Runs all tests of a folder, named from `test`, in this process, one file after another: each would load the program anew in a process of
 * its own, which costs more than most of them do.
 */
export async function importTests(folder: string): Promise<void> {
  for (const file of globSync(`${folder}/**/*.test.ts`, { cwd: TESTS }).sort()) await import(join(TESTS, file))
}
