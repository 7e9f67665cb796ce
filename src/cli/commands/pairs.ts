import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { printResult } from '../print.ts'
import { table } from '../render.ts'
import { pairsMeant, readConfig } from '../with-app.ts'

/** Lists the pairs of the configuration; asks no cloud. */
export const pairs: Command = {
  name: 'pairs',
  summary: 'list the pairs of mailboxes in the configuration',
  argument: { name: 'pair', help: 'only this pair' },
  examples: [['tongbu pairs', 'the pairs in ./tongbu.yaml']],
  async run(invocation) {
    const config = readConfig(invocation)
    const meant = pairsMeant(invocation, config)
    const listed = config.pairs
      .filter(({ name }) => meant.includes(name))
      .map(({ name, dingtalk, imap, outlook, policy }) => ({ name, left: dingtalk?.address ?? imap?.address ?? '', leftKind: dingtalk === undefined ? 'imap' : 'dingtalk', right: outlook.address, policy }))
    printResult(invocation, { pairs: listed }, () =>
      table(
        ['PAIR', 'LEFT', '', 'RIGHT (OUTLOOK)', 'CONFLICTS WON BY', 'DEPARTED'],
        listed.map(({ name, left, leftKind, right, policy }) => [name, left, leftKind, right, policy.conflictsWonBy, policy.departed]),
      ),
    )
    return EXIT.ok
  },
}
