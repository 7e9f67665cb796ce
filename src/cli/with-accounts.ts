import type { Accounts, AccountsPlatform } from '../accounts-app.ts'
import type { Config } from '../config/config.ts'
import { databaseWithout } from '../config/database-without.ts'
import { keyPlaceOf } from '../config/secrets-key.ts'
import type { Invocation } from './command.ts'
import { configFile, readConfig } from './with-app.ts'

/** The configuration of this call; nothing where there is none yet and none was named. */
export function readConfigIfThere(invocation: Invocation): Config | undefined {
  const { path, isNamed } = configFile(invocation)
  const { environment, readFile } = invocation.surroundings
  const isSaid = isNamed || readFile(path) !== undefined || Object.keys(environment).some((name) => name.startsWith('TONGBU_PAIR'))
  return isSaid ? readConfig(invocation) : undefined
}

/** Lends the people who may sign in to `work`, also before anything is configured. */
export async function withAccounts<Result>(invocation: Invocation, config: Config | undefined, work: (accounts: Accounts) => Promise<Result>): Promise<Result> {
  const app = await import('../accounts-app.ts')
  return app.withAccounts(config?.database ?? databaseWithout(configFile(invocation).path, invocation.surroundings.environment), { ...accountsPlatform(invocation), config: () => config?.accounts }, work)
}

/** What accounts need of the world, for this call. */
export function accountsPlatform(invocation: Invocation): Omit<AccountsPlatform, 'config'> {
  const { clock, newId, environment } = invocation.surroundings
  return { clock, newId, keyPlace: keyPlaceOf(configFile(invocation).path, environment) }
}

/** Where the dashboard of this configuration is reached from this machine. */
export const dashboardUrl = (config: Config | undefined): string => `http://${config?.serve.host ?? '127.0.0.1'}:${config?.serve.port ?? 8620}`
