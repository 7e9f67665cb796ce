import { test, type TestContext } from 'node:test'

/**
 * Tests that wait most of their time, all at once: one that has a file and its time to itself keeps a processor idle. Where there are
 * several, no more than `most` of them.
 */
export function testAtOnce(title: string, tests: ReadonlyMap<string, (t: TestContext) => Promise<void>>, most = 8): void {
  test(title, { concurrency: most }, async (whole) => {
    await Promise.all([...tests].map(([name, work]) => whole.test(name, work)))
  })
}
