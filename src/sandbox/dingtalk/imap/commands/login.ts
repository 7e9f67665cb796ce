import { textOf } from '../arguments.ts'
import { anyTime, bad, no, ok } from '../command.ts'
import type { ImapSwitches } from '../imap-switches.ts'

/** What the server says that it can, in the order that logs of the real one show. */
export function capabilities(switches: ImapSwitches): string {
  const words = [
    ['IMAP4rev1', true],
    ['IDLE', switches.advertiseIdle],
    ['XLIST', true],
    ['UIDPLUS', switches.advertiseUidplus],
    ['ID', true],
    ['SASL-IR', true],
    ['AUTH=XOAUTH', true],
    ['AUTH=XOAUTH2', true],
    ['AUTH=EXTERNAL', true],
    ['MOVE', switches.advertiseMove],
    ['CONDSTORE', switches.advertiseCondstore],
    ['ENABLE', switches.advertiseCondstore],
  ] as const
  return words.filter(([, held]) => held).map(([word]) => word).join(' ')
}

export const capabilityCommand = anyTime(({ session }) => {
  session.output.write(`* CAPABILITY ${capabilities(session.service.switches)}\r\n`)
  return ok('CAPABILITY completed')
})

export const idCommand = anyTime(({ session, args }) => {
  const [fields] = args
  if (fields?.kind === 'list') {
    const at = fields.items.findIndex((item, place) => place % 2 === 0 && textOf(item)?.toLowerCase() === 'name')
    const name = at < 0 ? undefined : textOf(fields.items[at + 1])
    if (name && name !== 'NIL') session.name = name
  }
  session.output.write('* ID ("name" "AliYun IMAP Server" "vendor" "Alibaba Cloud")\r\n')
  session.identified = true
  return ok('ID completed')
})

export const loginCommand = anyTime(({ session, args }) => {
  const [address, password] = args.map(textOf)
  if (session.login) return bad('command received in invalid state')
  if (address === undefined || password === undefined || args.length !== 2) return bad()
  const login = session.service.logins.enter(address, password)
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

export const logoutCommand = anyTime(({ session }) => {
  session.output.write('* BYE AliYun IMAP Server logging out\r\n')
  return { ...ok('LOGOUT completed'), end: true }
})
