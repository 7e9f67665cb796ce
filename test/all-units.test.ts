import { globSync } from 'node:fs'
import { join } from 'node:path'

// The tests beside their source, in one process: most of them are over sooner than a process of their own would begin.
const SOURCE = join(import.meta.dirname, '../src')
for (const file of globSync('**/*.test.ts', { cwd: SOURCE }).sort()) await import(join(SOURCE, file))
