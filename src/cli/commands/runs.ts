import type { RunSummary } from '../../app.ts'
import { wholeGiven, type Command } from '../command.ts'
import { doneWords } from '../done-words.ts'
import { eachPair } from '../each-pair.ts'
import { EXIT } from '../exit-codes.ts'
import { print } from '../print.ts'
import { table } from '../render.ts'

const STANDARD = 20

/** Lists what the last runs of every pair did; asks no cloud. */
export const runs: Command = {
  name: 'runs',
  summary: 'list the last runs that changed anything',
  description: 'Lists the last runs that changed anything, newest first: id, time, and what was done on which side. The id is what `tongbu undo` takes.',
  argument: { name: 'pair', help: 'only this pair' },
  options: [{ flags: '--last <n>', help: `so many runs of each pair (default: ${STANDARD})` }],
  examples: [
    ['tongbu runs', 'the last runs of every pair'],
    ['tongbu runs anna --last 100 --json', 'as data'],
  ],
  run: (invocation) => {
    const most = wholeGiven(invocation.given, 'last', { least: 1, most: 10_000 }) ?? STANDARD
    return eachPair(invocation, async (pair, app) => {
      const listed = await app.runs(pair, most)
      const info = app.pairs().find(({ name }) => name === pair)
      if (info !== undefined) print(invocation, [`${pair}:${listed.length === 0 ? ' no run changed anything yet.' : ''}`, ...(listed.length === 0 ? [] : [table(['RUN', 'ENDED', 'DID'], listed.map((run) => [run.run, run.to, didOf(run, info)]))])].join('\n'))
      return { exitCode: EXIT.ok, value: { runs: listed } }
    })
  },
}

function didOf({ done, isUndo }: RunSummary, pair: Parameters<typeof doneWords>[1]): string {
  const words = doneWords(done, pair).join('; ')
  return `${isUndo ? 'undo ' : ''}${words === '' ? 'noted what is the same on both sides' : words}`
}
