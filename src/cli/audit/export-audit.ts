import { AUDIT_FORMATS, recordLines, TooManyRecords } from '../../audit/records.ts'
import { redact } from '../../config/redact.ts'
import { CommandError, textGiven, UsageError, type Invocation } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { languageGiven } from '../language-given.ts'
import { pairsMeant, readConfig, withApp } from '../with-app.ts'
import { BESIDES, installationOf } from './installation.ts'
import { queryOf } from './audit-query.ts'

/** To stdout, a page at a time, whatever the size. @throws {UsageError} */
export async function exportAudit(invocation: Invocation): Promise<number> {
  const { given, surroundings, signal } = invocation
  const named = textGiven(given, 'format') ?? 'jsonl'
  const format = AUDIT_FORMATS.find((each) => each === named)
  if (format === undefined) throw new UsageError(`--format takes ${AUDIT_FORMATS.join(', ')}.`)
  if (format === 'pdf' && surroundings.stdout.isTerminal) throw new UsageError('A PDF is no text for a terminal: write it to a file with > audit.pdf.')
  const query = queryOf(given)
  const config = readConfig(invocation)
  const language = languageGiven(invocation, config)
  const meant = pairsMeant(invocation, config, BESIDES)
  return withApp(invocation, config, async (app) => {
    const trail = await app.audit()
    const pairs = invocation.argument === undefined ? [...meant, ...(await installationOf(app))] : meant
    if (format === 'pdf') {
      const { printAudit } = await import('../../audit/print-audit.ts')
      const installation = String(Reflect.get(Object(redact(config)), 'database'))
      const print = { trail, pairs: app.pairs().filter(({ name }) => pairs.includes(name)), query, installation, language, at: surroundings.clock.now(), version: surroundings.versions['tongbu'] ?? '', signal, write: (bytes: Uint8Array): void => surroundings.stdout.write(bytes) }
      await printAudit(print).catch(tooMany)
      return EXIT.ok
    }
    for await (const lines of recordLines(trail, pairs, query, format)) {
      surroundings.stdout.write(lines)
      if (signal.aborted) throw signal.reason
    }
    return EXIT.ok
  })
}

const NARROW = 'narrow it with --pair, --since, --until, --kind or --run, or take --format csv or jsonl, which have no limit.'

function tooMany(error: unknown): never {
  throw error instanceof TooManyRecords ? new CommandError(error.message, { code: 'BAD_CONFIG', next: NARROW, exitCode: EXIT.usage }) : error
}
