import { textOf } from '../../imap/arguments.ts'
import { anyTime, bad, no, ok } from '../../imap/command.ts'
import type { Command } from '../../imap/command.ts'
import type { Logins } from './logins.ts'

/** LOGIN with a client-specific password. */
export const loginCommand = (logins: Logins): Command =>
  anyTime(({ session, args }) => {
    const [address, password] = args.map(textOf)
    if (session.login) return bad('command received in invalid state')
    if (address === undefined || password === undefined || args.length !== 2) return bad()
    const login = logins.enter(address, password)
    if (typeof login === 'string') return no(login)
    session.login = login
    return ok('LOGIN completed')
  })

/** The mechanisms are advertised, but no public source tells how to come by a token: none is accepted. */
export const authenticateCommand = anyTime(async ({ session, args }) => {
  const [mechanism, initial] = args.map(textOf)
  if (!mechanism || !/^(XOAUTH2?|EXTERNAL)$/i.test(mechanism)) return bad()
  if (initial === undefined) {
    session.output.write('+ \r\n')
    await session.output.flush()
    await session.reader.line()
  }
  return no('AUTHENTICATE failed')
})
