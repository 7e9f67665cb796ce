import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe } from 'node:test'
import { storeContract } from './store-contract.ts'

describe('the store in memory', () => {
  storeContract(() => ({ freshUrl: async () => 'sqlite::memory:' }), { outlivesTheStore: false })
})

describe('the store in a file', () => {
  let folder = ''
  let made = 0
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'tongbu-store-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  const run = async (url: string, statement: string): Promise<void> => {
    const database = new DatabaseSync(url.slice('sqlite:'.length), { timeout: 1000 })
    database.exec(statement)
    database.close()
  }
  storeContract(() => ({ freshUrl: async () => `sqlite:${join(folder, `${++made}.db`)}`, run }), { outlivesTheStore: true })
})
