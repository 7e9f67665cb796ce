import type { Mailbox } from '../../src/connectors/connector.ts'
import { openOutlookMailbox } from '../../src/connectors/outlook/outlook-mailbox.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { systemHttp } from '../../src/platform/http.ts'
import { randomId } from '../../src/platform/ids.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts'
import type { ContractScene } from './mailbox-contract.ts'
import { outlookPeople } from './outlook-people.ts'

export interface OutlookScene extends ContractScene {
  readonly mailbox: Mailbox
  readonly sandbox: Sandbox
  /** Requests of the connector by kind and outcome. */
  readonly counted: Map<string, number>
  /** Another connector to the same mailbox, as after a restart. */
  reopen(): Mailbox
}

type SandboxOptions = NonNullable<Parameters<typeof startSandbox>[0]>
type Choices = Partial<Pick<Parameters<typeof openOutlookMailbox>[0], 'pageSize' | 'importMime' | 'maxMessageBytes'>>

/** A simulated Outlook mailbox, with the connector at it and people who use it. */
export async function openOutlookScene(options: SandboxOptions = {}, choices: Choices = {}): Promise<OutlookScene> {
  const sandbox = await startSandbox(options)
  const { graphUrl, loginUrl, accounts, outlookImap } = sandbox.ready
  const imap = options.outlookImap === true ? { imap: { ...outlookImap, enabled: 'auto' as const } } : {}
  const counted = new Map<string, number>()
  const open = (): Mailbox =>
    openOutlookMailbox({
      ...accounts.outlook, ...choices, ...imap, graphUrl, loginUrl, http: systemHttp, clock: systemClock, newId: randomId, settleMs: 0,
      onRequest: (kind, outcome) => void counted.set(`${kind} ${outcome}`, (counted.get(`${kind} ${outcome}`) ?? 0) + 1),
    })
  const people = await outlookPeople({ ...accounts.outlookSeed, address: accounts.outlook.address, graphUrl, loginUrl })
  return { mailbox: open(), people, sandbox, counted, reopen: open, close: () => sandbox.close() }
}
