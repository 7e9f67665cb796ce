import { cannotListen } from '../cannot-listen.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { print } from '../print.ts'
import { readConfig, withApp } from '../with-app.ts'

/** Does runs beside other processes that share the database. */
export const worker: Command = {
  name: 'worker',
  summary: 'do the work of the service beside it, on PostgreSQL',
  description:
    'Takes pairs that are due from the queue in the PostgreSQL database and makes their mailboxes the same; start as many as you like, on any machines, with the configuration of the one service (`tongbu start` or `tongbu serve`) that listens. Logs lines of JSON on stderr. SIGTERM or Ctrl-C ends it well within 10 seconds; what it had in hand when it is killed another takes over within 30.',
  examples: [
    ['tongbu worker --config my.yaml', 'beside: tongbu start --config my.yaml'],
    ['TONGBU_WORKER_PORT=8621 tongbu worker', 'with /healthz, /readyz and /metrics on 127.0.0.1:8621'],
  ],
  async run(invocation) {
    const { surroundings, signal } = invocation
    const config = readConfig(invocation)
    const { createTelemetry } = await import('../../platform/create-telemetry.ts')
    const telemetry = createTelemetry({ level: config.log.level, write: (line) => surroundings.stderr.write(line), now: surroundings.clock.now })
    const onWorking = (url: string | undefined): void =>
      print(invocation, `Working on up to ${config.serve.pairsAtOnce} pairs at a time. ${url === undefined ? '' : `${url}/readyz says how it goes; `}Ctrl-C ends it.`)
    await withApp(invocation, config, (app) => app.work(signal, onWorking).catch(cannotListen('worker')), telemetry)
    return EXIT.ok
  },
}
