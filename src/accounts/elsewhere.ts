import { SyncError } from '../domain/errors.ts'
import { fingerprint } from '../domain/fingerprint.ts'
import { accountNamed, nameKey, whyNoName, type Account } from './account.ts'
import { letIn } from './let-in.ts'
import type { Claimed } from './oidc.ts'
import type { Decision, Known } from './ports.ts'
import { recorder, type AccountsTools, type Origin, type SignedIn } from './tools.ts'

export interface Elsewhere {
  /**
   * Lets somebody in whom an issuer knows. The role is the one that the issuer says, each time anew; an account is made where there is none, and
   * is found by issuer and subject alone: a name or a mail address that looks the same proves nothing.
   * @throws {SyncError} `OIDC_REFUSED`
   */
  signInElsewhere(claimed: Claimed, origin: Origin): Promise<SignedIn>
}

export const createElsewhere = (tools: AccountsTools): Elsewhere => ({
  async signInElsewhere(claimed, origin) {
    const signedIn = await tools.store.change((known) => decide(tools, known, claimed, origin))
    if (signedIn === undefined) throw new SyncError('OIDC_REFUSED', 'The issuer knows you, but nothing that it says gives you a role here; or the account is disabled.')
    return signedIn
  },
})

function decide(tools: AccountsTools, known: Known, { identity, name, role }: Claimed, origin: Origin): Decision<SignedIn | undefined> {
  const record = recorder(tools)
  const before = known.accounts.find((each) => each.identity?.issuer === identity.issuer && each.identity.subject === identity.subject)
  if (role === undefined || before?.status === 'disabled') {
    // Whoever has lost the role is out at once, wherever they are still signed in.
    const droppedSessionsOf = before === undefined ? [] : [{ account: before.id }]
    return { change: { droppedSessionsOf }, audit: [record({ kind: 'refuse', reason: role === undefined ? 'no-role' : 'disabled', detail: { account: before?.id, from: origin.from } })], answer: undefined }
  }
  const account: Account = before ?? { id: tools.newId(), name: freeName(known, name, identity.subject), role, language: 'en', status: 'active', identity, createdAt: tools.clock.now() }
  const signedIn = letIn(tools, { ...account, role, status: 'active' }, 'oidc', origin)
  const audit = [
    ...(before === undefined ? [record({ kind: 'account', by: account.name, reason: 'made', detail: { account: account.id, role, issuer: identity.issuer } })] : []),
    ...(account.role === role ? [] : [record({ kind: 'account', by: account.name, reason: 'role', detail: { account: account.id, was: account.role, is: role, issuer: identity.issuer } })]),
    record({ kind: 'sign-in', by: account.name, reason: 'oidc', detail: { from: origin.from, session: signedIn.session.id } }),
  ]
  return { change: { accounts: [signedIn.account], sessions: [signedIn.session] }, audit, answer: signedIn }
}

/** The name that the issuer says, where it is nobody's yet; else one that can be told from it. */
function freeName({ accounts }: Known, name: string, subject: string): string {
  const plain = whyNoName(name) === undefined ? name : `user ${fingerprint(subject, 8)}`
  return accountNamed(accounts, plain) === undefined ? plain : `${plain} (${fingerprint(nameKey(plain) + subject, 8)})`
}
