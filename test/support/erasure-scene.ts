import type { Mailbox } from '../../src/connectors/connector.ts'
import type { Repository } from '../../src/backup/repository.ts'
import type { Side } from '../../src/domain/side.ts'
import { backupPlace } from '../../src/privacy/backup-place.ts'
import type { ErasureRequest, ErasureTools } from '../../src/privacy/erase-person.ts'
import { personOf, type Person } from '../../src/privacy/person.ts'
import type { Proof } from '../../src/privacy/proof.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { folderFiles, type FolderFiles } from '../../src/platform/folder-files.ts'
import { randomId } from '../../src/platform/ids.ts'
import { openStore } from '../../src/store/open-store.ts'
import { backUp, newTestBackup, openTestBackup } from './backup-scene.ts'
import { namePersonEverywhere, namingIn } from './named-person.ts'
import { mail, MemoryPair, type Moment } from './memory-pair.ts'

export const PERSON = personOf('Wong.Siu@supplier.example') as Person
/** What would tell of the person. */
export const TRACES = ['wong.siu@supplier.example', 'Wong Siu', '黃小姐', 'Lychee contract', 'lychee-1@supplier.example', 'lychee-2@supplier.example', 'Quotation for Wong']

const encoded = (lines: readonly string[], body: string, encoding: 'base64' | 'quoted-printable'): string => [...lines, `Content-Type: text/plain; charset=utf-8`, `Content-Transfer-Encoding: ${encoding}`, 'Date: Mon, 05 Jan 2026 08:00:00 +0000', '', body, ''].join('\r\n')

/** Mails from, to and about the person, in the forms in which mail comes. */
const THEIRS = [
  encoded(['Message-ID: <lychee-1@supplier.example>', `From: =?utf-8?B?${Buffer.from('黃小姐 Wong Siu').toString('base64')}?= <Wong.Siu@SUPPLIER.example>`, 'To: anna@trading.example', 'Subject: Lychee contract'], Buffer.from('Dear Anna, Wong Siu here.').toString('base64'), 'base64'),
  encoded(['Message-ID: <q2@trading.example>', 'From: anna@trading.example', 'To: "Siu, Wong" <wong.siu@supplier.example>, bob@factory.example', 'Subject: =?utf-8?Q?Quotation_for_Wong?=', 'In-Reply-To: <lychee-2@supplier.example>'], 'Dear =E9=BB=83=E5=B0=8F=E5=A7=90', 'quoted-printable'),
  encoded(['From: Wong Siu <wong.siu@supplier.example>', 'To: anna@trading.example', 'Subject: Lychee contract, no id'], 'text', 'quoted-printable'),
]
const MENTION = mail('gossip', { body: 'Ask wong.siu@supplier.example about it.' })

export interface Scene {
  readonly pair: MemoryPair
  readonly repository: Repository
  readonly folder: string
  readonly tools: ErasureTools
  readonly proofs: Proof[]
  close(): Promise<void>
}

/** A pair with twelve mails of others, three that are the person's, one that names them, and two restore points. */
export async function openScene(folder: string, about: Partial<ErasureTools> = {}, withBackup = true, database = `sqlite:${folder}/tongbu.db`): Promise<Scene> {
  const pair = new MemoryPair({ database, countsPeople: true })
  // A lease is renewed by a clock, and that of tests does not wait.
  pair.store = await openStore(database, { clock: database.startsWith('postgres') ? systemClock : pair.clock })
  const add = (side: Side, text: string) => pair.clouds[side].add(text, pair.clouds[side].folder('inbox').id)
  for (let n = 0; n < 12; n++) add(n % 2 === 0 ? 'left' : 'right', mail(`order ${n}`))
  THEIRS.forEach((text, at) => add(at % 2 === 0 ? 'left' : 'right', text))
  add('left', MENTION)
  await pair.sync()
  await namePersonEverywhere(folder, pair.store)
  const repository = await newTestBackup(pair, `${folder}/backup`)
  if (withBackup) {
    await backUp(pair, repository)
    add('right', mail('one more'))
    await pair.sync()
    await backUp(pair, repository)
  }
  return sceneOf(folder, pair, repository, about)
}

/** The same files, mailboxes and time, in another process. */
export async function reopenScene(folder: string, moment: Moment, options: { readonly files?: FolderFiles; readonly about?: Partial<ErasureTools> } = {}): Promise<Scene> {
  const pair = new MemoryPair({ database: `sqlite:${folder}/tongbu.db` }, moment)
  await pair.pairStore()
  return sceneOf(folder, pair, await openTestBackup(pair, `${folder}/backup`, options.files), options.about)
}

function sceneOf(folder: string, pair: MemoryPair, repository: Repository, about: Partial<ErasureTools> = {}): Scene {
  const store = pair.store
  if (store === undefined) throw new Error('no store')
  const proofs: Proof[] = []
  const mailboxes = async (): Promise<Record<Side, Mailbox>> => ({ left: pair.mailbox('left'), right: pair.mailbox('right') })
  const files = folderFiles(folder)
  const tools: ErasureTools = {
    ...{ store: store.personal, pairStore: (name) => store.pair(name), audit: store.audit, pairs: ['test'], places: [backupPlace(repository)], naming: namingIn(folder, store, pair.clock), mailboxes, clock: pair.clock, newId: randomId },
    ...{ isHeld: async () => false, signal: AbortSignal.timeout(60_000), keepProof: async (proof) => void proofs.push(proof) },
    files: async function* () {
      for (const { name, isFolder } of await files.list('.')) if (!isFolder) yield { path: name, bytes: () => files.read(name) }
    },
    ...about,
  }
  return {
    ...{ pair, repository, folder, tools, proofs },
    close: async () => {
      await repository.close()
      await pair.loseState()
    },
  }
}

export const REQUEST: ErasureRequest = { person: PERSON, by: 'Chan Tai Man', because: 'request 17 of 2026-03-01', mentions: false, evenIfPresent: false, unattributed: false }

/** What a person does in both mailboxes, beyond the trash. */
export function deleteEverywhere({ pair }: Scene, alsoMention = false): void {
  for (const cloud of Object.values(pair.clouds)) {
    for (const { id, mime } of [...cloud.messages.values()]) if (/supplier\.example/i.test(mime) && (alsoMention || !mime.includes('gossip'))) cloud.expunge(id)
  }
}
