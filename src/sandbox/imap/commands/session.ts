import { textOf } from '../arguments.ts'
import { anyTime, ok } from '../command.ts'

export const capabilityCommand = anyTime(({ session }) => {
  session.output.write(`* CAPABILITY ${session.service.capabilities(session.login !== undefined)}\r\n`)
  return ok('CAPABILITY completed')
})

/** RFC 2971. Who the client says that it is, the ledger calls it. */
export const idCommand = anyTime(({ session, args }) => {
  const [fields] = args
  if (fields?.kind === 'list') {
    const at = fields.items.findIndex((item, place) => place % 2 === 0 && textOf(item)?.toLowerCase() === 'name')
    const name = at < 0 ? undefined : textOf(fields.items[at + 1])
    if (name && name !== 'NIL') session.name = name
  }
  session.output.write(`* ID ${session.service.identity}\r\n`)
  session.identified = true
  return ok('ID completed')
})

export const logoutCommand = anyTime(({ session }) => {
  session.output.write(`* BYE ${session.service.farewell}\r\n`)
  return { ...ok('LOGOUT completed'), end: true }
})
