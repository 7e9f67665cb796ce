import type { App } from '../app.ts'
import { CONFIG_VARIABLE } from '../config/environment.ts'
import { loadConfig } from '../config/load-config.ts'
import type { SecretsKey } from '../config/sealed.ts'
import { keyPlaceOf, readSecretsKey, setupFileOf, type KeyPlace } from '../config/secrets-key.ts'
import type { Config } from '../config/config.ts'
import type { Telemetry } from '../platform/telemetry.ts'
import { CommandError, textGiven, UsageError, type Invocation } from './command.ts'
import { EXIT } from './exit-codes.ts'
import type { Surroundings } from './surroundings.ts'

export const STANDARD_FILE = './tongbu.yaml'
const NO_CONFIG = { code: 'BAD_CONFIG', exitCode: EXIT.configuration }

/** The file that holds the configuration of this call, and whether a person named it. */
export function configFile({ surroundings, given }: Invocation): { readonly path: string; readonly isNamed: boolean } {
  const named = textGiven(given, 'config') ?? surroundings.environment[CONFIG_VARIABLE]
  return { path: named ?? STANDARD_FILE, isNamed: named !== undefined }
}

/** Where the key of this configuration is. */
export const keyPlace = (invocation: Invocation): KeyPlace => keyPlaceOf(configFile(invocation).path, invocation.surroundings.environment)

/** @throws {SyncError} `SECRETS_KEY` */
const keyOf = (invocation: Invocation): SecretsKey => readSecretsKey(keyPlace(invocation))

/** The configuration of this call. @throws {CommandError} without a file; {SyncError} `BAD_CONFIG` */
export function readConfig(invocation: Invocation): Config {
  const { surroundings } = invocation
  const { path, isNamed } = configFile(invocation)
  const text = read(surroundings, path)
  const environment = Object.keys(surroundings.environment).some((name) => name.startsWith('TONGBU_PAIR'))
  if (text === undefined && (isNamed || !environment)) {
    throw new CommandError(`There is no configuration file ${path}.`, { ...NO_CONFIG, next: `copy config.example.yaml to ${path} and fill it in, or name another file with --config FILE.` })
  }
  const readFile = (file: string): string => {
    const value = surroundings.readFile(file)
    if (value === undefined) throw new Error('no such file')
    return value
  }
  return loadConfig(text, surroundings.environment, readFile, () => keyOf(invocation))
}

function read(surroundings: Surroundings, path: string): string | undefined {
  try {
    return surroundings.readFile(path)
  } catch (cause) {
    throw new CommandError(`The configuration file ${path} cannot be read.`, { ...NO_CONFIG, next: 'check that it is a file that you may read.', cause })
  }
}

/** Opens the application, lends it to `work` and closes it, whatever happens. Opened only here, as reading its code takes longer than most help texts. */
export async function withApp<Result>(invocation: Invocation, config: Config, work: (app: App) => Promise<Result>, telemetry?: Telemetry): Promise<Result> {
  const { surroundings } = invocation
  const { openApp } = await import('../app.ts')
  const app = await openApp(config, { clock: surroundings.clock, newId: surroundings.newId, http: surroundings.http, keyPlace: keyPlace(invocation), setupFile: setupFileOf(configFile(invocation).path), ...(telemetry === undefined ? {} : { telemetry }) })
  try {
    return await work(app)
  } finally {
    await app.close()
  }
}

/** The pairs that a command is about: the one that was named, else all. `besides`: what may be named and is no pair. @throws {UsageError} when there is none of that name. */
export function pairsMeant(invocation: Invocation, config: Config, besides: readonly string[] = []): readonly string[] {
  const names = config.pairs.map(({ name }) => name)
  if (invocation.argument === undefined) return names
  if (names.includes(invocation.argument) || besides.includes(invocation.argument)) return [invocation.argument]
  throw new UsageError(`There is no pair of that name. The configuration has: ${names.join(', ')}.`)
}
