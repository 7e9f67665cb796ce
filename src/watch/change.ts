import { SyncError } from '../domain/errors.ts'
import type { Channel, DingtalkWay, EmailWay, HookWay } from './channel.ts'
import { HOUR_MS, type WatchRule } from './rule.ts'

/** What a person changes: what is left out stays; `null` takes away what may be absent. */
type Change<Whole> = { readonly [Key in keyof Whole]?: (undefined extends Whole[Key] ? NonNullable<Whole[Key]> | null : Whole[Key]) | undefined }

export type RuleChange = Change<Omit<WatchRule, 'id' | 'createdAt' | 'by'>>

/** What changes of a way, which itself stays: another way is another channel. */
export type WayChange = ({ readonly way: 'dingtalk' } & Change<Omit<DingtalkWay, 'way'>>) | ({ readonly way: 'email' } & Change<Omit<EmailWay, 'way'>>) | ({ readonly way: 'webhook' } & Change<Omit<HookWay, 'way'>>)

export type ChannelChange = Change<Pick<Channel, 'name' | 'language' | 'kinds' | 'quiet'>> & { readonly to?: WayChange | undefined }

/** `before` with `change` in it. */
function merged<Whole extends object>(before: Whole, change: object): Whole {
  const said = Object.entries(change).filter(([, value]) => value !== undefined)
  return Object.fromEntries(Object.entries({ ...before, ...Object.fromEntries(said) }).filter(([, value]) => value !== null)) as Whole
}

export const changedRule = (rule: WatchRule, change: RuleChange): WatchRule => merged(rule, change)

/** @throws {SyncError} `BAD_WATCH` where the way is another, or a secret would go to a server to which nobody gave it */
export function changedChannel(channel: Channel, { to, ...change }: ChannelChange): Channel {
  if (to === undefined) return merged(channel, change)
  if (to.way !== channel.to.way) throw new SyncError('BAD_WATCH', 'The way of a channel stays: make another channel, and remove this one.')
  const next = merged(channel.to, to)
  if (givesAway(channel.to, next, to)) throw new SyncError('BAD_WATCH', 'Where a channel is to lead to another server, its password or token is given again.')
  return { ...merged(channel, change), to: next }
}

/** Whether what was kept for one server would be sent to another. */
function givesAway(before: Channel['to'], next: Channel['to'], said: WayChange): boolean {
  if (before.way === 'dingtalk' && next.way === 'dingtalk') return before.url !== next.url && !('accessToken' in said && said.accessToken !== undefined)
  if (before.way !== 'email' || next.way !== 'email' || next.password === undefined) return false
  return (before.host !== next.host || before.port !== next.port || before.security !== next.security) && !('password' in said && said.password !== undefined)
}

/** Names of what differs, for the audit. */
export const differing = (before: object, after: object): string[] => [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => JSON.stringify(Reflect.get(before, name)) !== JSON.stringify(Reflect.get(after, name)))

/**
 * What becomes of messages that a rule was found to fit, once it is another: they are still waited for, by so many milliseconds longer, or forgotten,
 * where the rule is about something else. What it fits anew is found in messages that come from now on.
 */
export function fateOfMatches(before: WatchRule, after: WatchRule): 'forgotten' | number {
  if ((before.about === 'wrong-side') !== (after.about === 'wrong-side')) return 'forgotten'
  return after.about === 'wrong-side' ? 0 : (after.hours - before.hours) * HOUR_MS
}
