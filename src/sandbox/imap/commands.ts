import type { Command } from './command.ts'
import { appendCommand } from './commands/append.ts'
import { copyCommand, moveCommand } from './commands/copy.ts'
import { closeCommand, expungeCommand } from './commands/expunge.ts'
import { fetchCommand } from './commands/fetch.ts'
import { createCommand, deleteCommand, renameCommand, subscribeCommand, unsubscribeCommand } from './commands/folders.ts'
import { idleCommand, noopCommand } from './commands/idle.ts'
import { listCommand, lsubCommand } from './commands/list.ts'
import { searchCommand } from './commands/search.ts'
import { examineCommand, selectCommand, statusCommand } from './commands/select.ts'
import { capabilityCommand, idCommand, logoutCommand } from './commands/session.ts'
import { storeCommand } from './commands/store.ts'

/** What every service knows. How to sign in is each one's own. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['CAPABILITY', capabilityCommand],
  ['ID', idCommand],
  ['NOOP', noopCommand],
  ['LOGOUT', logoutCommand],
  ['LIST', listCommand],
  ['LSUB', lsubCommand],
  ['STATUS', statusCommand],
  ['SELECT', selectCommand],
  ['EXAMINE', examineCommand],
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
