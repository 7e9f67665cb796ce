import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { crashAtWrites } from './sandbox-crash.ts'

const folder = mkdtempSync(join(tmpdir(), 'tongbu-crash-'))
after(() => rmSync(folder, { recursive: true, force: true }))
let databases = 0

crashAtWrites('SQLite', async () => `sqlite:${join(folder, `${++databases}.db`)}`)
