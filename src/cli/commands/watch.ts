import type { App } from '../../app.ts'
import { SyncError } from '../../domain/errors.ts'
import { troubleText } from '../../domain/trouble.ts'
import type { ChannelInfo, RuleChange, RuleWish } from '../../watch-app.ts'
import { asSeen } from '../as-seen.ts'
import { askedBy, textGiven, UsageError, wholeGiven, withoutGiven, type Command, type Given, type Invocation } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { addChannel, channelChangeGiven } from '../watch/channel-given.ts'
import { printResult, remark } from '../print.ts'
import { count, counted, table } from '../render.ts'
import { readConfig, withApp } from '../with-app.ts'

type Watch = ReturnType<App['events']>['watch']

const DOES: Readonly<Record<string, (invocation: Invocation, watch: Watch, word: string | undefined) => Promise<number>>> = {
  list,
  add: async (invocation, watch) => {
    const rule = await watch.addRule(ruleGiven(invocation.given), askedBy(invocation))
    printResult(invocation, rule, () => `${rule.id}: “${rule.name}” is watched for in mail that comes from now on.`)
    return EXIT.ok
  },
  change: async (invocation, watch, id) => {
    const changed = asSeen(await (named(id).startsWith('c') ? watch.changeChannel(named(id), channelChangeGiven(invocation, await wayOf(watch, named(id))), { by: askedBy(invocation) }) : watch.changeRule(named(id), ruleChangeGiven(invocation.given), { by: askedBy(invocation) })), 'tongbu watch shows how it is now.')
    printResult(invocation, changed, () => `${changed.id}: “${changed.name}” is as you said.`)
    return EXIT.ok
  },
  remove: async (invocation, watch, id) => {
    await (named(id).startsWith('c') ? watch.removeChannel : watch.removeRule)(named(id), askedBy(invocation))
    printResult(invocation, { removed: id }, () => `${id} is gone.`)
    return EXIT.ok
  },
  test: (invocation, watch, id) => (id === undefined ? tryRule(invocation, watch) : tryChannel(invocation, watch, id)),
  channel: async (invocation, watch, way) => {
    const channel = await addChannel(invocation, watch, named(way))
    printResult(invocation, channel, () => `${channel.id}: alerts are told by ${channel.way} to ${channel.leadsTo}.\nNext: tongbu watch test ${channel.id}`)
    return EXIT.ok
  },
}

