import { z } from 'zod'
import type { App } from '../../app.ts'
import type { ChannelChange, ChannelInfo, ChannelWish, WayChange } from '../../watch-app.ts'
import { askedBy, CommandError, textGiven, UsageError, withoutGiven, type Given, type Invocation } from '../command.ts'
import { EXIT } from '../exit-codes.ts'

const LANGUAGES = ['zh-Hant-HK', 'zh-Hans-CN', 'en'] as const
const KINDS = ['unread', 'unanswered', 'wrong-side', 'sign-in', 'stuck', 'hold', 'lag', 'quota', 'set-aside', 'heartbeat', 'backup'] as const

const text = z.string().min(1)
const SETTINGS = {
  dingtalk: z.strictObject({ accessToken: text, secret: text, url: z.url().optional() }),
  email: z.strictObject({ host: text, port: z.int().min(1).max(65535), security: z.enum(['tls', 'starttls']), user: text.optional(), password: text.optional(), from: z.email(), to: z.array(z.email()).min(1) }),
  webhook: z.strictObject({ url: z.url(), secret: text }),
} as const

/** Makes a channel of what was given. Secrets come from a file, so that they are in no history of a shell. @throws {UsageError}, {CommandError} */
export async function addChannel(invocation: Invocation, watch: ReturnType<App['events']>['watch'], way: string): Promise<ChannelInfo> {
  const { given } = invocation
  if (way !== 'dingtalk' && way !== 'email' && way !== 'webhook') throw new UsageError('A channel is dingtalk, email or webhook.')
  const { name = way, language = 'zh-Hant-HK', ...rest } = said(given)
  const to = { way, ...settingsOf(invocation, SETTINGS[way]) } as ChannelWish['to']
  return watch.addChannel({ name, language, to, ...rest }, askedBy(invocation))
}

/** What is said of a channel, of this way, that is there already: of its settings, too, only what changes. @throws {UsageError}, {CommandError} */
export function channelChangeGiven(invocation: Invocation, way: ChannelInfo['way']): ChannelChange {
  const { given } = invocation
  const to = textGiven(given, 'settings') === undefined ? {} : { to: { way, ...settingsOf(invocation, SETTINGS[way].partial()) } as WayChange }
  const change = { ...withoutGiven(given, ['kinds', 'quiet']), ...said(given), ...to }
  if (Object.keys(change).length === 0) throw new UsageError('Say what changes, such as --name, --quiet or --settings FILE with what is new of them.')
  return change
}

/** @throws {UsageError} */
function said(given: Given): Partial<Omit<ChannelWish, 'to'>> {
  const [name, spoken] = [textGiven(given, 'name'), textGiven(given, 'language')]
  const language = LANGUAGES.find((each) => each === spoken)
  if (spoken !== undefined && language === undefined) throw new UsageError(`--language is one of ${LANGUAGES.join(', ')}.`)
  const kinds = textGiven(given, 'kinds')?.split(',').map((word) => KINDS.find((kind) => kind === word) ?? unknownKind(word))
  const quiet = quietGiven(textGiven(given, 'quiet'))
  return { ...(name === undefined ? {} : { name }), ...(language === undefined ? {} : { language }), ...(kinds === undefined ? {} : { kinds }), ...(quiet === undefined ? {} : { quiet }) }
}

function settingsOf({ surroundings, given }: Invocation, shape: z.ZodType<object>): object {
  const file = textGiven(given, 'settings')
  const content = file === undefined ? undefined : surroundings.readFile(file)
  if (file === undefined || content === undefined) throw new UsageError(file === undefined ? 'Give --settings FILE with what the way needs: docs/watch.md shows one for each.' : `There is no file ${file}.`)
  const result = shape.safeParse(jsonOf(content))
  if (result.success) return result.data
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`).join('; ')
  throw new CommandError(`${file} is not what a channel of this way needs: ${problems}.`, { code: 'BAD_WATCH', next: 'mend it; docs/watch.md shows one for each way.', exitCode: EXIT.configuration })
}

const jsonOf = (content: string): unknown => {
  try {
    return JSON.parse(content)
  } catch {
    return undefined
  }
}

const unknownKind = (word: string): never => {
  throw new UsageError(`There is no alert called ${word}. There are: ${KINDS.join(', ')}.`)
}

/** @throws {UsageError} */
function quietGiven(given: string | undefined): NonNullable<ChannelWish['quiet']> | undefined {
  if (given === undefined) return undefined
  const [, from, to, zone] = /^((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d)@([\w+/-]+)$/.exec(given) ?? []
  if (from === undefined || to === undefined || zone === undefined || !isZone(zone)) throw new UsageError('--quiet is two times and a time zone, such as 22:00-08:00@Asia/Hong_Kong.')
  return { from, to, zone }
}

const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
