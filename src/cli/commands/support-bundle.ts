import type { App, PairInfo } from '../../app.ts'
import { redactForStrangers } from '../../config/redact.ts'
import { CommandError, textGiven, type Command, type Invocation } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { print } from '../print.ts'
import { pairsMeant, readConfig, withApp } from '../with-app.ts'

/** So many records of the audit are told one by one, without what they are about. */
const RECORDS = 200

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
    const bundle = await withApp(invocation, config, async (app) => ({
      madeAt: new Date(surroundings.clock.now()).toISOString(),
      versions: surroundings.versions,
      configuration: redactForStrangers(config),
      machine: await app.machine(),
      pairs: await Promise.all(app.pairs().filter(({ name }) => pairsMeant(invocation, config).includes(name)).map((pair) => describe(app, pair))),
    }))
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

/** Sentences are left out where they could name a folder; codes and counts tell enough. */
async function describe(app: App, { name, left, right, policy }: PairInfo) {
  const { counts, lastReport, setAside, openHolds, ...standing } = await app.status(name)
  const records = await (await app.audit()).last(name, RECORDS)
  const { findings: _shown, ...served } = standing
  return {
    name,
    left,
    right,
    policy,
    ...served,
    counts,
    ...(lastReport === undefined ? {} : { lastReport: { ...lastReport, findings: lastReport.findings.map(({ kind, code, on, count }) => ({ kind, code, on, count })) } }),
    openHolds,
    setAside: setAside.map(({ code, attempts, since }) => ({ code, attempts, since })),
    audit: records.map(({ at, run, kind, on, reason }) => ({ at, run, kind, on, reason })),
  }
}
