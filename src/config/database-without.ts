import { dirname, join, resolve } from 'node:path'
import type { Environment } from './environment.ts'

/** The database of an installation: beside the configuration, from whichever folder commands are run. */
export const databaseBeside = (configFile: string): string => `sqlite:${join(dirname(resolve(configFile)), 'tongbu.db')}`

/** Where Tongbu remembers who may sign in while there is no configuration: as the environment says, else where the set-up will say. */
export const databaseWithout = (configFile: string, environment: Environment): string => environment['TONGBU_DATABASE'] ?? databaseBeside(configFile)
