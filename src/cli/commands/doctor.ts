import type { App, PairInfo, Probed } from '../../app.ts'
import { askedBy, type Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { cloudName } from '../findings.ts'
import { printResult } from '../print.ts'
import { factLines } from '../probe-lines.ts'
import { pairsMeant, readConfig, withApp } from '../with-app.ts'

type Diagnosis = Awaited<ReturnType<App['doctor']>>

interface Answered {
  readonly pair: PairInfo
  readonly probed: Probed | undefined
}

const SIGNS = { ok: '✓', warning: '!', failed: '✗' } as const

/** Tries configuration, sign-ins, permissions and capabilities, without writing. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'check configuration, sign-ins and permissions, without writing',
  description: 'Asks both clouds and writes nothing, unless `--probe` is given. What a two-way test has answered before is shown with its place and day.',
  argument: { name: 'pair', help: 'only this pair' },
  options: [{ flags: '--probe', help: 'first make the two-way test of `tongbu probe`, which writes, and show what it answers' }],
  examples: [
    ['tongbu doctor', 'every pair, both sides'],
    ['tongbu doctor --config other.yaml', 'before a first sync'],
  ],
  async run(invocation) {
    const config = readConfig(invocation)
    pairsMeant(invocation, config)
    return withApp(invocation, config, async (app) => {
      const pairs = app.pairs().filter(({ name }) => invocation.argument === undefined || name === invocation.argument)
      const { probe = false } = invocation.given
      if (probe === true) for (const { name } of pairs) await app.probes().probe(name, { signal: invocation.signal, by: askedBy(invocation) })
      const answered: Answered[] = []
      for (const pair of pairs) answered.push({ pair, probed: await app.probes().last(pair.name) })
      const diagnosis = await app.doctor(invocation.argument, { signal: invocation.signal })
      const failed = diagnosis.some(({ checks }) => checks.some(({ outcome }) => outcome === 'failed'))
      const machine = await app.machine()
      printResult(invocation, { healthy: !failed, machine, sides: diagnosis, probed: answered.map(({ pair, probed }) => ({ pair: pair.name, probed })) }, () => describe(diagnosis, machine, answered, failed))
      return failed ? EXIT.signIn : EXIT.ok
    })
  },
}

const checkLine = ({ what, outcome, detail }: Diagnosis[number]['checks'][number]): string => `${SIGNS[outcome]} ${what}: ${detail}`

function describe(diagnosis: Diagnosis, machine: Awaited<ReturnType<App['machine']>>, answered: readonly Answered[], failed: boolean): string {
  const lines = ['✓ configuration: every option is usable', ...machine.map(checkLine)]
  for (const { pair, side, checks } of diagnosis) {
    const info = answered.find((each) => each.pair.name === pair)?.pair
    lines.push('', `${pair}, ${info === undefined ? side : cloudName(info[side])}`, ...checks.map((check) => `  ${checkLine(check)}`))
  }
  for (const { pair, probed } of answered) if (probed !== undefined) lines.push('', `${pair.name}, answered by the two-way test`, ...factLines(probed, pair))
  return [...lines, '', failed ? 'Next: mend what is marked ✗, then run `tongbu doctor` again.' : 'Ready. Next: tongbu plan'].join('\n')
}
