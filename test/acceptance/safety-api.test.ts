import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { NAME, withSafetyApi } from '../support/safety-api.ts'
import { assertNothingSent, live, mailboxesOf, messageIdOf, toldMail, UNREAD } from './told-mail.ts'

const at = (n: number): Date => new Date(Date.UTC(2026, 0, 5, 8, n))

test('the five measures are answered, waived and looked at over the API, for the words that were shown and in the name of who is signed in', async () => {
  await withSafetyApi({ gate: 'on' }, async ({ send, work }) => {
    const before = (await send('GET', '/measures?language=zh-Hant-HK')).body
    assert.deepEqual(before.pairs.map(({ pair, isOpen, isEnforced }: { pair: string; isOpen: boolean; isEnforced: boolean }) => [pair, isOpen, isEnforced]), [[NAME, false, true]])
    const looked = (await send('POST', `/pairs/${NAME}/measures/look?language=zh-Hant-HK`)).body
    const points = looked.measures.flatMap(({ points: all }: { points: object[] }) => all)
    const mailbox = points.find(({ id }: { id: string }) => id === 'exchange-online')
    assert.deepEqual([mailbox.code, mailbox.from, looked.remarks.length > 0], ['mailbox-good', 'machine', true])
    assert.deepEqual(looked.remarks.filter(({ text }: { text: string }) => !/[\u3400-\u9fff]/.test(text)), [], 'what was found is told in the language of who asks')
    const asked = points.filter(({ question, isMet }: { question?: object; isMet: boolean }) => question !== undefined && !isMet)
    assert.match(asked.find(({ id }: { id: string }) => id === 'pop-left').question.asks, /釘釘電郵信箱/)
    const answers = asked.map(({ id, question }: { id: string; question: { shown: string } }) => ({ pair: NAME, point: id, value: 'yes', shown: question.shown }))

    const changed = await send('POST', '/measures/answers', { language: 'zh-Hant-HK', answers: [answers[0], { ...answers[1], shown: '0000' }] })
    assert.deepEqual([changed.status, changed.body.code, changed.body.errors.map((each: { at: string }) => each.at)], [412, 'CHANGED_MEANWHILE', ['answers[1]']])
    const unknown = await send('POST', '/measures/answers', { language: 'en', answers, isAdmin: true })
    assert.deepEqual([unknown.status, unknown.body.errors], [400, [{ at: 'isAdmin', message: 'is not a field of this' }]])
    assert.equal((await send('POST', '/measures/answers', { language: 'zh-Hant-HK', answers: [{ ...answers[0], pair: '../../etc' }] })).status, 404)
    assert.deepEqual((await send('GET', `/pairs/${NAME}/measures`)).body.measures.map(({ state }: { state: string }) => state), ['open', 'open', 'open', 'open', 'open'], 'nothing of a refused form is taken')

    const answered = await send('POST', '/measures/answers', { language: 'zh-Hant-HK', answers })
    assert.deepEqual([answered.status, answered.body.answers], [200, answers.length])
    assert.equal((await send('POST', `/pairs/${NAME}/measures/backup/waiver`, { because: '  ' })).status, 400)
    await send('POST', `/pairs/${NAME}/measures/backup/waiver`, { because: 'two test mailboxes' })
    const { report } = (await send('POST', `/pairs/${NAME}/measures/rollback/waiver`, { because: '<b>two</b> test mailboxes' })).body
    assert.deepEqual([report.isOpen, report.measures.at(-1).waiver.because, report.measures.at(-1).state], [true, '<b>two</b> test mailboxes', 'waived'])
    const trail = (await send('GET', `/audit?pair=${NAME}&kind=waive`)).body.records
    assert.deepEqual(trail.map(({ by, reason }: { by: string; reason: string }) => [by, reason]), [['anna', 'waived'], ['anna', 'waived']])
    const withdrawn = (await send('POST', `/pairs/${NAME}/measures/withdrawal`, { what: 'rollback' })).body
    assert.deepEqual([withdrawn.withdrawn, withdrawn.report.isOpen], [1, false])
    assert.match((await send('GET', `/pairs/${NAME}/recovery-steps?language=zh-Hans-CN`)).body.text, /恢复步骤/)
    const refused = await work(`/pairs/${NAME}/restores/plan`, { point: 'none', sides: ['left'] })
    assert.deepEqual([refused.state, refused.problem.code], ['failed', 'BACKUP_KEY'])
  })
})

