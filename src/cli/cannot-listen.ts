import { CommandError } from './command.ts'
import { EXIT } from './exit-codes.ts'

/** The failures of listening that a person can cause. */
const NOT_TO_BE_HAD: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Another program listens on the port of this process.',
  EACCES: 'The port of this process is reserved for the system.',
  EADDRNOTAVAIL: 'The address of this process is none of this machine.',
  ENOTFOUND: 'The address of this process is none of this machine.',
}

const NEXT = {
  serve: 'set `serve.host` and `serve.port` in the configuration; a second service is not needed, one keeps all pairs.',
  start: 'another Tongbu may be running already: open its address in a browser, or give this one another port with --port.',
  worker: 'give each worker of this machine a port of its own with the variable TONGBU_WORKER_PORT; 0 takes any free one.',
}

/** Turns what the system says when an address cannot be had into what a person can do, and throws everything as it then is. */
export const cannotListen =
  (part: keyof typeof NEXT) =>
  (error: unknown): never => {
    const message = NOT_TO_BE_HAD[error instanceof Error && 'code' in error ? String(error.code) : '']
    if (message === undefined) throw error
    throw new CommandError(message, { code: 'PORT_TAKEN', next: NEXT[part], exitCode: EXIT.configuration, cause: error })
  }
