import { globSync } from 'node:fs'
import { join } from 'node:path'

/** Runs all tests of a folder in this process, one file after another: each would load the program anew in a process of its own, which costs more than most of them do. */
export async function importTests(folder: string): Promise<void> {
  for (const file of globSync('**/*.test.ts', { cwd: folder }).sort()) await import(join(folder, file))
}
