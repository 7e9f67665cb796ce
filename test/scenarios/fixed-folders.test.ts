import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Mailbox } from '../../src/connectors/connector.ts'
import { SyncError } from '../../src/domain/errors.ts'
import { opposite, SIDES } from '../../src/domain/side.ts'
import { mail, MemoryPair } from '../support/memory-pair.ts'

/** Outlook has an Archive that nobody may rename. To DingTalk its counterpart is a folder like any other. */
const NAME = '/Archive'
const refused = () => Promise.reject(new SyncError('REJECTED', 'This folder stays as it is.'))
const refuse = (mailbox: Mailbox): Mailbox => ({ ...mailbox, changeFolder: refused, deleteFolder: refused })

for (const fixed of SIDES) {
  const side = opposite(fixed)
  const setUp = async () => {
    const pair = new MemoryPair()
    const archive = pair.clouds[fixed].addFolder('Archive')
    const { id } = pair.clouds[fixed].add(mail('a'), archive.id)
    await pair.sync()
    const counterpart = [...pair.clouds[side].folders.values()].find(({ name }) => name === 'Archive')
    assert.ok(counterpart)
    return { pair, counterpart, id }
  }
  const rename = async () => {
    const { pair, counterpart } = await setUp()
    counterpart.name = 'Renamed'
    pair.clouds[side].revision++
    return pair
  }
  const fix = (pair: MemoryPair): void => {
    const mailboxOf = pair.mailbox.bind(pair)
    pair.mailbox = (each) => (each === fixed ? refuse(mailboxOf(each)) : mailboxOf(each))
  }
  const isEqualAndQuiet = async (pair: MemoryPair): Promise<void> => {
    assert.deepEqual(SIDES.map((each) => pair.folderPaths(each).includes(NAME)), [true, true])
    assert.deepEqual(pair.lines('left'), pair.lines('right'))
    const { revision } = pair
    const { failed, quiet } = await pair.sync()
    assert.deepEqual({ failed, quiet, revision: pair.revision }, { failed: 0, quiet: true, revision })
  }

  test(`the counterpart of a folder that nobody may rename on the ${fixed} gets its name back on the ${side}`, async () => {
    const pair = await rename()
    fix(pair)
    await pair.sync()
    await isEqualAndQuiet(pair)
  })

  test(`the counterpart of a folder that nobody may delete on the ${fixed} is there again on the ${side}`, async () => {
    const { pair, counterpart, id } = await setUp()
    pair.clouds[fixed].move(id, pair.clouds[fixed].folder('inbox').id, fixed === 'left')
    await pair.sync()
    pair.clouds[side].removeFolder(counterpart.id)
    fix(pair)
    await pair.sync()
    await isEqualAndQuiet(pair)
  })

  test(`where neither side takes the name of the other, both keep their own and mail crosses between them (${fixed})`, async () => {
    const pair = await rename()
    await pair.sync({ untilQuiet: true }, { mailbox: refuse })
    assert.deepEqual([pair.folderPaths(fixed).includes(NAME), pair.folderPaths(side).includes('/Renamed')], [true, true])
    const renamed = [...pair.clouds[side].folders.values()].find(({ name }) => name === 'Renamed')
    pair.clouds[side].add(mail('b'), renamed?.id ?? '')
    const report = await pair.sync({ untilQuiet: true }, { mailbox: refuse })
    assert.deepEqual([report.failed, report.quiet], [0, true])
    assert.equal(pair.lines(fixed).filter((line) => line.startsWith(`${NAME} `)).length, 2)
  })
}
