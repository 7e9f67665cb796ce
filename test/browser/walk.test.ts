import { test } from 'node:test'
import { LANGUAGES } from '../support/browser.ts'
import { comeIn, openWalk, setUp } from '../support/walk.ts'

for (const language of LANGUAGES) {
  test(`${language}: an administrator who has never seen Tongbu comes in, connects both clouds, and sees mail cross`, async (t) => {
    const walk = await openWalk(t, { language, isThorough: language === 'zh-Hant-HK' })
    await comeIn(walk)
    await setUp(walk)
  })
}
