import type { LegalHold } from '../../archive-app.ts'
import { askedBy, textGiven, UsageError, type Invocation } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { instantGiven } from '../instant-given.ts'
import { printResult } from '../print.ts'
import { counted, harmlessLine, table } from '../render.ts'
import { optional, withArchive } from './with-archive.ts'

const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/

/** `hold add NAME`, `hold list`, `hold end NAME`. */
export function holds(invocation: Invocation): Promise<number> {
  const [verb = 'list', name, ...others] = invocation.rest
  if (verb === 'list' && name === undefined) return list(invocation)
  if ((verb === 'add' || verb === 'end') && name !== undefined && others.length === 0) return verb === 'add' ? add(invocation, name) : end(invocation, name)
  throw new UsageError('Say `hold list`, `hold add` with a name, or `hold end` with a name.')
}

/** @throws {UsageError} where no reason is given */
function wordsGiven(invocation: Invocation): { readonly by: string; readonly because: string } {
  const because = textGiven(invocation.given, 'because')
  if (because === undefined) throw new UsageError('Say why: --because.')
  return { by: askedBy(invocation), because }
}

function add(invocation: Invocation, name: string): Promise<number> {
  const { given } = invocation
  if (!NAME.test(name)) throw new UsageError('The name of a legal hold is 1 to 64 small letters, digits or hyphens.')
  const [pair, address, since, until] = [textGiven(given, 'pair'), textGiven(given, 'address'), instantGiven(given, 'since'), instantGiven(given, 'until')]
  const hold = { name, ...wordsGiven(invocation), ...optional('pair', pair), ...optional('address', address), ...optional('since', since), ...optional('until', until) }
  return withArchive(invocation, async (archive, looking, line) => {
    const made = await archive.addHold(hold, looking)
    line.clear()
    // A pair that was given up is in no configuration, and its mail may be what is to be kept: only the number shows a name that is wrong.
    const now = `It covers ${counted(made.covered, 'message')} now${made.covered === 0 ? ': is that what you meant?' : '.'}`
    printResult(invocation, made, () => `The legal hold ${name} keeps ${scopeOf(made)} until it is ended: nothing of it is dropped by \`archive prune\` or \`backup prune\`, or erased.\n${now}`)
    return EXIT.ok
  })
}

function end(invocation: Invocation, name: string): Promise<number> {
  const words = wordsGiven(invocation)
  return withArchive(invocation, async (archive) => {
    const ended = await archive.endHold(name, words)
    printResult(invocation, ended, () => `The legal hold ${name} has ended. What it kept is dropped by \`archive prune\` where nothing else keeps it.`)
    return EXIT.ok
  })
}

function list(invocation: Invocation): Promise<number> {
  return withArchive(invocation, async (archive) => {
    const all = await archive.holds()
    printResult(invocation, { holds: all }, () =>
      all.length === 0 ? 'There is no legal hold.' : table(['HOLD', 'KEEPS', 'SINCE', 'BY', 'BECAUSE', 'ENDED'], all.map((hold) => [hold.name, scopeOf(hold), hold.at, hold.by, hold.because, hold.ended === undefined ? '' : `${hold.ended.at} by ${hold.ended.by}: ${hold.ended.because}`].map(harmlessLine))),
    )
    return EXIT.ok
  })
}

function scopeOf({ pair, address, since, until }: LegalHold): string {
  const parts = [address === undefined ? '' : `messages of ${address}`, pair === undefined ? '' : `of the pair ${pair}`, since === undefined ? '' : `from ${since} on`, until === undefined ? '' : `before ${until}`]
  const said = parts.filter((part) => part !== '').join(', ')
  return said === '' ? 'everything' : said
}
