import type { Setup } from '../setup-app.ts'
import type { Invocation } from './command.ts'
import { configFile, withApp } from './with-app.ts'

/** The set-up of the configuration of this call, which need not be there yet. */
export async function setupOf(invocation: Invocation): Promise<Setup> {
  const { clock, newId, http, environment, readFile } = invocation.surroundings
  const { createSetup } = await import('../setup-app.ts')
  return createSetup({
    configFile: configFile(invocation).path,
    environment,
    clock,
    newId,
    http,
    readFile: (file) => {
      const text = readFile(file)
      if (text === undefined) throw new Error('no such file')
      return text
    },
    initBackup: (config) => withApp(invocation, config, (app) => app.backups().init()),
    recordKeyKept: (config, by) => withApp(invocation, config, (app) => app.backups().keyKept(by)),
  })
}
