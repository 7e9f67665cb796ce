import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { userInfo } from 'node:os'
import { delimiter, join } from 'node:path'
import { freePort } from './free-port.ts'
import { memoryFolder } from './memory-folder.ts'

/** A real IMAP server on this machine, with any number of accounts. */
export interface Dovecot {
  readonly port: number
  /** Password of every account; any name signs in, and has an empty mailbox at first. */
  readonly password: string
  /** Where the server keeps its mail. */
  readonly folder: string
  /** Ends the server and removes everything that it kept. */
  close(): Promise<void>
}

/** Debian's name of the package that has each program. */
const PACKAGES: Readonly<Record<string, string>> = { dovecot: 'dovecot-imapd', mbsync: 'isync', interimap: 'interimap' }

/** Debian packages that are wanted for these programs and not there. */
export const missingPackages = (programs: readonly string[]): string[] => programs.filter((name) => findProgram(name) === undefined).map((name) => PACKAGES[name] ?? name)

/** Where a program lies; servers are not always on the path. */
export const findProgram = (name: string): string | undefined =>
  [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'].map((folder) => join(folder, name)).find((path) => existsSync(path))

/** Dovecot wants a user who is not root; every Linux has this one. */
const NOBODY = 65_534

/** A user and a group that processes of the server have, where this process may choose. */
export const unprivileged = (): { readonly uid?: number; readonly gid?: number } => (process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {})

/**
 * Starts Dovecot by hand on a free loopback port, from a folder of its own, without touching what the machine may have
 * configured. Mail lies in memory and is never flushed (`mail_fsync = never`), a file each (`sdbox`): with
 * Maildir the server would read whole folders anew now and then, and that would be measured.
 */
export async function startDovecot(): Promise<Dovecot> {
  const program = findProgram('dovecot')
  if (program === undefined) throw new Error('Dovecot is not installed.')
  const folder = mkdtempSync(join(memoryFolder(), 'tongbu-dovecot-'))
  const { uid, gid } = unprivileged()
  for (const name of ['run', 'state', 'mail']) mkdirSync(join(folder, name))
  if (uid !== undefined && gid !== undefined) for (const name of ['.', 'run', 'state', 'mail']) chownSync(join(folder, name), uid, gid)
  const port = await freePort()
  const password = 'right'
  const path = join(folder, 'dovecot.conf')
  writeFileSync(path, configuration({ folder, port, password, user: uid === undefined ? userInfo().username : 'nobody' }))
  const server = spawn(program, ['-F', '-c', path], { stdio: ['ignore', 'ignore', 'pipe'], ...(uid === undefined ? {} : { uid, gid: gid ?? uid }) })
  let complaints = ''
  server.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
  const close = async (): Promise<void> => {
    if (server.exitCode === null && server.signalCode === null) {
      server.kill('SIGTERM')
      await once(server, 'exit')
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
  try {
    await answering(port, () => server.exitCode !== null)
  } catch {
    await close()
    throw new Error(`Dovecot did not start: ${complaints.trim()}`)
  }
  return { port, password, folder, close }
}

const configuration = ({ folder, port, password, user }: { folder: string; port: number; password: string; user: string }): string => `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
default_internal_user = ${user}
default_login_user = ${user}
default_internal_group =
first_valid_uid = 1
mail_location = sdbox:~/mail
mail_fsync = never
mail_max_userip_connections = 100
imap_id_log =
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=${user} gid=nogroup home=${folder}/mail/%n allow_all_users=yes
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Trash {
    special_use = \\Trash
    auto = create
  }
  mailbox Sent {
    special_use = \\Sent
    auto = create
  }
  mailbox Drafts {
    special_use = \\Drafts
    auto = create
  }
}
service imap-login {
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
service imap {
  process_limit = 200
}
service stats {
  chroot =
}
`

/** Resolves once somebody listens. */
async function answering(port: number, hasEnded: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    if (hasEnded()) throw new Error('ended')
    const socket = connect(port, '127.0.0.1')
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    socket.destroy()
    if (isOpen) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('nobody listens')
}
