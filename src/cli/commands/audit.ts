import { auditHead } from '../audit/audit-head.ts'
import { queryOf } from '../audit/audit-query.ts'
import { BESIDES, installationOf } from '../audit/installation.ts'
import { AUDIT_FORMATS } from '../../audit/records.ts'
import { exportAudit } from '../audit/export-audit.ts'
import { verifyAudit } from '../audit/verify-audit.ts'
import { textGiven, UsageError, wholeGiven, type Command, type Invocation } from '../command.ts'
import { eachPair } from '../each-pair.ts'
import { EXIT } from '../exit-codes.ts'
import { print } from '../print.ts'
import { count, table } from '../render.ts'
import { LANGUAGES } from '../../words/languages.ts'

const STANDARD = 50

/** Proves, searches and hands out the record of everything that was done; asks no cloud. */
export const audit: Command = {
  name: 'audit',
  summary: 'prove, search or export the record of everything that was done',
  description:
    'Every effect has one record, linked to the one before it by a hash. `verify` computes all links anew: a record that was changed, taken out or put in shows, with its place. What was cut off at the end, or computed anew as a whole, shows only against heads that are kept elsewhere: give one with --head, or a file of them with --heads. `head` shows how far each chain has come. No record holds content, a subject or an address.',
  argument: { name: 'what', help: 'verify, search, export or head' },
  options: [
    { flags: '--pair <name>', help: 'only this pair; @tongbu: who signed in and who may, which is no pair' },
    { flags: '--head <hash>', help: 'verify: a head that was told earlier, which must still be in the chain' },
    { flags: '--heads <file>', help: 'verify: a file of heads that were told, each of which must still be in the chain of its pair' },
    { flags: '--send', help: 'head: send them now to the places that the configuration names' },
    { flags: '--run <id>', help: 'search, export: only this run' },
    { flags: '--kind <kind>', help: 'search, export: only this kind, such as copy, trash or mark' },
    { flags: '--item <ref>', help: 'search, export: only this message or folder, by its ref' },
    { flags: '--since <time>', help: 'search, export: from this time on, such as 2026-11-29 or 2026-11-29T08:00:00Z' },
    { flags: '--until <time>', help: 'search, export: before this time' },
    { flags: '--most <n>', help: `search: at most so many of each pair (default: ${STANDARD})` },
    { flags: '--oldest', help: 'search: the oldest first, instead of the newest' },
    { flags: '--format <format>', help: `export: ${AUDIT_FORMATS.join(', ')} (default: jsonl)` },
    { flags: '--language <language>', help: `export: of the labels of a PDF: ${LANGUAGES.join(', ')} (default: \`language\` of the configuration)` },
  ],
  examples: [
    ['tongbu audit verify', 'does the chain of every pair hold?'],
    ['tongbu audit verify --heads /media/elsewhere/tongbu-heads.jsonl', 'and is all that was told of them still true?'],
    ['tongbu audit search --pair anna --kind trash --since 2026-11-29', 'what went to trash since then, the last first, and why'],
    ['tongbu audit export --format csv > audit.csv', 'everything, for a spreadsheet'],
    ['tongbu audit export --pair anna --since 2026-11-01 --format pdf > audit.pdf', 'a month of one pair, for printing'],
  ],
  run: (invocation) => {
    const { argument, given } = invocation
    const meant = { ...invocation, argument: textGiven(given, 'pair') }
    if (argument === 'verify') return verifyAudit(meant)
    if (argument === 'search') return search(meant)
    if (argument === 'export') return exportAudit(meant)
    if (argument === 'head') return auditHead(meant)
    throw new UsageError('Say what to do with the audit: verify, search, export or head.')
  },
}

async function search(invocation: Invocation): Promise<number> {
  const isNewestFirst = invocation.given['oldest'] !== true
  const query = { ...queryOf(invocation.given), isNewestFirst, most: wholeGiven(invocation.given, 'most', { least: 1, most: 100_000 }) ?? STANDARD }
  return eachPair(invocation, async (pair, app) => {
    const found = await (await app.audit()).search(pair, { ...query, most: query.most + 1 })
    const records = found.slice(0, query.most)
    const rows = records.map(({ seq, at, kind, on, item, binding, reason, run }) => [String(seq), at, kind, on ?? '', item ?? binding ?? '', reason, run])
    const more = found.length > records.length ? `… and more (--most ${count(query.most * 10).replaceAll(',', '')} shows more, \`tongbu audit export\` all)` : ''
    print(invocation, [`${pair}:${records.length === 0 ? ' no such record.' : ''}`, ...(records.length === 0 ? [] : [table(['RECORD', 'AT', 'DID', 'ON', 'ITEM', 'WHY', 'RUN'], rows)]), ...(more === '' ? [] : [more])].join('\n'))
    return { exitCode: EXIT.ok, value: { records, isAll: found.length === records.length } }
  }, { also: installationOf, besides: BESIDES })
}
