import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { runCli } from '../../src/cli/cli.ts'
import type { Surroundings } from '../../src/cli/surroundings.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { systemHttp } from '../../src/platform/http.ts'
import { randomId } from '../../src/platform/ids.ts'
import type { Ended } from './run-tongbu.ts'

/** A command in this process: for tests of many commands, since a process of its own takes most of a second. */
export async function runHere(args: readonly string[], surroundings: Partial<Surroundings> = {}): Promise<Ended & { readonly bytes: Buffer }> {
  const said = { stdout: '', stderr: '' }
  const bytes: Uint8Array[] = []
  const write = (name: keyof typeof said, content: string | Uint8Array): void => void (typeof content === 'string' ? (said[name] += content) : bytes.push(content))
  const output = (name: keyof typeof said) => ({ write: (content: string | Uint8Array) => write(name, content), isTerminal: false, columns: () => 80 })
  const code = await runCli({
    args,
    environment: {},
    stdout: output('stdout'),
    stderr: output('stderr'),
    readFile: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
    ask: async () => undefined,
    readSecret: () => assertUnused('a secret'),
    writeFile: (path, text) => writeFileSync(path, text, { mode: 0o600 }),
    temporaryFolder: () => assertUnused('a folder'),
    versions: { tongbu: '0.0.0' },
    pid: process.pid,
    userName: 'operator',
    startSelf: () => assertUnused('a process'),
    onStop: () => () => {},
    exitNow: () => assertUnused('the end of the process'),
    clock: systemClock,
    newId: randomId,
    http: systemHttp,
    ...surroundings,
  })
  return { code, ...said, bytes: Buffer.concat(bytes) }
}

function assertUnused(what: string): never {
  throw new Error(`${what} is not for commands in this process`)
}
