import { join } from 'node:path'
import { importTests } from './support/import-tests.ts'

// The tests beside their source.
await importTests(join(import.meta.dirname, '../src'))
