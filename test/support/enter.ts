import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import type { Start } from './start-scene.ts'

/** Signs the pages of this browser in as the first administrator, by the address that was printed at the start. Once for each start. */
export async function enter(page: Page, { url, said }: Pick<Start, 'url' | 'said'>, name = 'Anna Chan'): Promise<void> {
  const secret = /\/link#([\w-]{43})/.exec(said())?.[1] ?? assert.fail(said())
  const answer = await page.request.post(`${url}/api/v1/links/use`, { data: { secret, name, password: 'a sentence about tea' } })
  assert.equal(answer.status(), 200, await answer.text())
}
