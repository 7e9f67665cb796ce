import type { PairInfo, PlannedRun } from '../../app.ts'
import type { Command } from '../command.ts'
import { eachPair } from '../each-pair.ts'
import { EXIT } from '../exit-codes.ts'
import type { Room } from '../../engine/report.ts'
import { cloudName, findingLines, holdLines, section } from '../findings.ts'
import { print } from '../print.ts'
import { sentenceLines } from '../sentences.ts'
import { counted, megabytes } from '../render.ts'
import { watchProgress } from '../watch-progress.ts'

/** So many sentences of a group are shown; `--all` shows every one. */
const SHOWN = 10

/** Says what a sync would do. Reads both mailboxes, writes to neither. */
export const plan: Command = {
  name: 'plan',
  summary: 'say what a sync would do, and do nothing',
  description: 'Reads both mailboxes and says in one sentence each what a sync would do. Writes nothing to either.',
  argument: { name: 'pair', help: 'only this pair' },
  options: [{ flags: '--all', help: `every sentence, not only the first ${SHOWN} of a group` }],
  examples: [
    ['tongbu plan', 'every pair, the first sentences of each group'],
    ['tongbu plan anna --all | less', 'one pair, every sentence'],
    ['tongbu plan --json | jq .pairs[0].operations', 'the same as data'],
  ],
  run: (invocation) =>
    eachPair(invocation, async (pair, app, line) => {
      const planned = await app.plan(pair, { signal: invocation.signal, onProgress: watchProgress(line, app, pair) })
      line.clear()
      const info = app.pairs().find(({ name }) => name === pair)
      if (info !== undefined) print(invocation, describe(planned, info, invocation.given['all'] === true))
      return { exitCode: planned.holds.length > 0 ? EXIT.held : EXIT.ok, value: planned }
    }),
}

function describe(planned: PlannedRun, pair: PairInfo, all: boolean): string {
  const lines = [planned.sentences.length === 0 ? `${pair.name}: nothing to do.` : `${pair.name}: ${counted(planned.sentences.length, 'step')} to do. Nothing was written.`]
  lines.push(...sentenceLines(planned.sentences, all ? Infinity : SHOWN), ...section('Room', planned.room.map((room) => roomLine(room, pair))), ...section('Waiting for you', holdLines(planned.holds, pair)), ...section('To know', findingLines(planned.findings, pair)))
  return lines.join('\n')
}

function roomLine({ on, copies, bytes, leftBytes, fitsOnDisk }: Room, pair: PairInfo): string {
  const left = leftBytes === undefined ? 'how much the mailbox has room for is not known' : `the mailbox has room for ${megabytes(leftBytes)}${leftBytes < bytes ? ', which is too little: nothing of it would be copied' : ''}`
  return `  ${cloudName(pair[on])}: ${counted(copies, 'message')} to copy, ${megabytes(bytes)}; ${left}.${fitsOnDisk ? '' : ' The disk of this machine has too little room.'}`
}
