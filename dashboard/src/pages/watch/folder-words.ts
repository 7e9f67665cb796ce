/** Which folder a rule is about, as people say it. The Inbox is one on both sides, whatever each mailbox calls it; `inbox`: its name in the language that is shown. */
export const folderShown = (folder: string, inbox: string): string => (isInbox(folder) ? inbox : folder)

/** The same, as the API takes it. */
export const folderMeant = (text: string, inbox: string): string => (isInbox(text) || text.trim().toLowerCase() === inbox.toLowerCase() ? 'inbox' : text.trim())

const isInbox = (text: string): boolean => text.trim().toLowerCase() === 'inbox'
