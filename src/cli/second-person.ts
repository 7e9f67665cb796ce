import type { Accounts } from '../accounts-app.ts'
import { MAY_DO, type GuardedDeed } from '../accounts/second-person.ts'
import type { Config } from '../config/config.ts'
import { SyncError } from '../domain/errors.ts'
import { INSTALLATION } from '../domain/installation.ts'
import { askedBy, CommandError, textGiven, type Invocation } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { dashboardUrl, withAccounts } from './with-accounts.ts'

/** The options of every command that a second person may have to agree to. */
export const BECAUSE = { flags: '--because <words>', help: 'why, for the second person who has to agree (`safety.secondPerson`)' } as const

/**
 * Where `safety.secondPerson` is on: goes on only once another administrator has agreed in the dashboard, as is asked for here at the first try.
 * Whoever has the machine could say another name; what was said is in the audit.
 * @throws {CommandError} `SECOND_PERSON`
 */
export async function secondPersonAgrees(invocation: Invocation, config: Config, deed: GuardedDeed): Promise<void> {
  if (config.safety.secondPerson !== 'on') return
  await withAccounts(invocation, config, async (accounts) => {
    const who = await whoAsks(invocation, accounts, deed)
    const { secondPersons } = accounts
    if (await passes(secondPersons, who, deed)) return
    const open = (await secondPersons.requests()).find(({ by, state, ...of }) => by === who.id && state === 'open' && of.deed === deed.deed && of.pair === deed.pair && of.about === deed.about)
    const reason = textGiven(invocation.given, 'because')
    if (open === undefined && reason === undefined) throw refused('A second person has to agree to this first, and is told why you want it.', 'add --because "why"; the request is made then.')
    if (open === undefined) await secondPersons.ask(who, deed, reason ?? '')
    throw refused(`A second person has to agree to this first. ${open === undefined ? 'They are asked now' : 'They were asked and have not answered yet'}, in the name of ${who.name}.`, `another administrator agrees at ${dashboardUrl(config)}/accounts/requests within an hour; then run the same command again.`)
  })
}

const refused = (message: string, next: string): CommandError => new CommandError(message, { code: 'SECOND_PERSON', exitCode: EXIT.held, next })

/** Whoever may read all of the archive may read that of a pair. */
async function passes(secondPersons: Accounts['secondPersons'], who: { readonly id: string; readonly name: string }, deed: GuardedDeed): Promise<boolean> {
  const all = deed.deed === 'archive-read' && deed.pair !== INSTALLATION ? [deed, { ...deed, pair: INSTALLATION }] : [deed]
  for (const each of all) {
    try {
      await secondPersons.pass(who, each)
      return true
    } catch (error) {
      if (!(error instanceof SyncError) || error.code !== 'SECOND_PERSON') throw error
    }
  }
  return false
}

/** A second person is second to somebody: to one who has an account and could do it in the dashboard. */
async function whoAsks(invocation: Invocation, accounts: Accounts, { deed }: GuardedDeed): Promise<{ readonly id: string; readonly name: string }> {
  const name = askedBy(invocation)
  const account = (await accounts.accounts()).find((each) => each.name === name && each.status === 'active')
  if (account === undefined) throw refused(`A second person has to agree to this first, and nobody called ${name} has an account here, who could ask them.`, 'say who you are with --by and the name of your account: `tongbu accounts list` shows them.')
  if (!MAY_DO[deed].includes(account.role)) throw refused(`${name} is ${account.role}, and may not do this.`, `somebody who is ${MAY_DO[deed].join(' or ')} may.`)
  return account
}
