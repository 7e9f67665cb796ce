/** A folder that every mailbox has. */
export interface WellKnown {
  readonly alias: string
  readonly name: string
  /** Alias of its parent; absent: beside the visible tree. */
  readonly parent?: string
  readonly hidden?: true
}

/** Aliases of page resources/mailfolder, parents first, under their English names. */
export const WELL_KNOWN: readonly WellKnown[] = [
  { alias: 'msgfolderroot', name: 'Top of Information Store' },
  { alias: 'recoverableitemsdeletions', name: 'Deletions' },
  { alias: 'searchfolders', name: 'Finder' },
  { alias: 'archive', name: 'Archive', parent: 'msgfolderroot' },
  { alias: 'conversationhistory', name: 'Conversation History', parent: 'msgfolderroot' },
  { alias: 'deleteditems', name: 'Deleted Items', parent: 'msgfolderroot' },
  { alias: 'drafts', name: 'Drafts', parent: 'msgfolderroot' },
  { alias: 'inbox', name: 'Inbox', parent: 'msgfolderroot' },
  { alias: 'junkemail', name: 'Junk Email', parent: 'msgfolderroot' },
  { alias: 'outbox', name: 'Outbox', parent: 'msgfolderroot' },
  { alias: 'sentitems', name: 'Sent Items', parent: 'msgfolderroot' },
  { alias: 'syncissues', name: 'Sync Issues', parent: 'msgfolderroot' },
  { alias: 'conflicts', name: 'Conflicts', parent: 'syncissues' },
  { alias: 'localfailures', name: 'Local Failures', parent: 'syncissues' },
  { alias: 'serverfailures', name: 'Server Failures', parent: 'syncissues' },
  { alias: 'clutter', name: 'Clutter', parent: 'msgfolderroot', hidden: true },
  { alias: 'scheduled', name: 'Scheduled', parent: 'msgfolderroot', hidden: true },
]
