import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { printResult } from '../print.ts'
import { readConfig, withApp } from '../with-app.ts'

/** Brings the database to the form that this version needs. */
export const migrate: Command = {
  name: 'migrate',
  summary: 'bring the database to the form that this version needs',
  examples: [['tongbu migrate', 'after an upgrade; doing it twice does no harm']],
  run: (invocation) =>
    withApp(invocation, readConfig(invocation), async (app) => {
      const applied = await app.migrate()
      printResult(invocation, { applied }, () => (applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`))
      return EXIT.ok
    }),
}
