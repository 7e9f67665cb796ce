import { textOf } from '../arguments.ts'
import { afterLogin, bad, no, ok } from '../command.ts'
import { folderNamed } from '../folder-name.ts'

/** RFC 9208: one root for all folders, in units of 1,024 bytes. */
export const quotaRootCommand = afterLogin(({ session, login, args }) => {
  const { quota } = login.mailbox
  if (quota === undefined || args.length !== 1) return bad()
  if (folderNamed(login.mailbox, args[0]) === undefined) return no('[NONEXISTENT] no such folder')
  session.output.write(`* QUOTAROOT ${textOf(args[0])} user\r\n* QUOTA user (STORAGE ${Math.ceil(quota.used / 1024)} ${Math.floor(quota.limit / 1024)})\r\n`)
  return ok('GETQUOTAROOT completed')
})
