import type { App } from '../../app.ts'
import { troubleText } from '../../domain/trouble.ts'
import { EVENT_KINDS, isEventKind, type EventKind } from '../../domain/feed-event.ts'
import { asSeen } from '../as-seen.ts'
import { askedBy, textGiven, UsageError, wholeGiven, withoutGiven, type Command, type Invocation } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { instantGiven } from '../instant-given.ts'
import { printResult } from '../print.ts'
import { count, table } from '../render.ts'
import { readConfig, withApp } from '../with-app.ts'

type Webhooks = ReturnType<App['events']>['webhooks']

const SHOWS = 'tongbu webhooks shows how it is now.'

const DOES: Readonly<Record<string, (invocation: Invocation, webhooks: Webhooks, word: string | undefined) => Promise<number>>> = {
  list,
  add: async (invocation, webhooks, url) => {
    const made = await webhooks.add({ url: named(url, 'the address'), ...wishOf(invocation) }, askedBy(invocation))
    printResult(invocation, made, () => `${made.webhook.id} is told of what happens from now on. Its secret, which is not shown again:\n${made.secret}\nNext: tongbu webhooks test ${made.webhook.id}`)
    return EXIT.ok
  },
  change: async (invocation, webhooks, id) => {
    const url = textGiven(invocation.given, 'url')
    const change = { ...withoutGiven(invocation.given, ['kinds', 'pairs', 'name']), ...wishOf(invocation), ...(url === undefined ? {} : { url }) }
    if (Object.keys(change).length === 0) throw new UsageError('Say what changes: --url, --kinds, --pairs, --name, or --without one of them.')
    const webhook = asSeen(await webhooks.change(named(id, 'the webhook'), change, { by: askedBy(invocation) }), SHOWS)
    printResult(invocation, webhook, () => `${webhook.id} is as you said; what waits for it stays.`)
    return EXIT.ok
  },
  remove: async (invocation, webhooks, id) => {
    await webhooks.remove(named(id, 'the webhook'), askedBy(invocation))
    printResult(invocation, { removed: id }, () => `${id} is told nothing any more.`)
    return EXIT.ok
  },
  enable: (invocation, webhooks, id) => switchTo(invocation, webhooks, named(id, 'the webhook'), true),
  disable: (invocation, webhooks, id) => switchTo(invocation, webhooks, named(id, 'the webhook'), false),
  rotate: async (invocation, webhooks, id) => {
    const secret = asSeen(await webhooks.rotate(named(id, 'the webhook'), askedBy(invocation)), SHOWS)
    printResult(invocation, { secret }, () => `The new secret, which is not shown again (the one before signs beside it for a day):\n${secret}`)
    return EXIT.ok
  },
  test: async (invocation, webhooks, id) => {
    const tried = await webhooks.test(named(id, 'the webhook'), invocation.signal)
    const arrived = tried.status !== undefined && tried.status < 300
    printResult(invocation, tried, () => (arrived ? `It arrived, after ${tried.tookMs} ms.` : `It did not arrive: ${troubleText(tried.problem ?? 'answered', tried.status)}.`))
    return arrived ? EXIT.ok : EXIT.tryLater
  },
  deliveries: async (invocation, webhooks, id) => {
    const found = await webhooks.deliveries(named(id, 'the webhook'), { most: wholeGiven(invocation.given, 'most', { least: 1, most: 1000 }) ?? 50 })
    const rows = found.map(({ event, at, kind, state, attempts, last }) => [event, at, kind, state, String(attempts), last?.status === undefined ? troubleText(last?.problem ?? '') : String(last.status)])
    printResult(invocation, { deliveries: found }, () => (rows.length === 0 ? 'Nothing was to be delivered yet.' : table(['EVENT', 'AT', 'WHAT', 'STATE', 'TRIES', 'LAST ANSWER'], rows)))
    return EXIT.ok
  },
  replay: async (invocation, webhooks, id) => {
    const [event, since] = [textGiven(invocation.given, 'event'), instantGiven(invocation.given, 'since')]
    if ((event === undefined) === (since === undefined)) throw new UsageError('Say what to deliver again: one --event ID, or everything --since TIME.')
    const many = await webhooks.replay(named(id, 'the webhook'), event === undefined ? { since: since ?? '' } : { event }, askedBy(invocation))
    printResult(invocation, { deliveries: many }, () => `Made again, by the running service: ${many === 1 ? '1 delivery' : `${count(many)} deliveries`}.`)
    return EXIT.ok
  },
}

