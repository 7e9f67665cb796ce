import { CommandError, textGiven, type Command, type Invocation } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { print } from '../print.ts'
import { pairsMeant, readConfig, withApp } from '../with-app.ts'
import { supportBundleOf } from '../../support-bundle.ts'

/** Everything that helps somebody else to find a fault, and nothing of what the mail says or whose it is. */
export const supportBundle: Command = {
  name: 'support-bundle',
  summary: 'gather what helps others to help you, without content, subjects or addresses',
  description:
    'One readable JSON: versions, the configuration without names and secrets, how every pair stands, counts, the last reports, and what the last operations were. Asks no cloud. Look at it before you give it away.',
  argument: { name: 'pair', help: 'only this pair' },
  options: [{ flags: '--out <file>', help: 'write it to this file instead of stdout' }],
  examples: [
    ['tongbu support-bundle --out support.json', 'a file that only you can read'],
    ['tongbu support-bundle | less', 'look at it first'],
  ],
  async run(invocation) {
    const { surroundings, given } = invocation
    const config = readConfig(invocation)
    const bundle = await withApp(invocation, config, (app) => supportBundleOf({ app, config, versions: surroundings.versions, now: surroundings.clock.now(), pairs: pairsMeant(invocation, config) }))
    const text = `${JSON.stringify(bundle, undefined, 2)}\n`
    const out = textGiven(given, 'out')
    if (out === undefined) surroundings.stdout.write(given['json'] ? `${JSON.stringify(bundle)}\n` : text)
    else write(invocation, out, text)
    return EXIT.ok
  },
}

function write(invocation: Invocation, out: string, text: string): void {
  try {
    invocation.surroundings.writeFile(out, text)
  } catch (cause) {
    throw new CommandError(`The file ${out} cannot be written.`, { code: 'BAD_CONFIG', next: 'name a file in a folder that exists and that you may write to.', exitCode: EXIT.usage, cause })
  }
  print(invocation, `Written to ${out}. Look at it before you give it away.`)
}
