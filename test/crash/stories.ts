import type { MemoryCloud } from '../../src/connectors/memory/memory-cloud.ts'
import type { MemoryPairOptions, MemoryPair } from '../support/memory-pair.ts'
import { mail } from '../support/memory-pair.ts'

/** What is there at first, and what people then do. The run after that is the one that is killed. */
export interface Story {
  readonly name: string
  readonly options?: MemoryPairOptions
  /** Before the first, undisturbed run. Without it the first run is the one that is killed. */
  readonly before?: (pair: MemoryPair) => void
  readonly edits: (pair: MemoryPair) => void
}

const nth = (cloud: MemoryCloud, name: string): string => {
  const found = [...cloud.messages.values()].find((message) => message.mime.includes(`Subject: ${name}\r\n`))
  if (found === undefined) throw new Error(`no message ${name}`)
  return found.id
}

const six = ({ clouds: { left, right } }: MemoryPair): void => {
  for (const n of [0, 1, 2]) left.add(mail(`l${n}`), left.folder('inbox').id, { read: n === 1 })
  for (const n of [0, 1, 2]) right.add(mail(`r${n}`), right.folder(n === 2 ? 'sent' : 'inbox').id, { flag: n === 0 ? 'flagged' : 'none' })
}

export const STORIES: readonly Story[] = [
  { name: 'first run', edits: six },
  {
    name: 'first run with new folders on both sides',
    edits: ({ clouds: { left, right } }) => {
      const parent = left.addFolder('供應商')
      const child = left.addFolder('東莞廠', parent.id)
      left.add(mail('a'), parent.id)
      left.add(mail('b'), child.id)
      const other = right.addFolder('a/b 50%')
      right.add(mail('c'), other.id)
    },
  },
  {
    name: 'the same mail on both sides, without Message-ID and with one that is shared',
    edits: ({ clouds: { left, right } }) => {
      for (const cloud of [left, right]) {
        cloud.add(mail('same'), cloud.folder('inbox').id, { read: cloud === left })
        cloud.add(mail('none', { id: null }), cloud.folder('inbox').id)
        cloud.add(mail('shared', { id: '<s@x>', body: cloud.name }), cloud.folder('inbox').id)
      }
      left.add(mail('none', { id: null, body: 'other' }), left.folder('inbox').id)
    },
  },
  {
    name: 'marks on both sides',
    before: six,
    edits: ({ clouds: { left, right } }) => {
      left.mark(nth(left, 'l0'), { read: true, flag: 'flagged' })
      right.mark(nth(right, 'l0'), { answered: true, tags: ['red'] })
      right.mark(nth(right, 'r1'), { flag: 'complete' })
      left.mark(nth(left, 'r1'), { flag: 'flagged' })
    },
  },
  {
    name: 'moves on both sides, one of them a conflict',
    before: (pair) => {
      six(pair)
      pair.clouds.right.addFolder('客戶')
    },
    edits: ({ clouds: { left, right } }) => {
      const customers = [...right.folders.values()].find((folder) => folder.name === '客戶')
      left.move(nth(left, 'l0'), left.folder('junk').id, true)
      right.move(nth(right, 'l1'), customers?.id ?? '', false)
      left.move(nth(left, 'r0'), left.folder('junk').id, true)
      right.move(nth(right, 'r0'), customers?.id ?? '', false)
    },
  },
  {
    name: 'trash on both sides, beaten by a flag, and emptied',
    before: six,
    edits: ({ clouds: { left, right } }) => {
      left.move(nth(left, 'l0'), left.folder('trash').id, true)
      right.move(nth(right, 'r0'), right.folder('trash').id, false)
      right.move(nth(right, 'l2'), right.folder('trash').id, false)
      left.mark(nth(left, 'l2'), { tags: ['keep'] })
      left.expunge(nth(left, 'r1'))
    },
  },
  {
    name: 'late twins take the place of our copies',
    before: six,
    edits: ({ clouds: { left, right } }) => {
      right.add(mail('l0'), right.folder('inbox').id)
      left.add(mail('r0', { body: 'with a banner' }), left.folder('inbox').id, { read: true })
    },
  },
  {
    name: 'folders renamed and moved, with mail in them',
    before: ({ clouds: { left } }) => {
      const parent = left.addFolder('old')
      left.add(mail('a'), parent.id)
      left.add(mail('b'), left.addFolder('child', parent.id).id)
    },
    edits: ({ clouds: { left, right } }) => {
      const old = [...right.folders.values()].find((folder) => folder.name === 'old')
      if (old !== undefined) old.name = 'new'
      right.revision++
      right.add(mail('c'), old?.id ?? '')
      const child = [...left.folders.values()].find((folder) => folder.name === 'child')
      if (child !== undefined) delete child.parentId
      left.revision++
    },
  },
  {
    name: 'a folder is deleted with what was in it',
    before: ({ clouds: { right } }) => {
      const folder = right.addFolder('done')
      right.add(mail('a'), folder.id)
      right.add(mail('b'), folder.id)
    },
    edits: ({ clouds: { right } }) => {
      const folder = [...right.folders.values()].find(({ name }) => name === 'done')
      if (folder !== undefined) folder.parentId = right.folder('trash').id
      right.revision++
      for (const message of right.messages.values()) if (message.folderId === folder?.id) message.changed = right.revision
    },
  },
  {
    name: 'drafts are written, edited and sent',
    before: ({ clouds: { left, right } }) => {
      left.add(mail('draft1'), left.folder('drafts').id, {}, '2026-01-05T08:00:00Z', { isDraft: true })
      right.add(mail('draft2'), right.folder('drafts').id, {}, '2026-01-05T08:00:00Z', { isDraft: true })
    },
    edits: ({ clouds: { left, right } }) => {
      left.expunge(nth(left, 'draft1'))
      left.add(mail('draft1', { id: '<sent1@x>' }), left.folder('sent').id)
      const draft = right.messages.get(nth(right, 'draft2'))
      if (draft !== undefined) draft.mime = mail('draft2', { body: 'edited' })
      right.mark(nth(right, 'draft2'), {})
    },
  },
]
