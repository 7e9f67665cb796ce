import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from './dovecot.ts'

/** Two accounts on one server that a peer keeps in step, and where it keeps its state. */
export interface PeerPair {
  readonly port: number
  readonly password: string
  readonly left: string
  readonly right: string
  /** A folder of its own. */
  readonly state: string
}

/** Another program that keeps two IMAP mailboxes in step. */
export interface Peer {
  readonly name: 'mbsync' | 'interimap'
  /** Makes one run. Rejects with what the program said when it fails. */
  run(pair: PeerPair): Promise<void>
}

/** `mbsync` of isync, both directions, folders included. */
export const mbsync: Peer = {
  name: 'mbsync',
  run: async (pair) => {
    const config = join(pair.state, 'mbsyncrc')
    mkdirSync(pair.state, { recursive: true })
    writeFileSync(config, mbsyncConfig(pair))
    await run('mbsync', ['-c', config, '-q', 'all'], pair.state)
  },
}

/** `interimap`, which asks for QRESYNC on both sides. */
export const interimap: Peer = {
  name: 'interimap',
  run: async (pair) => {
    const config = join(pair.state, 'config')
    mkdirSync(pair.state, { recursive: true })
    writeFileSync(config, interimapConfig(pair), { mode: 0o600 })
    await run('interimap', ['--quiet', `--config=${config}`], pair.state)
  },
}

export const PEERS: readonly Peer[] = [mbsync, interimap]

const mbsyncConfig = ({ port, password, left, right, state }: PeerPair): string => `FSync no

${(
  [['left', left], ['right', right]] as const
)
  .map(([side, user]) => `IMAPAccount ${side}\nHost 127.0.0.1\nPort ${port}\nUser ${user}\nPass ${password}\nSSLType None\nAuthMechs LOGIN\n\nIMAPStore ${side}\nAccount ${side}\n`)
  .join('\n')}
Channel all
Far :left:
Near :right:
Patterns *
Create Both
Remove None
Expunge Both
CopyArrivalDate yes
SyncState ${state}/sync-
`

const interimapConfig = ({ port, password, left, right, state }: PeerPair): string => `database = ${state}/interimap.db
list-mailbox = *
${(
  [['local', left], ['remote', right]] as const
)
  .map(([side, user]) => `\n[${side}]\ntype = imap\nhost = 127.0.0.1\nport = ${port}\nusername = ${user}\npassword = ${password}\nauth = LOGIN\nSTARTTLS = NO\n`)
  .join('')}`

/** A home of its own keeps the person's configuration and state out. */
async function run(program: string, args: readonly string[], home: string): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'], HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, LC_ALL: 'C.UTF-8' } })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${said.trim()}`)
}

/** What a program says of its version, without its name. */
export function versionOf(program: string): string {
  const said = execFileSync(findProgram(program) ?? program, ['--version'], { encoding: 'utf8' })
  return /\d+(\.\d+)+/.exec(said)?.[0] ?? 'unknown'
}
