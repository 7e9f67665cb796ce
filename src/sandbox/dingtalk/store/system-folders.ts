import { Folder } from './folder.ts'

/** The five folders that every mailbox has, with the numbers and names that the vendor documents. UIDVALIDITY is the number. */
export const systemFolders = (): Folder[] => [
  new Folder({ id: '2', name: 'INBOX', displayName: '收件箱', role: 'inbox', uidValidity: 2 }),
  new Folder({ id: '1', name: '已发送', role: 'sent', uidValidity: 1 }),
  new Folder({ id: '5', name: '草稿', role: 'drafts', uidValidity: 5 }),
  new Folder({ id: '6', name: '已删除邮件', displayName: '已删除', role: 'trash', uidValidity: 6 }),
  new Folder({ id: '3', name: '垃圾邮件', role: 'junk', uidValidity: 3 }),
]
