import type { PairInfo, PlannedRun } from '../../app.ts'
import type { Command } from '../command.ts'
import { eachPair } from '../each-pair.ts'
import { EXIT } from '../exit-codes.ts'
import { findingLines, holdLines, section } from '../findings.ts'
import { print } from '../print.ts'
import { counted } from '../render.ts'
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
  const groups = new Map<string, string[]>()
  for (const { group, sentence } of planned.sentences) {
    const sentences = groups.get(group)
    if (sentences === undefined) groups.set(group, [sentence])
    else sentences.push(sentence)
  }
  const lines = [planned.sentences.length === 0 ? `${pair.name}: nothing to do.` : `${pair.name}: ${counted(planned.sentences.length, 'step')} to do. Nothing was written.`]
  for (const [group, sentences] of groups) {
    const shown = all ? sentences : sentences.slice(0, SHOWN)
    lines.push('', `${group} (${sentences.length})`, ...shown.map((sentence) => `  ${sentence}`))
    if (shown.length < sentences.length) lines.push(`  … and ${sentences.length - shown.length} more (--all shows them)`)
  }
  lines.push(...section('Waiting for you', holdLines(planned.holds, pair)), ...section('To know', findingLines(planned.findings, pair)))
  return lines.join('\n')
}
