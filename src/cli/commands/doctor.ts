import type { App } from '../../app.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { cloudName } from '../findings.ts'
import { printResult } from '../print.ts'
import { pairsMeant, readConfig, withApp } from '../with-app.ts'

type Diagnosis = Awaited<ReturnType<App['doctor']>>

const SIGNS = { ok: '✓', warning: '!', failed: '✗' } as const

/** Tries configuration, sign-ins, permissions and capabilities, without writing. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'check configuration, sign-ins and permissions, without writing',
  argument: { name: 'pair', help: 'only this pair' },
  examples: [
    ['tongbu doctor', 'every pair, both sides'],
    ['tongbu doctor --config other.yaml', 'before a first sync'],
  ],
  async run(invocation) {
    const config = readConfig(invocation)
    pairsMeant(invocation, config)
    return withApp(invocation, config, async (app) => {
      const diagnosis = await app.doctor(invocation.argument, { signal: invocation.signal })
      const failed = diagnosis.some(({ checks }) => checks.some(({ outcome }) => outcome === 'failed'))
      const machine = await app.machine()
      printResult(invocation, { healthy: !failed, machine, sides: diagnosis }, () => describe(diagnosis, machine, app, failed))
      return failed ? EXIT.signIn : EXIT.ok
    })
  },
}

const checkLine = ({ what, outcome, detail }: Diagnosis[number]['checks'][number]): string => `${SIGNS[outcome]} ${what}: ${detail}`

function describe(diagnosis: Diagnosis, machine: Awaited<ReturnType<App['machine']>>, app: App, failed: boolean): string {
  const lines = ['✓ configuration: every option is usable', ...machine.map(checkLine)]
  for (const { pair, side, checks } of diagnosis) {
    const info = app.pairs().find(({ name }) => name === pair)
    lines.push('', `${pair}, ${info === undefined ? side : cloudName(info[side])}`, ...checks.map((check) => `  ${checkLine(check)}`))
  }
  return [...lines, '', failed ? 'Next: mend what is marked ✗, then run `tongbu doctor` again.' : 'Ready. Next: tongbu plan'].join('\n')
}
