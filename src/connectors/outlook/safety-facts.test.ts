import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../../platform/clock.ts'
import { systemHttp } from '../../platform/http.ts'
import { randomId } from '../../platform/ids.ts'
import type { OutlookSwitches } from '../../sandbox/outlook/switches.ts'
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts'
import { permissionsIn } from './token.ts'
import { openOutlookMailbox } from './outlook-mailbox.ts'

const OTHER = 'anna.chan@shenghe.example'
const CHECKS = ['MailboxSettings.Read', 'AuditLog.Read.All', 'Policy.Read.All']
const { signal } = new AbortController()

interface Scene {
  readonly permissions?: readonly string[]
  readonly scoped?: boolean
  readonly switches?: Partial<OutlookSwitches>
  readonly before?: (sandbox: Sandbox) => void
}

/** What is told of a mailbox in a tenant like this, by check. */
async function factsIn({ permissions = CHECKS, scoped = false, switches = {}, before = () => {} }: Scene): Promise<Record<string, object>> {
  const sandbox = await startSandbox({ morePermissions: permissions, scopedPermissions: scoped, outlook: switches })
  before(sandbox)
  const { graphUrl, loginUrl, accounts } = sandbox.ready
  const mailbox = openOutlookMailbox({ ...accounts.outlook, graphUrl, loginUrl, http: systemHttp, clock: systemClock, newId: randomId })
  try {
    const facts = (await mailbox.safety?.(OTHER.toUpperCase(), signal)) ?? []
    assert.deepEqual(sandbox.shared.ledger.writes(), [])
    return Object.fromEntries(facts.map(({ check, ...rest }) => [check, rest]))
  } finally {
    await mailbox.close()
    await sandbox.close()
  }
}

const rule = (action: string, to: string, isEnabled = true) => ({ id: `${action}${to}`, displayName: 'r', sequence: 1, isEnabled, hasError: false, isReadOnly: false, actions: { [action]: [{ emailAddress: { name: 'x', address: to } }] } })

test('with every permission and a licence everything is told', async () => {
  const facts = await factsIn({
    before: ({ outlook, ready }) => {
      const rules = [rule('forwardTo', 'boss@trading.example'), rule('redirectTo', OTHER), rule('forwardAsAttachmentTo', OTHER), rule('forwardTo', OTHER, false)]
      outlook.mailbox(ready.accounts.outlook.address).rules.push(...rules)
    },
  })
  assert.deepEqual(facts, {
    'exchange-online': { mailbox: 'answers', purpose: 'user' },
    'forward-right': { forwards: 2 },
    'mfa-right': { registered: true, defaults: true },
    permissions: { permissions: ['Mail.ReadWrite', ...CHECKS] },
  })
})

test('what a permission is missing for is told as that, and nothing fails', async () => {
  assert.deepEqual(await factsIn({ permissions: [] }), {
    'exchange-online': { mailbox: 'answers' },
    'forward-right': { untold: 'permission', needs: ['MailboxSettings.Read'] },
    'mfa-right': { untold: 'permission', needs: ['AuditLog.Read.All', 'Policy.Read.All'] },
    permissions: { permissions: ['Mail.ReadWrite'] },
  })
})

test('without the licence the policy alone tells, and without either it is said what is missing', async () => {
  const switches = { registrationReport: 'no licence', securityDefaults: false } as const
  assert.deepEqual((await factsIn({ switches }))['mfa-right'], { defaults: false })
  assert.deepEqual((await factsIn({ switches: { ...switches, tokenRoles: 'opaque' }, permissions: ['AuditLog.Read.All'] }))['permissions'], { untold: 'no-answer' })
})

test('nobody signs in to a shared mailbox, so what it has registered tells nothing', async () => {
  const facts = await factsIn({ switches: { userPurpose: 'shared', mfaRegistered: false } })
  assert.deepEqual([facts['exchange-online'], facts['mfa-right']], [{ mailbox: 'answers', purpose: 'shared' }, { defaults: true }])
})

test('an app whose permissions are granted in Exchange has none for the tenant', async () => {
  assert.deepEqual((await factsIn({ permissions: [], scoped: true }))['permissions'], { permissions: 'none' })
  assert.deepEqual([permissionsIn('opaque'), permissionsIn('a.bm8ganNvbg.c')], [undefined, undefined])
})

test('a mailbox that is not in Exchange Online is told apart from one that does not answer', async () => {
  const state = (to: 'unlicensed' | 'disabled') => ({ before: ({ outlook, ready }: Sandbox) => outlook.setState(ready.accounts.outlook.address, to) })
  for (const notEnabledStatus of [404, 403]) assert.deepEqual((await factsIn({ ...state('unlicensed'), switches: { notEnabledStatus } }))['exchange-online'], { mailbox: 'not-enabled' })
  const disabled = await factsIn(state('disabled'))
  assert.deepEqual([disabled['exchange-online'], disabled['forward-right']], [{ untold: 'no-answer' }, { untold: 'no-answer' }])
})
