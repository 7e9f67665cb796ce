import type { SyncOptions } from '../src/engine/sync-pair.ts'
import { openImapPair, type ImapPairOptions } from '../test/support/imap-pair.ts'

// One run over a pair of IMAP accounts in a process of its own, as the peers are processes of their own.
const options = JSON.parse(process.argv[2] ?? '') as ImapPairOptions
const pair = await openImapPair(options)
const report = await pair.sync(JSON.parse(process.argv[3] ?? '{}') as SyncOptions)
await pair.close()
console.log(JSON.stringify(report))
if (report.failed > 0 || report.stoppedBy !== undefined) process.exitCode = 1
