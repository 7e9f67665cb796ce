import assert from 'node:assert/strict'
import type { SeenMessage } from '../../src/sandbox/seed/dingtalk-person.ts'
import type { Cloud, FolderPlace } from '../../src/sandbox/seed/places.ts'
import { AT, mime, SHELF, THREE, tryLostAnswers, UNREAD, type Desk, type WriteKind } from './lost-answers.ts'

const deliver = (on: Cloud, place: FolderPlace = 'inbox') => async ({ pair, turn }: Desk): Promise<number> => {
  for (const n of THREE) await pair.people[on].put(place, mime(`new-${turn}-${n}`), UNREAD, AT)
  return 3
}

const mark = (on: Cloud) => async (desk: Desk): Promise<number> => {
  for (const message of await old(desk, on)) await desk.pair.people[on].mark(message, { flagged: desk.turn % 2 === 1, answered: desk.turn % 2 === 1 })
  return 0
}

const move = (on: Cloud) => async (desk: Desk): Promise<number> => {
  for (const message of await old(desk, on)) await desk.pair.people[on].move(message, desk.turn % 2 === 1 ? SHELF : 'inbox')
  return 0
}

const makeFolders = (on: Cloud) => async ({ pair, turn }: Desk): Promise<number> => {
  for (const n of THREE) await pair.people[on].ensureFolder([`made-${turn}-${n}`])
  return 0
}

const renameFolders = (on: Cloud) => async ({ pair, turn }: Desk): Promise<number> => {
  for (const n of THREE) {
    const path = (await pair.people[on].folders()).find(([name]) => name?.startsWith(`named-${n}`))
    assert.ok(path)
    await pair.people[on].renameFolder(path, `named-${n} ${turn}`)
  }
  return 0
}

/** Folders that can be renamed: with mail in them, by which they are known again. */
const fillFolders = (on: Cloud) => async ({ pair }: Desk): Promise<void> => {
  const existing = await pair.people[on].folders()
  if (existing.some(([name]) => name?.startsWith('named-1'))) return
  for (const n of THREE) {
    await pair.people[on].ensureFolder([`named-${n}`])
    await pair.people[on].put([`named-${n}`], mime(`filed-${n}`), UNREAD, AT)
  }
}

const deleteFolders = (on: Cloud) => async ({ imap, graph, turn, pair }: Desk): Promise<number> => {
  const user = `/users/${encodeURIComponent(pair.sandbox.ready.accounts.outlook.address)}`
  for (const n of THREE) {
    if (on === 'dingtalk') await imap.mailboxDelete([`made-${turn}-${n}`])
    else {
      const folders = (await graph.all(`${user}/mailFolders?$top=250`)) as { id: string; displayName: string }[]
      await graph.empty('POST', `${user}/mailFolders/${folders.find(({ displayName }) => displayName === `made-${turn}-${n}`)?.id}/permanentDelete`)
    }
  }
  return 0
}

/** A draft is edited as mail programs do it over IMAP: the new one is stored, the old one removed. */
const editDraftsInDingtalk = async ({ pair, turn, rest }: Desk): Promise<number> => {
  const drafts = (await pair.people.dingtalk.messages()).filter(({ folder }) => folder === 'drafts')
  for (const n of THREE) {
    await pair.people.dingtalk.put('drafts', mime(`draft-${turn}-${n}`), UNREAD, AT)
    const before = drafts.find(({ messageId }) => messageId.startsWith(`draft-${turn - 1}-${n}@`))
    if (before !== undefined) await pair.people.dingtalk.purge(before)
  }
  rest()
  return drafts.length === 0 ? 3 : 0
}

const editDraftsInOutlook = async ({ pair, graph, turn, rest }: Desk): Promise<number> => {
  const user = `/users/${encodeURIComponent(pair.sandbox.ready.accounts.outlook.address)}`
  const drafts = (await graph.all(`${user}/mailFolders/drafts/messages?$select=id`)) as { id: string }[]
  const body = { contentType: 'text', content: `Edited ${turn} times` }
  for (const n of THREE) {
    if (drafts.length === 0) await graph.json('POST', `${user}/messages`, { subject: `draft ${n}`, body })
    else await graph.json('PATCH', `${user}/messages/${drafts[n - 1]?.id}`, { body })
  }
  rest()
  return drafts.length === 0 ? 3 : 0
}

/** Drafts must be there before they can be edited. */
const firstDrafts = (edit: WriteKind['edit']) => async (desk: Desk): Promise<void> => {
  if (desk.turn === 1) await edit({ ...desk, turn: 0 })
}

