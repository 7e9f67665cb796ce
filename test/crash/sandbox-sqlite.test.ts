import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { crashAtWrites, crashWithinLarge } from './sandbox-crash.ts'
import { STORIES } from './sandbox-story.ts'

const folder = mkdtempSync(join(tmpdir(), 'tongbu-crash-'))
after(() => rmSync(folder, { recursive: true, force: true }))
let databases = 0

const freshUrl = async (): Promise<string> => `sqlite:${join(folder, `${++databases}.db`)}`

crashAtWrites('SQLite', freshUrl, { stories: [...STORIES.keys()], least: 100 })
crashWithinLarge('SQLite', freshUrl)
