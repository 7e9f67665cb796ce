import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { mimeOf } from '../../../test/contract/contract-mail.ts'
import { openOutlookScene, type OutlookScene } from '../../../test/contract/outlook-scene.ts'
import { createWatcher } from '../../../test/contract/watcher.ts'
import { systemClock } from '../../platform/clock.ts'
import { systemHttp, type Http } from '../../platform/http.ts'
import { randomId } from '../../platform/ids.ts'
import type { ObservationPage } from '../connector.ts'
import { openOutlookMailbox } from './outlook-mailbox.ts'

const signal = new AbortController().signal

describe('an observation', () => {
  let scene: OutlookScene
  before(async () => {
    scene = await openOutlookScene()
  })
  after(() => scene.close())

  const open = (http: Http) => {
    const { graphUrl, loginUrl, accounts } = scene.sandbox.ready
    return openOutlookMailbox({ ...accounts.outlook, graphUrl, loginUrl, http, clock: systemClock, newId: randomId })
  }

  test('asks for changes of three folders while it asks for the folders, and never more than four at once', { timeout: 30_000 }, async () => {
    const watcher = createWatcher(scene.mailbox)
    await watcher.look()
    let inFlight = 0
    let most = 0
    const askedFor: string[] = []
    let enough = (): void => {}
    const together = new Promise<void>((resolve) => (enough = resolve))
    const mailbox = open(async (request, abort) => {
      const kind = /mailFolders\/delta/.test(request.url) ? 'folders' : /messages\/delta/.test(request.url) ? 'messages' : undefined
      if (kind === undefined) return systemHttp(request, abort)
      askedFor.push(kind)
      most = Math.max(most, ++inFlight)
      if (askedFor.length === 4) enough()
      // Nothing is answered before the first four are there.
      await together
      return systemHttp(request, abort).finally(() => inFlight--)
    })
    for await (const _ of mailbox.observe(watcher.checkpoints, signal));
    assert.deepEqual(askedFor.slice(0, 4).sort(), ['folders', 'messages', 'messages', 'messages'])
    assert.equal(askedFor.length, 1 + watcher.folders.size)
    assert.equal(most, 4)
  })

  test('tells of the folders first, and nothing of one that is gone', async () => {
    const { people, mailbox } = scene
    const { id } = await mailbox.createFolder('Soon gone', undefined, signal)
    await people.append('inbox', mimeOf('before'), { read: false })
    const watcher = createWatcher(mailbox)
    await watcher.look()
    await people.append('inbox', mimeOf('after'), { read: false })
    await mailbox.deleteFolder(id, signal)
    const pages: ObservationPage[] = []
    for await (const page of mailbox.observe(withFirst(watcher.checkpoints, id), signal)) pages.push(page)
    assert.deepEqual(pages[0]?.folders?.removed, [id])
    assert.ok(pages.some(({ messages = [] }) => messages.length === 1))
    assert.deepEqual(pages.filter(({ unavailable, removed, listed }) => [unavailable, removed, listed].some((each) => each?.folderId === id)), [])
  })

  test('whoever stops reading, or is refused the folders, leaves no request behind', async () => {
    const watcher = createWatcher(scene.mailbox)
    await watcher.look()
    await scene.people.append('inbox', mimeOf('unread'), { read: false })
    let inFlight = 0
    const counted: Http = async (request, abort) => {
      inFlight++
      return systemHttp(request, abort).finally(() => inFlight--)
    }
    for await (const _ of open(counted).observe(watcher.checkpoints, signal)) break
    assert.equal(inFlight, 0)
    scene.sandbox.shared.faults.set([{ match: '^outlook GET mailFolders/delta$', effect: 'refuse', status: 403, code: 'ErrorAccessDenied' }])
    await assert.rejects(open(counted).observe(watcher.checkpoints, signal).next(), { code: 'FORBIDDEN' })
    assert.equal(inFlight, 0)
  })
})

/** The same checkpoints, with this folder in front of all others. */
function withFirst(checkpoints: ReadonlyMap<string, string>, id: string): Map<string, string> {
  const tree = JSON.parse(checkpoints.get('tree') ?? '') as [string, ...unknown[]][]
  return new Map([...checkpoints, ['tree', JSON.stringify(tree.toSorted((a, b) => Number(b[0] === id) - Number(a[0] === id)))]])
}
