import { ADDRESS, startImap } from '../../src/connectors/imap/imap.test-kit.ts'
import { hostileDingtalkSwitches, type DingtalkSwitches } from '../../src/sandbox/dingtalk/switches.ts'
import { openImapPeople } from './imap-people.ts'
import { mailboxContract, type ContractScene } from './mailbox-contract.ts'

const SWITCHES: readonly Partial<DingtalkSwitches>[] = [
  {},
  { copyKeepsSource: true },
  { appendUid: false, copyUid: false },
  { appendIgnoresFlags: true },
  { advertiseMove: true },
  { advertiseMultiappend: true },
  { advertiseCondstore: true },
  { advertiseCondstore: true, statusIsBehind: true },
  { advertiseUidplus: false },
  { maxConnections: 2 },
  { uidValidityIs: 'constant' },
]

async function open(switches: Partial<DingtalkSwitches>): Promise<ContractScene> {
  const ends: (() => Promise<void>)[] = []
  const { mailbox, options } = await startImap({ after: (end) => ends.push(async () => await end?.({} as never, () => {})) }, switches)
  const people = await openImapPeople({ host: options.host, port: options.port, user: ADDRESS, password: 'other' })
  const close = async () => {
    await people.close()
    for (const end of ends) await end()
  }
  return { mailbox, people, close }
}

for (const switches of SWITCHES) mailboxContract(`An IMAP mailbox with ${JSON.stringify(switches)}`, async () => await open(switches))
mailboxContract('An IMAP mailbox where everything is awkward', async () => await open(hostileDingtalkSwitches()))
