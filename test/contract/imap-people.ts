import { ImapFlow } from 'imapflow'
import type { FolderRole } from '../../src/domain/folder.ts'
import type { People } from './people.ts'

export interface ImapPeopleOptions {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
}

/** Paths of the folders with a role in a DingTalk mailbox. */
const PATHS: Readonly<Record<FolderRole, string>> = { inbox: 'INBOX', sent: '已发送', drafts: '草稿', trash: '已删除邮件', junk: '垃圾邮件' }

/** People with another mail program, over IMAP. */
export async function openImapPeople({ host, port, user, password }: ImapPeopleOptions): Promise<People & { close(): Promise<void> }> {
  const client = new ImapFlow({
    host,
    port,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: password, loginMethod: 'LOGIN' },
    logger: false,
    disableAutoIdle: true,
    clientInfo: { name: 'people' },
  })
  await client.connect()

  /** Selects the folder that holds the message. */
  const find = async (messageId: string): Promise<string> => {
    for (const path of Object.values(PATHS)) {
      await client.mailboxOpen(path)
      if (client.mailbox === false || client.mailbox.exists === 0) continue
      const rows = await client.fetchAll('1:*', { uid: true, envelope: true })
      const row = rows.find(({ envelope }) => envelope?.messageId === messageId)
      if (row !== undefined) return String(row.uid)
    }
    throw new Error('nobody has this message')
  }

  return {
    append: async (role, mime, { read }) => {
      await client.append(PATHS[role], mime, [], new Date('2019-03-04T05:06:07Z'))
      await client.mailboxOpen(PATHS[role])
      if (read) await client.messageFlagsAdd('*', ['\\Seen'])
    },
    mark: async (messageId, { read, flagged }) => {
      const uid = await find(messageId)
      for (const [flag, wanted] of [['\\Seen', read], ['\\Flagged', flagged]] as const) {
        if (wanted === true) await client.messageFlagsAdd(uid, [flag], { uid: true })
        if (wanted === false) await client.messageFlagsRemove(uid, [flag], { uid: true })
      }
    },
    move: async (messageId, role) => {
      const uid = await find(messageId)
      await client.messageCopy(uid, PATHS[role], { uid: true })
      if ((await client.fetchOne(uid, { uid: true }, { uid: true })) !== false) await client.messageDelete(uid, { uid: true })
    },
    expunge: async (messageId) => {
      await client.messageDelete(await find(messageId), { uid: true })
    },
    isRead: async (messageId) => {
      const row = await client.fetchOne(await find(messageId), { flags: true }, { uid: true })
      return row !== false && row.flags?.has('\\Seen') === true
    },
    close: async () => await client.logout(),
  }
}
