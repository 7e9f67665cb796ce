import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Mailbox } from '../../src/connectors/connector.ts'
import { opposite, SIDES } from '../../src/domain/side.ts'
import { MemoryPair, mail } from '../support/memory-pair.ts'

for (const side of SIDES) {
  test(`a mark that somebody takes back on the ${side} while it crosses, and another comes the other way, is taken back on both`, async () => {
    const pair = new MemoryPair()
    const other = opposite(side)
    const { id } = pair.clouds[side].add(mail('a'), pair.clouds[side].folder('inbox').id)
    await pair.sync()
    pair.clouds[side].mark(id, { read: true })
    const [partner] = pair.clouds[other].messages.values()
    assert.ok(partner)
    pair.clouds[other].mark(partner.id, { flag: 'flagged' })
    const takenBack = (mailbox: Mailbox): Mailbox => ({
      ...mailbox,
      mark: (message, change, signal) => {
        if (message.id === id) pair.clouds[side].mark(id, { read: false })
        return mailbox.mark(message, change, signal)
      },
    })
    await pair.sync({ untilQuiet: true }, { mailbox: takenBack })
    assert.deepEqual([...pair.clouds.left.messages.values(), ...pair.clouds.right.messages.values()].map(({ marks }) => [marks.read, marks.flag]), [[false, 'flagged'], [false, 'flagged']])
  })
}
