import { verdictWords, type Told } from '../../audit/verdict-words.ts'
import type { ToldHead } from '../../domain/audit-head.ts'
import { CommandError, textGiven, type Invocation } from '../command.ts'
import { eachPair } from '../each-pair.ts'
import { EXIT } from '../exit-codes.ts'
import { print } from '../print.ts'
import { BESIDES, installationOf } from './installation.ts'
import { readToldHeads } from './told-heads.ts'

/** Computes the chain of every pair anew, and looks for heads that were told earlier: also of pairs that are no longer configured. */
export async function verifyAudit(invocation: Invocation): Promise<number> {
  const alone = textGiven(invocation.given, 'head')
  const listed = headsIn(invocation)
  const toldOf = (pair: string): readonly Told[] => [...(alone === undefined ? [] : [{ head: alone }]), ...listed.filter((told) => told.pair === pair)]
  return eachPair(
    invocation,
    async (pair, app) => {
      const told = toldOf(pair)
      const verdict = await (await app.audit()).verify(pair, told.map(({ head }) => head))
      const holds = verdict.broken === undefined && verdict.missing === undefined
      print(invocation, verdictWords(pair, verdict, told))
      return { exitCode: holds ? EXIT.ok : EXIT.different, value: { holds, ...verdict, ...(told.length === 0 ? {} : { told: told.length }) } }
    },
    { also: async (app) => [...listed.map(({ pair }) => pair), ...(await installationOf(app))], besides: BESIDES },
  )
}

/** @throws {CommandError} for a file that cannot be read; {UsageError} for one that holds something else */
function headsIn({ given, surroundings }: Invocation): readonly ToldHead[] {
  const file = textGiven(given, 'heads')
  if (file === undefined) return []
  const text = surroundings.readFile(file)
  if (text === undefined) throw new CommandError(`There is no file ${file}.`, { code: 'BAD_CONFIG', next: 'name the file that the service adds heads to (`audit.headFile`), or what your address was sent.', exitCode: EXIT.usage })
  return readToldHeads(text)
}
