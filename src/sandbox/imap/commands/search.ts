import { bad, ok, selected } from '../command.ts'
import { parseSearch } from '../search-keys.ts'

/** RFC 3501 section 6.4.4, as far as the service understands it. */
export const searchCommand = selected(({ session, selection, args, byUid }) => {
  const { view } = selection
  const test = parseSearch(args, { full: session.service.switches.searchIsFull, blobs: session.service.shared.blobs, view, utcOffsetHours: session.service.utcOffsetHours })
  if (!test) return bad()
  const found: number[] = []
  for (const [place, message] of view.entries()) {
    if (!message.gone && test(message, place)) found.push(byUid ? message.uid : place + 1)
  }
  session.output.write(`* SEARCH${found.map((number) => ` ${number}`).join('')}\r\n`)
  return ok('SEARCH completed')
})
