import { EVENT_KINDS, isEventKind, type EventKind, type FeedEvent } from '../../domain/feed-event.ts'
import { pairsMeant, readConfig, withApp } from '../with-app.ts'
import { textGiven, UsageError, wholeGiven, type Command, type Invocation } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { print, printJson } from '../print.ts'
import { count, table } from '../render.ts'

const STANDARD = 50

/** Reads the event feed; asks no cloud. */
export const events: Command = {
  name: 'events',
  summary: 'what happened, in order: the feed that webhooks and the API tell',
  description: `Lists events after a cursor, oldest first: what crossed, conflicts, what was set aside, holds, how pairs stand, runs, the gate, backups. An event has no content, subject or address. The cursor that is printed last goes on from there, also after months of other work: nothing is missed and nothing comes twice. Kinds: ${EVENT_KINDS.join(', ')}.`,
  argument: { name: 'pair', help: 'only this pair' },
  options: [
    { flags: '--after <cursor>', help: 'go on after this cursor; `end` for what is still to come (default: the oldest that is kept, 30 days)' },
    { flags: '--kinds <kinds>', help: 'only these kinds, with commas between them' },
    { flags: '--most <n>', help: `at most so many (default: ${STANDARD})` },
    { flags: '--follow', help: 'go on as things happen, until you stop it; with --json a line for each event' },
  ],
  examples: [
    ['tongbu events --follow --after end', 'what happens from now on'],
    ['tongbu events anna --kinds item.conflict,item.set-aside', 'what somebody may want to look at'],
    ['tongbu events --after CURSOR --most 1000 --json', 'for a script that keeps `next`'],
  ],
  run: async (invocation) => {
    const config = readConfig(invocation)
    const pairs = invocation.argument === undefined ? undefined : pairsMeant(invocation, config)
    const kinds = kindsGiven(textGiven(invocation.given, 'kinds'))
    const limit = wholeGiven(invocation.given, 'most', { least: 1, most: 1000 }) ?? STANDARD
    return withApp(invocation, config, async (app) => {
      const feed = app.events()
      const given = textGiven(invocation.given, 'after')
      const after = given === 'end' ? await feed.end() : given
      const query = { limit, ...(after === undefined ? {} : { after }), ...(kinds === undefined ? {} : { kinds }), ...(pairs === undefined ? {} : { pairs }) }
      if (invocation.given['follow'] === true) {
        for await (const page of feed.follow(query, invocation.signal)) for (const event of page.events) tell(invocation, event)
        return EXIT.ok
      }
      const page = await feed.read(query)
      if (invocation.given['json'] === true) printJson(invocation, page)
      else print(invocation, `${page.events.length === 0 ? 'Nothing happened.' : table(['AT', 'WHAT', 'PAIR', 'ON', 'ITEM', 'MORE'], page.events.map(cells))}\n${page.isMore ? `… and more than ${count(page.events.length)}. ` : ''}Next: tongbu events --after ${page.next}`)
      return EXIT.ok
    })
  },
}

/** @throws {UsageError} */
function kindsGiven(text: string | undefined): readonly EventKind[] | undefined {
  if (text === undefined) return undefined
  return text.split(',').map((kind) => {
    if (isEventKind(kind.trim())) return kind.trim() as EventKind
    throw new UsageError(`There is no kind of event called ${kind.trim()}. There are: ${EVENT_KINDS.join(', ')}.`)
  })
}

const cells = ({ at, kind, pair = '', on, item = '', reason, by, tookMs, data = {} }: FeedEvent): string[] => {
  const more = [...(reason === undefined ? [] : [reason]), ...(tookMs === undefined ? [] : [`${tookMs} ms`]), ...(by === undefined ? [] : [`by ${by}`]), ...Object.entries(data).map(([name, value]) => `${name}=${value}`)]
  return [at, kind, pair, on ?? '', item, more.join(' ')]
}

function tell(invocation: Invocation, event: FeedEvent): void {
  if (invocation.given['json'] === true) printJson(invocation, event)
  else print(invocation, cells(event).filter((cell) => cell !== '').join('  '))
}
