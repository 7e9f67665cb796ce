/** Application permissions that are enough for a kind of request, from Graph's permission data. */
export const READ_BASIC: readonly string[] = ['Mail.ReadBasic.All', 'Mail.ReadBasic', 'Mail.Read', 'Mail.ReadWrite']
export const READ: readonly string[] = ['Mail.Read', 'Mail.ReadWrite']
export const WRITE: readonly string[] = ['Mail.ReadWrite']
export const SETTINGS_READ: readonly string[] = ['MailboxSettings.Read', 'MailboxSettings.ReadWrite']
export const SETTINGS_WRITE: readonly string[] = ['MailboxSettings.ReadWrite']
export const SEND: readonly string[] = ['Mail.Send']
export const ADVANCED: readonly string[] = ['Mail-Advanced.ReadWrite.All']
export const IMAP_ACCESS: readonly string[] = ['IMAP.AccessAsApp']
