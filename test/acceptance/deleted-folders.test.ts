import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cloud } from '../../src/sandbox/seed/places.ts'
import { openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'
import { assertInStep, AT, live, mailboxesOf, messageIdOf, toldMail, UNREAD } from './told-mail.ts'

const FOLDER = ['項目 A']
const INNER = ['項目 A', '圖紙']
const NAMES = ['one', 'two', 'three'] as const

const other = (cloud: Cloud): Cloud => (cloud === 'outlook' ? 'dingtalk' : 'outlook')

const topFolders = (pair: SandboxPair, cloud: Cloud): string[] => {
  const { outlook, dingtalk, ready } = pair.sandbox
  const snapshot = cloud === 'outlook' ? outlook.snapshot(ready.accounts.outlook.address) : dingtalk.snapshot(ready.accounts.dingtalk.address)
  return snapshot.folders.map(({ path }) => path[0] ?? '')
}

for (const cloud of ['outlook', 'dingtalk'] as const) {
  test(`a folder that somebody deletes in ${cloud}, with a folder in it, takes its mail to trash on the other side too`, async () => {
    const pair = await openSandboxPair()
    try {
      for (const path of [FOLDER, INNER]) await pair.people[cloud].ensureFolder(path)
      for (const [n, name] of NAMES.entries()) await pair.people[cloud].put(n === 0 ? INNER : FOLDER, toldMail(name), { ...UNREAD, flagged: n === 1 }, AT)
      await pair.people[cloud].put('inbox', toldMail('elsewhere'), UNREAD, AT)
      assert.equal((await pair.sync()).failed, 0)
      assert.ok(topFolders(pair, other(cloud)).includes('項目 A'))

      await pair.people[cloud].deleteFolder(FOLDER)
      const report = await pair.sync()
      assert.deepEqual([report.stoppedBy, report.failed, report.holds], [undefined, 0, []])
      const boxes = mailboxesOf(pair.sandbox)
      for (const side of ['outlook', 'dingtalk'] as const) {
        assert.equal(boxes[side].length, NAMES.length + 1, `nothing was lost in ${side}`)
        assert.deepEqual(live(boxes[side]).map(({ internetMessageId }) => internetMessageId), [messageIdOf('elsewhere')], `one message lives in ${side}`)
      }
      assert.ok(!topFolders(pair, other(cloud)).includes('項目 A'), 'the folder is gone there')
      await assertInStep(pair)
    } finally {
      await pair.close()
    }
  })
}
