import { textGiven, UsageError, type Invocation } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { printResult } from '../print.ts'
import { counted, megabytes } from '../render.ts'
import { queryGiven } from './query-given.ts'
import { readingArchive } from './with-archive.ts'

const FORMATS = ['eml', 'mbox', 'jsonl', 'pdf'] as const

export function exportFound(invocation: Invocation): Promise<number> {
  const { given, surroundings } = invocation
  const query = queryGiven(invocation)
  const to = textGiven(given, 'out')
  const named = textGiven(given, 'format') ?? 'eml'
  const format = FORMATS.find((each) => each === named)
  if (to === undefined) throw new UsageError('Say where to: --out with an empty folder.')
  if (format === undefined) throw new UsageError(`--format takes ${FORMATS.join(', ')}.`)
  return readingArchive(invocation, query.pair, async (archive, looking, line) => {
    const exported = await archive.export(query, { ...looking, to, format, creator: `Tongbu ${surroundings.versions['tongbu'] ?? ''}` })
    line.clear()
    printResult(invocation, exported, () => `${counted(exported.messages, 'message')} (${megabytes(exported.bytes)}) written to ${to}, with a list of them in contents.jsonl.`)
    return EXIT.ok
  })
}
