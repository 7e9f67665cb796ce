import { textGiven, wholeGiven, type Command } from '../command.ts'
import { describeOutcome, outcomeJson } from '../demo/outcome.ts'
import { playStory, type StoryOptions } from '../demo/story.ts'
import { startSandboxProcess } from '../demo/sandbox-process.ts'
import { EXIT } from '../exit-codes.ts'
import { print, printJson } from '../print.ts'

/** Every kind of mail and edit, on clouds that exist only on this machine. */
export const demo: Command = {
  name: 'demo',
  summary: 'see it work: both clouds simulated, thousands of real mails, edits on both sides',
  description:
    'Starts both simulated clouds as a process of their own on 127.0.0.1, puts real mail into both mailboxes, makes them the same, lets people edit both, makes them the same again, and has the sandbox compare the two. ' +
    'Exit 0 only when they are equal. Nothing leaves this machine.',
  withoutConfig: true,
  options: [
    { flags: '--mail <path>', help: 'your own mail instead: an mbox file, a Maildir or a folder of .eml files' },
    { flags: '--count <number>', help: 'so many real mails (default: all 6,046), with the 200 generated ones' },
    { flags: '--advanced-mail', help: 'with the permission that lets Outlook import mail byte for byte' },
    { flags: '--seed <number>', help: 'which edits the people make', default: '1' },
    { flags: '--database <url>', help: 'where to remember (default: a temporary SQLite file)' },
  ],
  examples: [
    ['tongbu demo', '6,246 mails, under three minutes'],
    ['tongbu demo --count 300', 'a quick look'],
    ['tongbu demo --mail ~/Mail --json', 'your own mail; the last line is JSON'],
  ],
  async run(invocation) {
    const { given, surroundings } = invocation
    const options: StoryOptions = {
      mail: textGiven(given, 'mail'),
      count: wholeGiven(given, 'count', { least: 1, most: 1_000_000 }),
      database: textGiven(given, 'database'),
      seed: wholeGiven(given, 'seed', { least: 0, most: 2 ** 31 }) ?? 1,
    }
    const folder = surroundings.temporaryFolder()
    try {
      print(invocation, 'Tongbu demo: two simulated clouds on this machine, spoken to as the real ones are.\n')
      const clouds = await startSandboxProcess(surroundings, given['advancedMail'] === true ? ['--advanced-mail'] : [])
      try {
        const outcome = await playStory(invocation, clouds, folder.path, options)
        print(invocation, describeOutcome(outcome))
        if (given['json']) printJson(invocation, outcomeJson(outcome))
        return outcome.equal ? EXIT.ok : EXIT.different
      } finally {
        await clouds.stop()
      }
    } finally {
      folder.remove()
    }
  },
}
