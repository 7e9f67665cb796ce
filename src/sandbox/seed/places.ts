import type { SnapshotRole } from '../snapshot.ts'

export type Cloud = 'outlook' | 'dingtalk'

/** A folder by what it is for, or by its names from the top. */
export type FolderPlace = SnapshotRole | readonly string[]

/** Marks that a person may have put on a message. */
export interface SeedMarks {
  readonly read: boolean
  readonly flagged: boolean
  readonly answered: boolean
}

/** Folders that a trading company may have made in its DingTalk mailbox, parents first. */
export const DINGTALK_FOLDERS: readonly (readonly string[])[] = [
  ['供應商'],
  ['供應商', '東莞廠'],
  ['客戶'],
  ['客戶', '歐洲'],
  ['客戶', '歐洲', '德國 & 奧地利'],
  ['報關單 2026'],
  ['付款 50% 訂金'],
  ['样品 (深圳)'],
]

/** The same in Outlook: some with the same names, one with a slash, which no IMAP folder name can hold. */
export const OUTLOOK_FOLDERS: readonly (readonly string[])[] = [
  ['供應商'],
  ['供應商', '東莞廠'],
  ['供應商', '寧波廠'],
  ['客戶'],
  ['報關單 2026'],
  ['打樣/樣辦'],
  ['100% 完成'],
  ['船務'],
]

export const foldersOf = (cloud: Cloud): readonly (readonly string[])[] => (cloud === 'outlook' ? OUTLOOK_FOLDERS : DINGTALK_FOLDERS)

/** Where ordinary mail lies: half in Inbox, some in Sent, a little in the trash, the rest in custom folders. `chance` is a number in [0, 1). */
export function folderByChance(cloud: Cloud, chance: number): FolderPlace {
  if (chance < 0.5) return 'inbox'
  if (chance < 0.63) return 'sent'
  if (chance < 0.65) return 'trash'
  const folders = foldersOf(cloud)
  return folders[Math.floor(((chance - 0.65) / 0.35) * folders.length)] ?? 'inbox'
}

/** Most mail is read; some is flagged, some answered. */
export const marksByChance = (random: () => number): SeedMarks => ({ read: random() < 0.7, flagged: random() < 0.08, answered: random() < 0.15 })
