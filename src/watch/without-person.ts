import type { Channel } from './channel.ts'
import type { WatchRule } from './rule.ts'

/** Whether some text names whoever is to be erased. */
type Names = (value: unknown) => boolean

/** What is left of a rule once nothing of it names somebody; nothing where it was about them. */
export function ruleWithout(rule: WatchRule, names: Names, nobody: string): WatchRule | undefined {
  const { from, folder, keywords, pairs } = rule
  const words = keywords?.filter((word) => !names(word))
  // With fewer conditions it would tell of mail that nobody asked about.
  if (names([from, folder, pairs]) || (keywords !== undefined && words?.length === 0)) return undefined
  return { ...rule, ...(words === undefined ? {} : { keywords: words }), name: names(rule.name) ? rule.id : rule.name, by: names(rule.by) ? nobody : rule.by }
}

/** The same of a channel: a recipient goes, and whatever it cannot be without takes it along. */
export function channelWithout(channel: Channel, names: Names, nobody: string): Channel | undefined {
  const { to } = channel
  const recipients = to.way === 'email' ? to.to.filter((address) => !names(address)) : []
  const left: Channel['to'] = to.way === 'email' ? { ...to, to: recipients } : to
  if (names(left) || (to.way === 'email' && recipients.length === 0)) return undefined
  return { ...channel, to: left, name: names(channel.name) ? channel.id : channel.name, by: names(channel.by) ? nobody : channel.by }
}
