import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openScratch } from '../support/scratch.ts'
import { BACK_UP, ERASE, killBackupEverywhere, PRUNE } from './backup-kills.ts'

for (const [story, least] of [[BACK_UP, 80], [PRUNE, 20], [ERASE, 60]] as const) {
  test(`${story.name} killed before, within and after each effect on a file: every point reads back, and it goes on`, async (t) => {
    using scratch = openScratch()
    const kills = await killBackupEverywhere(story, scratch)
    t.diagnostic(`${kills} kills`)
    assert.ok(kills >= least, `${kills} kills`)
  })
}
