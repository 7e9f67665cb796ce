import { afterLogin, anyTime, bad, ok } from '../command.ts'

export const noopCommand = anyTime(() => ok('NOOP completed'))

/** RFC 2177: news are told as they come, until the client says DONE. */
export const idleCommand = afterLogin(async ({ session }) => {
  if (!session.service.switches.advertiseIdle) return bad()
  session.output.write('+ idling\r\n')
  session.selection?.report(session.output, true)
  await session.output.flush()
  session.idling = !session.service.switches.idleIsSilent
  const line = await session.reader.line()
  session.idling = false
  return line?.toUpperCase() === 'DONE' ? ok('IDLE terminated') : bad()
})