/** Addresses outside that are told of events; docs/webhooks.md. */
export const webhooks: Command = {
  name: 'webhooks',
  summary: 'addresses outside that are told of what happens',
  description: 'Messages are signed as Standard Webhooks says (docs/webhooks.md shows how to check them), sent by the running service in the order of the feed, at least once, and tried again for a day. Without a word it lists the webhooks.',
  argument: { name: 'what', help: Object.keys(DOES).join(', ') },
  rest: { name: 'webhook', help: 'its id, or for add the address' },
  options: [
    { flags: '--url <address>', help: 'change: where it leads from now on' },
    { flags: '--kinds <kinds>', help: 'add, change: only these kinds, with commas between them' },
    { flags: '--pairs <pairs>', help: 'add, change: only these pairs, with commas between them' },
    { flags: '--name <name>', help: 'add, change: what you call it' },
    { flags: '--without <options>', help: 'change: all kinds or pairs again, or no name: kinds, pairs, name' },
    { flags: '--event <id>', help: 'replay: the event that is delivered again' },
    { flags: '--since <time>', help: 'replay: everything that happened since, such as 2026-11-29T08:00:00Z' },
    { flags: '--most <n>', help: 'deliveries: at most so many (default: 50)' },
    { flags: '--by <name>', help: 'who wants it, for the audit (default: your user name)' },
  ],
  examples: [
    ['tongbu webhooks add https://n8n.example.com/webhook/tongbu', 'tell it of everything from now on'],
    ['tongbu webhooks test wXYZ', 'does it arrive?'],
    ['tongbu webhooks change wXYZ --without kinds', 'tell it of everything'],
    ['tongbu webhooks deliveries wXYZ --json', 'what became of each'],
    ['tongbu webhooks replay wXYZ --since 2026-11-29T08:00:00Z', 'everything again since then'],
  ],
  run: (invocation) => {
    const does = DOES[invocation.argument ?? 'list']
    if (does === undefined) throw new UsageError(`Say what to do with webhooks: ${Object.keys(DOES).join(', ')}.`)
    return withApp(invocation, readConfig(invocation), (app) => does(invocation, app.events().webhooks, invocation.rest[0]))
  },
}

async function list(invocation: Invocation, all: Webhooks): Promise<number> {
  const found = await all.list()
  const rows = found.map(({ id, name = '', url, kinds, pairs, waiting, failingSince, disabled }) => [id, name, url, kinds?.join(',') ?? 'all', pairs?.join(',') ?? 'all', String(waiting), disabled === undefined ? (failingSince === undefined ? 'on' : 'fails') : `off (${disabled.because})`])
  printResult(invocation, { webhooks: found }, () => (rows.length === 0 ? 'There is no webhook yet. Next: tongbu webhooks add https://…' : table(['WEBHOOK', 'NAME', 'ADDRESS', 'KINDS', 'PAIRS', 'WAITING', 'STATE'], rows)))
  return EXIT.ok
}

async function switchTo(invocation: Invocation, all: Webhooks, id: string, isEnabled: boolean): Promise<number> {
  const webhook = asSeen(await all.change(id, { isEnabled }, { by: askedBy(invocation) }), SHOWS)
  printResult(invocation, webhook, () => (isEnabled ? `${id} goes on where it stopped.` : `${id} is told nothing until it is enabled.`))
  return EXIT.ok
}

/** @throws {UsageError} */
function named(word: string | undefined, what: string): string {
  if (word === undefined) throw new UsageError(`Name ${what}.`)
  return word
}

/** @throws {UsageError} */
function wishOf({ given }: Invocation): { readonly kinds?: readonly EventKind[]; readonly pairs?: readonly string[]; readonly name?: string } {
  const [kinds, pairs, name] = [textGiven(given, 'kinds'), textGiven(given, 'pairs'), textGiven(given, 'name')]
  const known = kinds?.split(',').map((kind) => {
    if (isEventKind(kind)) return kind
    throw new UsageError(`There is no kind of event called ${kind}. There are: ${EVENT_KINDS.join(', ')}.`)
  })
  return { ...(known === undefined ? {} : { kinds: known }), ...(pairs === undefined ? {} : { pairs: pairs.split(',') }), ...(name === undefined ? {} : { name }) }
}
