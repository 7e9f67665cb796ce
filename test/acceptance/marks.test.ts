import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MemoryCloud } from '../../src/connectors/memory/memory-cloud.ts'
import type { Marks } from '../../src/domain/marks.ts'
import { SIDES, type Side } from '../../src/domain/side.ts'
import type { SeenMessage } from '../../src/sandbox/seed/dingtalk-person.ts'
import type { Cloud, SeedMarks } from '../../src/sandbox/seed/places.ts'
import { MemoryPair, mail } from '../support/memory-pair.ts'
import { generator } from '../../src/sandbox/faults.ts'
import { openSandboxPair, type SandboxPair } from '../support/sandbox-pair.ts'
import { assertInStep, AT, mailboxesOf, toldMail, UNREAD } from './told-mail.ts'

const FLAGS = ['none', 'flagged', 'complete'] as const
const TAGS = ['red', '綠', 'blue']

/** What a value becomes that was `base` and that each side may have changed: told without knowing how the program does it. */
function merged<T>(base: T, left: T, right: T, winner: Side): T {
  if (left === base) return right
  if (right === base || left === right) return left
  return winner === 'left' ? left : right
}

/** A tag stays unless someone took it off, and comes if someone put it on. */
const mergedTags = (base: readonly string[], left: readonly string[], right: readonly string[]): string[] =>
  TAGS.filter((tag) => (base.includes(tag) ? left.includes(tag) && right.includes(tag) : left.includes(tag) || right.includes(tag)))

const mergedMarks = (base: Marks, left: Marks, right: Marks, winner: Side): Marks => ({
  read: merged(base.read, left.read, right.read, winner),
  flag: merged(base.flag, left.flag, right.flag, winner),
  answered: merged(base.answered, left.answered, right.answered, winner),
  forwarded: merged(base.forwarded, left.forwarded, right.forwarded, winner),
  tags: mergedTags(base.tags, left.tags, right.tags),
})

const named = ({ messages }: MemoryCloud): Map<string, { readonly id: string; readonly marks: Marks }> =>
  new Map([...messages.values()].map((message) => [/Subject: (\S+)/.exec(message.mime)?.[1] ?? '', message]))

const marksOf = (cloud: MemoryCloud): Map<string, Marks> =>
  new Map([...named(cloud)].sort().map(([name, { marks }]) => [name, { ...marks, tags: TAGS.filter((tag) => marks.tags.includes(tag)) }]))

for (const winner of SIDES) {
  test(`AC-10: 2,000 random marks on both sides end as the three-way merge says where ${winner} wins conflicts`, async () => {
    const pair = new MemoryPair({ policy: { conflictsWonBy: winner } })
    const random = generator(winner === 'left' ? 10 : 11)
    const someone = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T
    for (let n = 0; n < 40; n++) pair.clouds[n % 2 === 0 ? 'left' : 'right'].add(mail(`m${n}`), pair.clouds[n % 2 === 0 ? 'left' : 'right'].folder('inbox').id, { read: n % 4 < 2 })
    await pair.sync()
    let conflicts = 0
    for (let round = 0; round < 4; round++) {
      const base = marksOf(pair.clouds.left)
      assert.deepEqual(base, marksOf(pair.clouds.right))
      for (let n = 0; n < 500; n++) {
        const cloud = pair.clouds[someone(SIDES)]
        const { id, marks } = someone([...named(cloud).values()])
        const tag = someone(TAGS)
        const tags = (marks.tags.includes(tag) ? marks.tags.filter((each) => each !== tag) : [...marks.tags, tag]).sort()
        cloud.mark(id, someone<Partial<Marks>>([{ read: !marks.read }, { flag: someone(FLAGS) }, { answered: !marks.answered }, { forwarded: !marks.forwarded }, { tags }]))
      }
      const [left, right] = [marksOf(pair.clouds.left), marksOf(pair.clouds.right)]
      const expected = new Map([...base].map(([name, was]) => [name, mergedMarks(was, left.get(name) ?? was, right.get(name) ?? was, winner)]))
      conflicts += [...base].filter(([name, was]) => new Set([was.flag, left.get(name)?.flag, right.get(name)?.flag]).size === 3).length
      assert.equal((await pair.sync()).quiet, true)
      assert.deepEqual(marksOf(pair.clouds.left), expected, `left, round ${round}`)
      assert.deepEqual(marksOf(pair.clouds.right), expected, `right, round ${round}`)
    }
    assert.ok(conflicts >= 10, `only ${conflicts} conflicts`)
  })
}

test('AC-10: 2,000 random marks, made by people in both clouds, end as the three-way merge says', async () => {
  const pair = await openSandboxPair({ policy: { conflictsWonBy: 'outlook' } })
  try {
    const random = generator(12)
    const puts = Array.from({ length: 80 }, (_, n) => pair.people[n % 2 === 0 ? 'dingtalk' : 'outlook'].put('inbox', toldMail(`m${n}`), { ...UNREAD, read: n % 4 < 2 }, AT))
    await Promise.all(puts)
    await pair.sync()
    for (let round = 0; round < 4; round++) {
      const base = seedMarks(pair, 'dingtalk')
      assert.deepEqual(base, seedMarks(pair, 'outlook'))
      await Promise.all((['dingtalk', 'outlook'] as const).map((cloud) => markAtRandom(pair, cloud, 250, random)))
      const [left, right] = [seedMarks(pair, 'dingtalk'), seedMarks(pair, 'outlook')]
      assert.notDeepEqual(left, right)
      const expected = new Map([...base].map(([id, was]) => [id, mergedSeed(was, left.get(id) ?? was, right.get(id) ?? was)]))
      await pair.sync()
      assert.deepEqual(seedMarks(pair, 'dingtalk'), expected, `DingTalk, round ${round}`)
      assert.deepEqual(seedMarks(pair, 'outlook'), expected, `Outlook, round ${round}`)
    }
    await assertInStep(pair, 80)
  } finally {
    await pair.close()
  }
})

const mergedSeed = (was: SeedMarks, left: SeedMarks, right: SeedMarks): SeedMarks => ({
  read: merged(was.read, left.read, right.read, 'right'),
  flagged: merged(was.flagged, left.flagged, right.flagged, 'right'),
  answered: merged(was.answered, left.answered, right.answered, 'right'),
})

/** By Message-ID, as the cloud holds them. */
const seedMarks = ({ sandbox }: SandboxPair, cloud: Cloud): Map<string, SeedMarks> =>
  new Map(
    [...mailboxesOf(sandbox)[cloud]]
      .map(({ internetMessageId = '', read, flag, answered }): [string, SeedMarks] => [internetMessageId, { read, flagged: flag === 'flagged', answered }])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

async function markAtRandom({ people }: SandboxPair, cloud: Cloud, times: number, random: () => number): Promise<void> {
  const messages = await people[cloud].messages()
  for (let n = 0; n < times; n++) {
    const name = (['read', 'flagged', 'answered'] as const)[Math.floor(random() * 3)] ?? 'read'
    await people[cloud].mark(messages[Math.floor(random() * messages.length)] as SeenMessage, { [name]: random() < 0.5 })
  }
}
