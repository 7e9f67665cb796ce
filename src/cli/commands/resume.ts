import { UsageError, type Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { printResult } from '../print.ts'
import { pairsMeant, readConfig, withApp } from '../with-app.ts'

/** Takes back a pause, and has the service try a pair again that waits for a person. */
export const resume: Command = {
  name: 'resume',
  summary: 'take back pause and stop; try again what waits for you',
  description: 'With a pair: it is no longer paused and is run soon, also where it waited for you to mend its sign-in. With --all: everything that was stopped goes on; a pair that was paused by itself stays so.',
  argument: { name: 'pair', help: 'the pair that is to go on' },
  options: [{ flags: '--all', help: 'take back `tongbu stop --all`' }],
  examples: [
    ['tongbu resume anna', 'after `tongbu pause anna`, or once its password is right again'],
    ['tongbu resume --all', 'after `tongbu stop --all`'],
  ],
  async run(invocation) {
    const { argument, given, surroundings } = invocation
    const config = readConfig(invocation)
    if ((argument === undefined) !== (given['all'] === true)) throw new UsageError('Name one pair, or write --all.')
    const pair = argument === undefined ? undefined : pairsMeant(invocation, config)[0]
    await withApp(invocation, config, async (app) => {
      const service = await app.beside()
      await service.resume(pair)
      const since = surroundings.clock.now()
      for (const each of pair === undefined ? config.pairs.map(({ name }) => name) : [pair]) await service.wish({ pair: each, why: 'asked', since, dueAt: since })
    })
    printResult(invocation, { resumed: pair ?? 'all' }, () => `${pair ?? 'Everything'} goes on. A running service begins within seconds.`)
    return EXIT.ok
  },
}
