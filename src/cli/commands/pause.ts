import { UsageError, type Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { printResult } from '../print.ts'
import { pairsMeant, readConfig, withApp } from '../with-app.ts'

/** Has a pair left alone, by the running service and until it is taken back. */
export const pause: Command = {
  name: 'pause',
  summary: 'leave a pair alone until it is resumed',
  description: 'A running service (`tongbu start` or `tongbu serve`) finishes the operation in hand and does nothing more for this pair; one that is started later does not begin. Commands that you type yourself are not affected.',
  argument: { name: 'pair', help: 'the pair to be left alone' },
  examples: [['tongbu pause anna', 'until `tongbu resume anna`']],
  async run(invocation) {
    const config = readConfig(invocation)
    if (invocation.argument === undefined) throw new UsageError('Name the pair: tongbu pause PAIR. For all of them: tongbu stop --all.')
    const [pair] = pairsMeant(invocation, config)
    const since = invocation.surroundings.clock.now()
    await withApp(invocation, config, async (app) => (await app.beside()).pause({ ...(pair === undefined ? {} : { pair }), by: 'command line', since }))
    printResult(invocation, { paused: pair }, () => `${pair} is paused. A running service obeys within seconds.\nNext: tongbu resume ${pair}`)
    return EXIT.ok
  },
}