/** The three messages that came in first on the other side, as a person sees them on this one. */
const old = async ({ pair }: Desk, on: Cloud): Promise<SeenMessage[]> =>
  (await pair.people[on].messages()).filter(({ messageId }) => messageId.endsWith(on === 'dingtalk' ? '-o@story.example' : '-d@story.example'))

const KINDS: readonly WriteKind[] = [
  { name: 'Outlook: a message is created', match: '^outlook POST message$', edit: deliver('dingtalk') },
  { name: 'Outlook: MIME is imported', match: '^outlook POST importMime$', options: { advancedMail: true }, edit: deliver('dingtalk') },
  { name: 'Outlook: a message is appended', match: '^outlook-imap APPEND$', options: { outlookImap: true }, edit: deliver('dingtalk') },
  { name: 'Outlook: a message is appended without APPENDUID, date and header', match: '^outlook-imap APPEND$', options: { outlookImap: true, outlook: { appendUid: false, appendDateIsReceived: false, headersAsProperties: false } }, edit: deliver('dingtalk') },
  { name: 'Outlook: an appended message is found', match: '^outlook GET messages$', options: { outlookImap: true }, edit: deliver('dingtalk') },
  { name: 'Outlook: an appended message is finished', match: '^outlook PATCH message$', options: { outlookImap: true, outlook: { appendDateIsReceived: false } }, edit: deliver('dingtalk') },
  { name: 'Outlook: a message is patched', match: '^outlook PATCH message$', edit: mark('dingtalk') },
  { name: 'Outlook: a message is moved', match: '^outlook POST message/move$', edit: move('dingtalk') },
  { name: 'Outlook: a draft is removed', match: '^outlook POST message/permanentDelete$', before: firstDrafts(editDraftsInDingtalk), edit: editDraftsInDingtalk },
  { name: 'Outlook: a folder is created', match: '^outlook POST mailFolder$', edit: makeFolders('dingtalk') },
  { name: 'Outlook: a folder is patched', match: '^outlook PATCH mailFolder$', before: fillFolders('dingtalk'), edit: renameFolders('dingtalk') },
  { name: 'Outlook: a folder is deleted', match: '^outlook DELETE mailFolder$', before: async (desk) => void (await makeFolders('dingtalk')(desk)), edit: deleteFolders('dingtalk') },
  { name: 'Outlook: a deleted folder is removed from the trash', match: '^outlook POST mailFolder/permanentDelete$', before: async (desk) => void (await makeFolders('dingtalk')(desk)), edit: deleteFolders('dingtalk') },
  { name: 'IMAP: APPEND', match: '^imap APPEND$', edit: deliver('outlook') },
  { name: 'IMAP: APPEND without APPENDUID and flags', match: '^imap APPEND$', options: { dingtalk: { appendUid: false, appendIgnoresFlags: true } }, edit: deliver('outlook') },
  { name: 'IMAP: APPEND of several at once', match: '^imap APPEND$', options: { dingtalk: { advertiseMultiappend: true } }, edit: deliver('outlook') },
  { name: 'IMAP: STORE', match: '^imap UID STORE$', edit: mark('outlook') },
  { name: 'IMAP: COPY that takes the original away', match: '^imap UID COPY$', edit: move('outlook') },
  { name: 'IMAP: COPY that leaves the original', match: '^imap UID COPY$', options: { dingtalk: { copyKeepsSource: true } }, edit: move('outlook') },
  { name: 'IMAP: STORE before EXPUNGE', match: '^imap UID STORE$', options: { dingtalk: { copyKeepsSource: true } }, edit: move('outlook') },
  { name: 'IMAP: EXPUNGE', match: '^imap UID EXPUNGE$', options: { dingtalk: { copyKeepsSource: true } }, edit: move('outlook') },
  { name: 'IMAP: EXPUNGE of a draft', match: '^imap UID EXPUNGE$', before: firstDrafts(editDraftsInOutlook), edit: editDraftsInOutlook },
  { name: 'IMAP: MOVE', match: '^imap UID MOVE$', options: { dingtalk: { advertiseMove: true } }, edit: move('outlook') },
  { name: 'IMAP: CREATE', match: '^imap CREATE$', edit: makeFolders('outlook') },
  { name: 'IMAP: RENAME', match: '^imap RENAME$', before: fillFolders('outlook'), edit: renameFolders('outlook') },
  { name: 'IMAP: DELETE', match: '^imap DELETE$', before: async (desk) => void (await makeFolders('outlook')(desk)), edit: deleteFolders('outlook') },
]

for (const kind of KINDS) tryLostAnswers(kind)