/** Alerts to people: rules about messages, and the channels by which they are told; docs/watch.md. */
export const watch: Command = {
  name: 'watch',
  summary: 'alerts: mail that stays unread or unanswered, sign-ins, holds, delays',
  description:
    'Rules are about mail that comes from now on; the running service tells of what they find by channels: a robot of a DingTalk group, e-mail from an account of yours, or an address that takes JSON. `add` makes a rule, `channel` a channel, `change` changes what you name of either and leaves the rest, `test` without an id says which mail of the last days a rule would have found (nothing is stored, nobody is told, and that the mail was read is in the audit), with the id of a channel sends it a message. Without a word it lists everything.',
  argument: { name: 'what', help: Object.keys(DOES).join(', ') },
  rest: { name: 'id', help: 'of the rule or channel; for channel: dingtalk, email or webhook' },
  options: [
    { flags: '--name <name>', help: 'what you call it' },
    { flags: '--from <sender>', help: 'add, test: an address, or @ and a domain' },
    { flags: '--keywords <words>', help: 'add, test: one of them in the subject, with commas between them; traditional and simplified are one' },
    { flags: '--folder <folder>', help: 'add, test: only mail there: inbox, or the name of a folder' },
    { flags: '--unread <hours>', help: 'add, test: unread on both sides for so long' },
    { flags: '--unanswered <hours>', help: 'add, test: not replied to on either side for so long' },
    { flags: '--wrong-side', help: 'add, test: a reply left from the other address than was written to' },
    { flags: '--pairs <pairs>', help: 'add, test: only these, with commas between them' },
    { flags: '--without <options>', help: 'change: no longer only what these said: from, keywords, folder, pairs; of a channel kinds, quiet' },
    { flags: '--days <n>', help: 'test: so many days back (default: 7)' },
    { flags: '--most <n>', help: 'test: read at most so many messages (default: 100)' },
    { flags: '--language <language>', help: 'channel: zh-Hant-HK, zh-Hans-CN or en (default: zh-Hant-HK)' },
    { flags: '--kinds <kinds>', help: 'channel: only these alerts, with commas between them' },
    { flags: '--quiet <hours>', help: 'channel: nothing meanwhile, such as 22:00-08:00@Asia/Hong_Kong' },
    { flags: '--settings <file>', help: 'channel: JSON with what the way needs (docs/watch.md), secrets included' },
    { flags: '--by <name>', help: 'who wants it, for the audit (default: your user name)' },
  ],
  examples: [
    ['tongbu watch test --from @customs.example --unread 4', 'what would have been found in the last week?'],
    ['tongbu watch add --name 清關 --keywords 清關,補件,urgent --unread 4', 'tell of it from now on'],
    ['tongbu watch channel dingtalk --settings robot.json', 'by a robot of a group'],
    ['tongbu watch change rXYZ --unread 8 --without from', 'later, and from anybody'],
    ['tongbu watch --json', 'rules, channels and what lasts'],
  ],
  run: (invocation) => {
    const does = DOES[invocation.argument ?? 'list']
    if (does === undefined) throw new UsageError(`Say what to do: ${Object.keys(DOES).join(', ')}.`)
    return withApp(invocation, readConfig(invocation), (app) => does(invocation, app.events().watch, invocation.rest[0]))
  },
}

async function list(invocation: Invocation, all: Watch): Promise<number> {
  const [rules, channels, alerts] = [await all.rules(), await all.channels(), await all.alerts()]
  const lasting = alerts.filter(({ resolvedAt }) => resolvedAt === undefined)
  printResult(invocation, { rules, channels, alerts }, () =>
    [
      rules.length === 0 ? 'There is no rule yet. Next: tongbu watch add --help' : table(['RULE', 'NAME', 'FROM', 'KEYWORDS', 'FOLDER', 'WHAT', 'HOURS', 'PAIRS'], rules.map(({ id, name, from = 'anybody', keywords, folder = 'any', about, hours, pairs }) => [id, name, from, keywords?.join(', ') ?? 'any', folder, about, String(hours), pairs?.join(', ') ?? 'all'])),
      channels.length === 0 ? 'There is no channel yet, so nobody is told. Next: tongbu watch channel --help' : table(['CHANNEL', 'NAME', 'BY', 'TO', 'LANGUAGE', 'QUIET'], channels.map(({ id, name, way, leadsTo, language, quiet }) => [id, name, way, leadsTo, language, quiet === undefined ? '' : `${quiet.from}-${quiet.to} ${quiet.zone}`])),
      ...(lasting.length === 0 ? [] : [table(['ALERT', 'PAIR', 'SINCE', 'MORE'], lasting.map(({ kind, pair = '', raisedAt, data }) => [kind, pair, raisedAt, Object.entries(data).map(([name, value]) => `${name}=${value}`).join(' ')]))]),
    ].join('\n\n'),
  )
  return EXIT.ok
}

async function tryRule(invocation: Invocation, all: Watch): Promise<number> {
  const days = wholeGiven(invocation.given, 'days', { least: 1, most: 365 }) ?? 7
  const most = wholeGiven(invocation.given, 'most', { least: 1, most: 5000 }) ?? 100
  const trial = await all.tryRule(ruleGiven({ name: 'trial', ...invocation.given }), { days, most, by: askedBy(invocation), signal: invocation.signal })
  printResult(invocation, trial, () => [`Of ${counted(trial.looked, 'message')} of the last ${counted(days, 'day')} the rule fits ${count(trial.found.length)}.`, ...(trial.found.length === 0 ? [] : [table(['PAIR', 'SIDE', 'RECEIVED', 'ITEM'], trial.found.map(({ pair, side, receivedAt, item }) => [pair, side, receivedAt, item]))]), ...(trial.isCut ? [`There are more; --most reads more than ${count(most)}.`] : [])].join('\n'))
  return EXIT.ok
}

