import type { App, Verification } from '../../app.ts'
import { askedBy, type Command } from '../command.ts'
import { eachPair } from '../each-pair.ts'
import { EXIT } from '../exit-codes.ts'
import { findingLines, section } from '../findings.ts'
import { print } from '../print.ts'
import { count, counted } from '../render.ts'
import { watchProgress } from '../watch-progress.ts'

/** So many differences are shown; `--json` has all. */
const SHOWN = 50

/** Compares both mailboxes afresh. */
export const verify: Command = {
  name: 'verify',
  summary: 'compare both mailboxes, independently of what a sync remembers',
  description: 'Reads both mailboxes without the memory of the sync and lists each difference: from their listings first, from the content only where those do not settle it.',
  argument: { name: 'pair', help: 'only this pair' },
  options: [
    { flags: '--content', help: 'compare the content of every message (reads every message, which the audit records)' },
    { flags: '--by <name>', help: 'with --content: who has it read (default: whoever is signed in to this machine)' },
  ],
  examples: [
    ['tongbu verify && echo equal', 'exit 0 when equal, 1 when not'],
    ['tongbu verify anna --content --by "Chan Tai Man"', 'every message, whole'],
  ],
  run: (invocation) =>
    eachPair(invocation, async (pair, app, line) => {
      const content = invocation.given['content'] === true
      const options = { signal: invocation.signal, content, onProgress: watchProgress(line, app, pair) }
      const verification = await (content ? recorded(pair, app, askedBy(invocation), () => app.verify(pair, options)) : app.verify(pair, options))
      line.clear()
      print(invocation, describe(verification, pair))
      return { exitCode: verification.equal ? EXIT.ok : EXIT.different, value: verification }
    }),
}

/** The record is there before anybody sees the result, also where there is none because something failed midway. */
async function recorded(pair: string, app: App, by: string, verifying: () => Promise<Verification>): Promise<Verification> {
  const audit = await app.audit()
  const read = { by, reason: 'verify --content' }
  const verification = await verifying().catch(async (error: unknown) => {
    await audit.recordRead(pair, read).catch(() => {})
    throw error
  })
  await audit.recordRead(pair, { ...read, messages: verification.messages })
  return verification
}

function describe({ equal, messages, levels, differences, findings, wrapped }: Verification, pair: string): string {
  const shown = differences.slice(0, SHOWN)
  const lines = [
    equal ? `${pair}: equal. ${counted(messages, 'message')} compared.` : `${pair}: ${counted(differences.length, 'difference')} in ${counted(messages, 'message')}.`,
    `  by listing ${count(levels.listing)} · by content ${count(levels.normal)} · byte for byte ${count(levels.exact)}`,
    ...section('Differences', shown.map(({ kind, detail }) => `  ${kind}: ${detail}`)),
  ]
  if (shown.length < differences.length) lines.push(`  … and ${differences.length - shown.length} more (--json has all)`)
  return [...lines, ...section('Not compared', findingLines(findings)), ...section('Inside winmail.dat', wrapped.map(wrappedLine))].join('\n')
}

function wrappedLine({ on, id, files, isWhole }: Verification['wrapped'][number]): string {
  const named = files.map(({ name, size }) => `${name} (${counted(size, 'byte')})`).join(', ')
  const rest = isWhole ? (files.length === 0 ? 'no files, only the formatted text' : '') : files.length === 0 ? 'cannot be read' : ', and perhaps more: it is damaged'
  return `  message ${id} (${on}): ${named}${rest}`
}
