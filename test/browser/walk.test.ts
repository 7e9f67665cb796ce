import { test } from 'node:test'
import { meetPeople } from '../../src/sandbox/seed/people.ts'
import { LANGUAGES } from '../support/browser.ts'
import { comeIn, decide, openWalk, outAndIn, passTheGate, restoreOne, setUp, watchItCross } from '../support/walk.ts'

for (const language of LANGUAGES) {
  test(`${language}: an administrator who has never seen Tongbu connects both clouds, passes the gate, sees mail cross, decides a conflict and a hold, restores a mail, and signs out and in`, async (t) => {
    const walk = await openWalk(t, { language, isThorough: language === 'zh-Hant-HK' })
    await comeIn(walk)
    await setUp(walk)
    await passTheGate(walk)
    const people = await meetPeople(walk.sandbox.ready)
    t.after(() => people.close())
    await watchItCross(walk, people)
    await decide(walk, people)
    await restoreOne(walk, people)
    await outAndIn(walk)
  })
}
