import type { App } from '../../app.ts'
import type { HeadTelling } from '../../domain/audit-head.ts'
import { toInstant } from '../../domain/instant.ts'
import { CommandError, type Invocation } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { printResult } from '../print.ts'
import { table } from '../render.ts'
import { tellingLines } from '../standing-lines.ts'
import { BESIDES } from './installation.ts'
import { pairsMeant, readConfig, withApp } from '../with-app.ts'

/** Shows how far every chain has come; with `--send` tells it to the places outside, now. */
export async function auditHead(invocation: Invocation): Promise<number> {
  const config = readConfig(invocation)
  pairsMeant(invocation, config, BESIDES)
  const isSent = invocation.given['send'] === true
  if (isSent && config.audit.headUrl === undefined && config.audit.headFile === undefined) {
    throw new CommandError('No place outside is configured that could keep the heads.', { code: 'BAD_CONFIG', next: 'name one in the configuration: `audit.headUrl` or `audit.headFile`.', exitCode: EXIT.configuration })
  }
  return withApp(invocation, config, async (app) => {
    const audit = await app.audit()
    if (isSent) await audit.tellHeads(invocation.signal)
    const at = toInstant(invocation.surroundings.clock.now()) ?? ''
    const heads = (await audit.heads()).filter(({ pair }) => invocation.argument === undefined || pair === invocation.argument)
    const tellings = await audit.tellings()
    printResult(invocation, { heads: heads.map((head) => ({ ...head, at })), tellings }, () => describe(heads, tellings))
    return isSent && tellings.some(({ problem }) => problem !== undefined) ? EXIT.tryLater : EXIT.ok
  })
}

function describe(heads: Awaited<ReturnType<Awaited<ReturnType<App['audit']>>['heads']>>, tellings: readonly HeadTelling[]): string {
  if (heads.length === 0) return 'Nothing was done yet.'
  return [table(['PAIR', 'RECORDS', 'HEAD'], heads.map(({ pair, records, head }) => [pair, String(records), head])), ...tellingLines(tellings, 'all')].join('\n')
}
