import { cannotListen } from '../cannot-listen.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { print } from '../print.ts'
import { readConfig, withApp } from '../with-app.ts'

/** Keeps every pair in step until it is stopped. */
export const serve: Command = {
  name: 'serve',
  summary: 'keep every pair in step, until stopped',
  description:
    'Watches all mailboxes and carries over what changes, within moments where the clouds tell of it, else at the next look. Logs lines of JSON on stderr. SIGTERM or Ctrl-C ends it well within 10 seconds, a second one at once; nothing is lost either way.',
  examples: [
    ['tongbu serve', 'with the configuration ./tongbu.yaml'],
    ['tongbu serve --config my.yaml', 'then, elsewhere: tongbu status --config my.yaml'],
  ],
  async run(invocation) {
    const { surroundings, signal } = invocation
    const config = readConfig(invocation)
    const { createTelemetry } = await import('../../platform/create-telemetry.ts')
    const telemetry = createTelemetry({ level: config.log.level, write: (line) => surroundings.stderr.write(line), now: surroundings.clock.now })
    const onListening = (url: string): void => print(invocation, `Keeping ${config.pairs.length} ${config.pairs.length === 1 ? 'pair' : 'pairs'} in step. ${url}/readyz says how it goes; Ctrl-C ends it.`)
    await withApp(invocation, config, (app) => app.serve(signal, onListening).catch(cannotListen('serve')), telemetry)
    return EXIT.ok
  },
}
