import { UsageError, type Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { printResult } from '../print.ts'
import { readConfig, withApp } from '../with-app.ts'

/** The red button: nothing is done for any pair until it is taken back. */
export const stop: Command = {
  name: 'stop',
  summary: 'the red button: nothing is done for any pair',
  description:
    'A running service (`tongbu start` or `tongbu serve`) finishes the operations in hand, does nothing more for any pair, and says so at /readyz; one that is started later does not begin. The process itself goes on: to end it, send it SIGTERM.',
  options: [{ flags: '--all', help: 'yes, all pairs' }],
  examples: [['tongbu stop --all', 'until `tongbu resume --all`']],
  async run(invocation) {
    const config = readConfig(invocation)
    if (invocation.given['all'] !== true) throw new UsageError('Write tongbu stop --all for all pairs, or tongbu pause PAIR for one.')
    const since = invocation.surroundings.clock.now()
    await withApp(invocation, config, async (app) => (await app.beside()).pause({ by: 'command line', since }))
    printResult(invocation, { stopped: true }, () => 'Everything is stopped. A running service obeys within seconds.\nNext: tongbu resume --all')
    return EXIT.ok
  },
}
