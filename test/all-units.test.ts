import { importTests } from './support/import-tests.ts'

// The tests beside their source.
await importTests('../src')
