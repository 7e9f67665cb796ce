import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generator } from '../faults.ts'
import { drawMessages } from './draw-messages.ts'
import type { SeenMessage } from './dingtalk-person.ts'

const plain = { folder: 'inbox', read: false, wantsReceipt: false } as const
const seen = (messageId: string, changes: Partial<SeenMessage> = {}): SeenMessage => ({ id: messageId, messageId, ...plain, ...changes })
const draw = (dingtalk: SeenMessage[], outlook: SeenMessage[]) => drawMessages({ dingtalk, outlook }, generator(1))

test('a message is drawn once, on whichever side', () => {
  const drawer = draw([seen('a')], [seen('a')])
  assert.equal(drawer.live('dingtalk')?.messageId, 'a')
  assert.equal(drawer.live('outlook'), undefined)
  assert.equal(drawer.pair(), undefined)
})

test('a pair lies on both sides, outside the trash', () => {
  assert.equal(draw([seen('a')], [seen('b')]).pair(), undefined)
  assert.equal(draw([seen('a', { folder: 'trash' })], [seen('a')]).pair(), undefined)
  assert.equal(draw([seen('a')], [seen('a', { folder: ['x'] })]).pair()?.outlook.folder[0], 'x')
})

test('mail that asks for a receipt on either side is drawn for that only', () => {
  const drawer = draw([seen('a')], [seen('a', { wantsReceipt: true })])
  assert.equal(drawer.live('dingtalk'), undefined)
  assert.equal(drawer.wantsReceipt('dingtalk')?.messageId, 'a')
})

test('messages with one Message-ID are left alone', () => {
  assert.equal(draw([seen('a'), seen('a')], []).live('dingtalk'), undefined)
})

test('the order does not depend on how the mailboxes are listed', () => {
  const messages = ['a', 'b', 'c', 'd', 'e'].map((id) => seen(id))
  const all = (list: SeenMessage[]) => {
    const drawer = draw(list, [])
    return list.map(() => drawer.live('dingtalk')?.messageId)
  }
  assert.deepEqual(all(messages), all([...messages].reverse()))
  assert.notDeepEqual(all(messages), ['a', 'b', 'c', 'd', 'e'])
})
