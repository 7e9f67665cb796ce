import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { People } from '../../src/sandbox/seed/people.ts'
import type { FolderPlace } from '../../src/sandbox/seed/places.ts'
import { generator } from '../../src/sandbox/faults.ts'
import { openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'
import { assertInStep, AT, mailboxesOf, toldMail, UNREAD } from './told-mail.ts'

const FOLDERS = ['供應商', '客戶', '報關單 2026', '付款 50% 訂金']
const RENUMBERED = ['INBOX', ...FOLDERS]
const PLACES: readonly FolderPlace[] = ['inbox', ...FOLDERS.map((name) => [name])]

/** When in a run the UIDs become void: before the n-th request of this kind is answered. */
const MOMENTS = [
  { when: 'while the folders are being listed', request: /^STATUS$/, nth: 3 },
  { when: 'while messages are being listed', request: /^(SELECT|EXAMINE)$/, nth: 2 },
  { when: 'before the first mark is written', request: /^UID STORE$/, nth: 1 },
  { when: 'in the middle of the moves', request: /^UID COPY$/, nth: 3 },
  { when: 'in the middle of the copies', request: /^APPEND$/, nth: 5 },
]

for (const { when, request, nth } of MOMENTS) {
  test(`AC-05: UIDVALIDITY changes in 5 folders ${when}: no deletion, no duplicate, and everything is matched again`, async () => {
    const pair = await openSandboxPair()
    try {
      await fill(pair.people)
      await pair.sync()
      await assertInStep(pair, 100)
      await edit(pair.people)
      pair.writes()
      const restore = renumberAt(pair, request, nth)
      const runs = [await pair.sync(), await pair.sync(), await pair.sync()]
      assert.equal(restore(), true, 'the UIDs became void in the middle of the run')
      for (const { done, holds } of runs) {
        assert.deepEqual([done.left.trash, done.right.trash, done.left.retire, done.right.retire], [undefined, undefined, undefined, undefined])
        assert.deepEqual(holds, [])
      }
      const { dingtalk, outlook } = mailboxesOf(pair.sandbox)
      for (const side of [dingtalk, outlook]) {
        assert.equal(new Set(side.map(({ internetMessageId }) => internetMessageId)).size, 120)
        assert.equal(side.length, 120)
      }
      await assertInStep(pair, 120)
    } finally {
      await pair.close()
    }
  })
}

/** 20 messages in each of 5 folders, in turns from either side; a few of them read. */
async function fill({ dingtalk, outlook }: People): Promise<void> {
  for (const name of FOLDERS) for (const person of [dingtalk, outlook]) await person.ensureFolder([name])
  const puts = PLACES.flatMap((place, at) =>
    Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? dingtalk : outlook).put(place, toldMail(`old-${at}-${n}`), { ...UNREAD, read: n % 3 === 0 }, AT)),
  )
  await Promise.all(puts)
}

/** Marks, moves and new mail on the other side, so that the run has something of every kind to write to DingTalk. */
async function edit({ dingtalk, outlook }: People): Promise<void> {
  const random = generator(5)
  const messages = [...(await outlook.messages())].sort((a, b) => (a.messageId < b.messageId ? -1 : 1))
  for (const [n, message] of messages.entries()) {
    if (n % 5 === 1) await outlook.mark(message, { flagged: true })
    if (n % 10 === 2) await outlook.move(message, PLACES[Math.floor(random() * PLACES.length)] ?? 'inbox')
  }
  const unread = (await dingtalk.messages()).filter(({ read }) => !read).slice(0, 10)
  for (const message of unread) await dingtalk.mark(message, { read: true })
  for (let n = 0; n < 20; n++) await [outlook, dingtalk][n % 2]?.put(PLACES[n % PLACES.length] ?? 'inbox', toldMail(`new-${n}`), UNREAD, AT)
}

/** @returns ends the watch, and tells whether the moment came. */
function renumberAt({ sandbox }: SandboxPair, request: RegExp, nth: number): () => boolean {
  const { faults } = sandbox.shared
  const next = faults.next.bind(faults)
  let seen = 0
  faults.next = (cloud, kind) => {
    if (cloud === 'imap' && request.test(kind) && ++seen === nth) sandbox.dingtalk.expireUidValidity(sandbox.ready.accounts.dingtalk.address, RENUMBERED)
    return next(cloud, kind)
  }
  return () => {
    faults.next = next
    return seen >= nth
  }
}
