import type { Command } from './command.ts'
import { appendCommand } from './commands/append.ts'
import { copyCommand, moveCommand } from './commands/copy.ts'
import { closeCommand, expungeCommand } from './commands/expunge.ts'
import { fetchCommand } from './commands/fetch.ts'
import { createCommand, deleteCommand, renameCommand, subscribeCommand, unsubscribeCommand } from './commands/folders.ts'
import { idleCommand, noopCommand } from './commands/idle.ts'
import { listCommand, lsubCommand, xlistCommand } from './commands/list.ts'
import { authenticateCommand, capabilityCommand, idCommand, loginCommand, logoutCommand } from './commands/login.ts'
import { searchCommand } from './commands/search.ts'
import { enableCommand, examineCommand, selectCommand, statusCommand } from './commands/select.ts'
import { storeCommand } from './commands/store.ts'

/** All commands that the server knows. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['CAPABILITY', capabilityCommand],
  ['ID', idCommand],
  ['NOOP', noopCommand],
  ['LOGIN', loginCommand],
  ['AUTHENTICATE', authenticateCommand],
  ['LOGOUT', logoutCommand],
  ['LIST', listCommand],
  ['XLIST', xlistCommand],
  ['LSUB', lsubCommand],
  ['STATUS', statusCommand],
  ['SELECT', selectCommand],
  ['EXAMINE', examineCommand],
  ['ENABLE', enableCommand],
  ['CREATE', createCommand],
  ['DELETE', deleteCommand],
  ['RENAME', renameCommand],
  ['SUBSCRIBE', subscribeCommand],
  ['UNSUBSCRIBE', unsubscribeCommand],
  ['APPEND', appendCommand],
  ['FETCH', fetchCommand],
  ['STORE', storeCommand],
  ['COPY', copyCommand],
  ['MOVE', moveCommand],
  ['SEARCH', searchCommand],
  ['EXPUNGE', expungeCommand],
  ['CLOSE', closeCommand],
  ['CHECK', noopCommand],
  ['IDLE', idleCommand],
])
