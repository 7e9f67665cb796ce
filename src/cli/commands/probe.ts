import { askedBy, textGiven, UsageError, type Command } from '../command.ts'
import { eachPair } from '../each-pair.ts'
import { EXIT } from '../exit-codes.ts'
import { print } from '../print.ts'
import { isProbedWell, probeLines } from '../probe-lines.ts'
import { watchProgress } from '../watch-progress.ts'

/** Sends nothing: puts a message into each mailbox, sees it cross, and takes it away again. */
export const probe: Command = {
  name: 'probe',
  summary: 'two-way test: a message crosses each way, is compared, and is removed again',
  description:
    'Puts a message with a Chinese subject, an attachment and marks into a folder "Tongbu test" on each side (it is placed, not sent), lets it cross and nothing else, compares what arrived, changes marks on the copy and sees them come back. Then it removes the messages and the folder, and looks again. ' +
    'It also answers what the vendors leave open about your mailboxes. It writes, so it comes after the safety measures (`tongbu preflight`), unless somebody permits these two messages before, by name. Whatever interrupts it, the next run of the pair clears it away.',
  argument: { name: 'pair', help: 'only this pair' },
  options: [
    { flags: '--dry-run', help: 'say what would be done, and do nothing' },
    { flags: '--before-gate', help: 'permit these two messages although the safety measures do not hold yet; needs --by' },
    { flags: '--by <name>', help: 'who wants it; kept in the audit (default: whoever is signed in to this machine)' },
  ],
  examples: [
    ['tongbu probe anna', 'one pair'],
    ['tongbu probe anna --before-gate --by "Chan Tai Man"', 'before the safety measures hold, on somebody’s word'],
  ],
  run: (invocation) => {
    const { given, signal } = invocation
    const beforeGate = given['beforeGate'] === true
    if (beforeGate && textGiven(given, 'by') === undefined) throw new UsageError('--before-gate needs --by with the name of whoever permits it.')
    return eachPair(invocation, async (pair, app, line) => {
      const info = app.pairs().find(({ name }) => name === pair)
      if (given['dryRun'] === true) {
        print(invocation, `${pair}: a message would be put into the folder "Tongbu test" on each side, carried, compared and removed. Nothing was written.`)
        return { exitCode: EXIT.ok, value: { dryRun: true } }
      }
      const probed = await app.probes().probe(pair, { signal, onProgress: watchProgress(line, app, pair), by: askedBy(invocation), beforeGate })
      line.clear()
      if (info !== undefined) print(invocation, [`${pair}: two-way test`, ...probeLines(probed, info)].join('\n'))
      return { exitCode: isProbedWell(probed) ? EXIT.ok : EXIT.different, value: { ...probed } }
    })
  },
}