async function tryChannel(invocation: Invocation, all: Watch, id: string): Promise<number> {
  const problem = await all.tryChannel(id, invocation.signal)
  printResult(invocation, { arrived: problem === undefined, ...(problem === undefined ? {} : { problem: problem.code, ...(problem.n === undefined ? {} : { n: problem.n }) }) }, () => (problem === undefined ? 'It was taken.' : `It was not taken: ${troubleText(problem.code, problem.n)}.`))
  if (problem !== undefined) remark(invocation, `Next: mend the channel (tongbu watch change ${id}), then test it again.`)
  return problem === undefined ? EXIT.ok : EXIT.tryLater
}

/** @throws {UsageError} */
function named(id: string | undefined): string {
  if (id === undefined) throw new UsageError('Say which: tongbu watch shows them.')
  return id
}

/** @throws {SyncError} `UNKNOWN_WATCH` */
async function wayOf(all: Watch, id: string): Promise<ChannelInfo['way']> {
  const channel = (await all.channels()).find((each) => each.id === id)
  if (channel === undefined) throw new SyncError('UNKNOWN_WATCH', 'There is no channel of that id.')
  return channel.way
}

/** @throws {UsageError} */
function ruleGiven(given: Given): RuleWish {
  const { name, about, hours, ...rest } = ruleSaid(given)
  if (about === undefined) throw new UsageError('Say one of --unread HOURS, --unanswered HOURS and --wrong-side.')
  if (name === undefined) throw new UsageError('Give the rule a --name: it is what alerts say.')
  return { name, about, hours: hours ?? 0, ...rest }
}

/** @throws {UsageError} */
function ruleChangeGiven(given: Given): RuleChange {
  const change = { ...withoutGiven(given, ['from', 'keywords', 'folder', 'pairs']), ...ruleSaid(given) }
  if (Object.keys(change).length === 0) throw new UsageError('Say what changes, such as --name, --unread HOURS or --without from.')
  return change
}

/** What is said of a rule. @throws {UsageError} */
function ruleSaid(given: Given): Partial<RuleWish> {
  const [name, from, folder] = [textGiven(given, 'name'), textGiven(given, 'from'), textGiven(given, 'folder')]
  const lists = (option: string): readonly string[] | undefined => textGiven(given, option)?.split(/[,，、]/).map((word) => word.trim()).filter((word) => word !== '')
  const [keywords, pairs] = [lists('keywords'), lists('pairs')]
  const hoursOf = (option: string): number | undefined => wholeGiven(given, option, { least: 0, most: 720 })
  const [unread, unanswered, isWrongSide] = [hoursOf('unread'), hoursOf('unanswered'), given['wrongSide'] === true]
  if ([unread !== undefined, unanswered !== undefined, isWrongSide].filter(Boolean).length > 1) throw new UsageError('Say one of --unread HOURS, --unanswered HOURS and --wrong-side.')
  const about = unread !== undefined ? ({ about: 'unread', hours: unread } as const) : unanswered !== undefined ? ({ about: 'unanswered', hours: unanswered } as const) : isWrongSide ? ({ about: 'wrong-side', hours: 0 } as const) : {}
  return { ...about, ...(name === undefined ? {} : { name }), ...(from === undefined ? {} : { from: from.toLowerCase() }), ...(folder === undefined ? {} : { folder }), ...(keywords === undefined ? {} : { keywords }), ...(pairs === undefined ? {} : { pairs }) }
}
