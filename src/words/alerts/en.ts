import type { AlertWords } from './alert-words.ts'

const counted = (many: unknown, noun: string): string => `${String(many)} ${noun}${Number(many) === 1 ? '' : 's'}`

export const en: AlertWords = {
  title: (raised, resolved) => (raised > 0 ? `Tongbu: ${raised === 1 ? 'something waits' : `${raised} things wait`} for you` : `Tongbu: ${resolved} resolved`),
  raised: {
    unread: ({ pair, rule, hours }) => `Email unread for ${counted(hours, 'hour')}: “${rule}” (${pair}).`,
    unanswered: ({ pair, rule, hours }) => `Email not replied to for ${counted(hours, 'hour')}: “${rule}” (${pair}).`,
    'wrong-side': ({ pair, rule, side }) => `A reply left from the ${side === 'left' ? 'DingTalk' : 'Outlook'} address, though the email came to the other one: “${rule}” (${pair}).`,
    'sign-in': ({ pair, code = '' }) => `${pair}: needs sign-in (${code}). It is not tried again by itself.`,
    stuck: ({ pair, code = '' }) => `${pair}: stopped (${code}). Somebody has to look at it.`,
    hold: ({ pair }) => `${pair}: operations are held for your decision.`,
    lag: ({ pair, minutes }) => `${pair}: has not been in step for ${counted(minutes, 'minute')}.`,
    quota: ({ pair, used, limit, spentOn }) => `${pair}: the month’s calls (${used} of ${limit}) will be spent on ${spentOn}.`,
    'set-aside': ({ pair, count }) => `${pair}: ${counted(count, 'email')} ${Number(count) === 1 ? 'was' : 'were'} set aside within a day.`,
    heartbeat: () => 'The heartbeat does not reach its address outside.',
    backup: ({ pair }) => `${pair}: the backup is overdue.`,
  },
  short: {
    unread: ({ pair, rule }) => `“${rule}” (${pair}) was read`,
    unanswered: ({ pair, rule }) => `“${rule}” (${pair}) was replied to`,
    'wrong-side': ({ pair, rule }) => `“${rule}” (${pair})`,
    'sign-in': ({ pair }) => `${pair}: signed in again`,
    stuck: ({ pair }) => `${pair}: goes on`,
    hold: ({ pair }) => `${pair}: nothing is held any more`,
    lag: ({ pair }) => `${pair}: in step again`,
    quota: ({ pair }) => `${pair}: the month’s calls last`,
    'set-aside': ({ pair }) => `${pair}: emails set aside`,
    heartbeat: () => 'the heartbeat arrives again',
    backup: ({ pair }) => `${pair}: backed up again`,
  },
  resolved: (what) => `Resolved: ${what}.`,
  more: (count) => `… and ${count} more. See the dashboard.`,
  trial: 'This is a test of this channel. It works.',
}