test('a backup is begun, taken, read back, looked into and taken away over the API', async () => {
  await withSafetyApi({}, async ({ send, work, pair, path }) => {
    assert.equal((await send('GET', '/backups')).body.state, 'not-begun')
    const made = await send('POST', '/backups')
    assert.deepEqual([made.status, made.body.secret.startsWith('AGE-SECRET-KEY-1'), made.headers['cache-control']], [201, true, 'no-store'])
    assert.deepEqual([(await send('POST', '/backups')).body.code, (await send('POST', '/backups/key-copy', { words: 'AGE-SECRET-KEY-1WRONG' })).body], ['BACKUP_KEY', { isCopy: false }])
    assert.deepEqual((await send('POST', '/backups/key-copy', { words: made.body.secret.slice(-12) })).body, { isCopy: true })
    const waiting = await send('GET', '/backups/key')
    assert.deepEqual([waiting.body.key, waiting.headers['cache-control'], (await send('GET', '/backups')).body.keyWaits], [made.body, 'no-store', true], 'an answer that was lost loses no key')
    assert.equal((await send('POST', '/backups/key-kept', {})).status, 204)
    assert.deepEqual([(await send('GET', '/backups/key')).body, (await send('GET', '/backups')).body.keyWaits], [{}, false], 'what is kept is told no more')
    const kept = (await send('GET', `/audit?pair=${encodeURIComponent('@tongbu')}&kind=answer`)).body
    assert.deepEqual([JSON.stringify(kept).includes('copy of the backup key kept'), JSON.stringify(kept).includes(made.body.secret)], [true, false], JSON.stringify(kept))

    const evil = '../../供應商<img src=x onerror=alert(1)>'
    await pair.people.outlook.ensureFolder([evil])
    await pair.people.outlook.put([evil], toldMail('evil'), UNREAD, at(1))
    await pair.people.dingtalk.put('inbox', toldMail('plain'), UNREAD, at(2))
    const taken = await work('/backups/points', { pair: NAME, pinned: true })
    const { point } = taken.result
    assert.deepEqual([taken.state, point.right.messages, point.left.messages, point.pinned, point.why], ['done', 1, 1, true, 'asked'])
    assert.equal((await send('POST', '/backups/points', { pair: 'nobody' })).status, 404)
    const proof = await work('/backups/verification')
    assert.deepEqual([proof.result.points, proof.result.damage], [1, []])
    const standing = (await send('GET', '/backups')).body
    assert.deepEqual([standing.state, standing.verified.isWhole, standing.keyCopyShown.by, standing.pairs[0].last.id], ['ready', true, 'anna', point.id])
    assert.equal((await send('PATCH', `/backups/points/${point.id}`, { pinned: false })).body.pinned, false)
    assert.equal((await send('PATCH', `/backups/points/..%2F..%2Fkey.txt`, { pinned: false })).body.code, 'UNKNOWN_POINT')
    await work('/backups/points', { pair: NAME })
    const [first, second] = [(await send('GET', '/backups/points?limit=1')).body, undefined]
    const rest = (await send('GET', `/backups/points?limit=1&cursor=${encodeURIComponent(first.next)}`)).body
    assert.deepEqual([first.points.length, rest.points[0].id, rest.next, second], [1, point.id, undefined, undefined])

    const listed = (await send('GET', `/backups/points/${point.id}/messages?side=right`)).body.messages
    assert.deepEqual(listed.map(({ folder }: { folder: string }) => folder), [evil], 'told as it is: whoever shows it must not take it for more than a name')
    const opened = await send('POST', `/backups/points/${point.id}/messages/opened`, { side: 'right', id: listed[0].id })
    assert.deepEqual([opened.status, typeof opened.body.subject, opened.headers['cache-control']], [200, 'string', 'no-store'])
    assert.deepEqual((await send('GET', `/audit?kind=read`)).body.records.map(({ reason }: { reason: string }) => reason), ['restore point'])

    const archive = await send('GET', `/backups/points/${point.id}/export?format=eml`)
    writeFileSync(path('a.tar'), archive.bytes)
    mkdirSync(path('out'))
    execFileSync('tar', ['-xf', path('a.tar'), '-C', path('out')])
    const files = execFileSync('find', [path('out'), '-name', '*.eml'], { encoding: 'utf8' }).trim().split('\n')
    assert.equal(files.length, 2)
    assert.ok(readFileSync(path('out/contents.jsonl'), 'utf8').split('\n').every((line) => !/"file":"[^"]*\.\.\//.test(line)), 'no name leads out of the folder')
    assert.equal((await send('GET', '/backups/points/nothing/export')).status, 404)
    const pruned = await work('/backups/prune', { isDryRun: true })
    assert.deepEqual([pruned.result.isDryRun, pruned.result.dropped], [true, []])
  })
})

test('going back is planned first and then done, one message comes back from a point and one from the archive, and a rehearsal compares', async () => {
  await withSafetyApi({ archive: { keepDays: 100 } }, async ({ send, work, pair, asked }) => {
    await send('POST', '/backups')
    for (let n = 0; n < 4; n++) await pair.people[n % 2 === 0 ? 'dingtalk' : 'outlook'].put('inbox', toldMail(`m${n}`), UNREAD, at(n))
    const { point: empty } = (await work('/backups/points', { pair: NAME })).result
    await pair.sync()
    const point = (await work('/backups/points', { pair: NAME })).result.point
    const lives = () => [live(mailboxesOf(pair.sandbox).dingtalk).length, live(mailboxesOf(pair.sandbox).outlook).length]
    assert.deepEqual(lives(), [4, 4])
    assert.equal((await work(`/pairs/${NAME}/rehearsals`, { most: 4 })).result.isEqual, true)
    assert.equal((await send('GET', `/pairs/${NAME}/rehearsals/last`)).body.isEqual, true)

    const plan = await work(`/pairs/${NAME}/restores/plan`, { point: empty.id, sides: ['left', 'right'] })
    assert.deepEqual(plan.result.planned.map(({ kind, on, count }: { kind: string; on: string; count: number }) => [kind, on, count]), [['move', 'left', 2], ['move', 'right', 2], ['delete-folder', 'left', 1]])
    assert.deepEqual([lives(), asked], [[4, 4], []])
    assert.equal((await send('POST', `/pairs/${NAME}/restores`, { plan: 'j-none' })).status, 404)
    const done = await work(`/pairs/${NAME}/restores`, { plan: plan.id })
    assert.deepEqual([done.result.planned, lives(), typeof done.result.pointBefore, asked.at(-1)?.deed], [[], [2, 2], 'string', 'restore'])

    // One message that is gone for good from one mailbox comes back from the point, which the other mailbox is left out of.
    const goneFor = async (subject: string): Promise<void> => {
      for (const message of await pair.people.outlook.messages()) if (message.messageId === messageIdOf(subject).slice(1, -1)) await pair.people.outlook.purge(message)
    }
    const inOutlook = (name: string): number => mailboxesOf(pair.sandbox).outlook.filter(({ internetMessageId }) => internetMessageId === messageIdOf(name)).length
    await goneFor('m1')
    const one = await work(`/pairs/${NAME}/restores/plan`, { point: point.id, sides: ['right'], message: messageIdOf('m1'), includeDeparted: true })
    assert.deepEqual(one.result.planned.map(({ kind, steps }: { kind: string; steps: { receivedAt: string }[] }) => [kind, steps[0]?.receivedAt]), [['restore-message', '2026-01-05T07:59:57Z']], JSON.stringify(one))
    assert.equal(inOutlook('m1'), 0)
    const back = await work(`/pairs/${NAME}/restores`, { plan: one.id, takesPoint: false })
    const { exact, same, differs, unread } = back.result.compared
    assert.deepEqual([back.state, back.result.failed, exact + same > 0, differs + unread, inOutlook('m1')], ['done', 0, true, 0, 1], JSON.stringify(back))

    const found = (await send('POST', '/archive/search', { words: ['m0'] })).body.messages
    assert.equal(found.length, 1, JSON.stringify(found))
    assert.deepEqual([asked.find(({ deed }) => deed === 'restore')?.about, asked.at(-1)], [empty.id, { deed: 'archive-read', pair: '@tongbu', about: '' }])
    const shown = (await send('GET', `/archive/messages/${found[0].ref}`)).body
    assert.deepEqual(asked.at(-1), { deed: 'archive-read', pair: NAME, about: '' })
    assert.match(shown.subject, /m0/)
    const there = await work(`/pairs/${NAME}/restores/plan`, { archived: found[0].ref, sides: ['left'] })
    assert.deepEqual([there.state, there.result.planned], ['done', []], 'what is still there is not made twice')
    await goneFor('m0')
    const archived = await work(`/pairs/${NAME}/restores/plan`, { archived: found[0].ref, sides: ['right'] })
    await work(`/pairs/${NAME}/restores`, { plan: archived.id, takesPoint: false })
    assert.equal(inOutlook('m0'), 1, JSON.stringify(archived.result))
    const once = await work(`/pairs/${NAME}/restores/plan`, { archived: found[0].ref, sides: ['right'] })
    assert.deepEqual(once.result.planned, [])
    assert.deepEqual((await send('GET', '/audit?kind=read')).body.records.map(({ reason }: { reason: string }) => reason), ['archive show', 'archive search'])
    const twoGoals = await send('POST', `/pairs/${NAME}/restores/plan`, { point: point.id, archived: 'x', sides: ['left'] })
    assert.deepEqual([twoGoals.status, twoGoals.body.errors[0].at], [400, 'point'])
    assertNothingSent(pair.sandbox)
  })
})
