import { ADDRESS } from '../../src/connectors/imap/imap.test-kit.ts'
import { startDingtalk } from '../../src/connectors/dingtalk/dingtalk.test-kit.ts'
import { hostileDingtalkSwitches, type DingtalkSwitches } from '../../src/sandbox/dingtalk/switches.ts'
import { openImapPeople } from './imap-people.ts'
import { mailboxContract, type ContractScene } from './mailbox-contract.ts'

type Channels = 'imap' | 'openapi' | 'both'

async function open(channels: Channels, switches: Partial<DingtalkSwitches>): Promise<ContractScene> {
  const ends: (() => Promise<void>)[] = []
  const { imap, openapi, open: openMailbox } = await startDingtalk(
    { after: (end) => ends.push(async () => await end?.({} as never, () => {})) }, switches,
  )
  const options = { ...(channels === 'openapi' ? {} : { imap }), ...(channels === 'imap' ? {} : { openapi }) }
  const mailbox = openMailbox(options)
  const people = await openImapPeople({ host: imap.host, port: imap.port, user: ADDRESS, password: 'other' })
  const close = async () => {
    await people.close()
    for (const end of ends) await end()
  }
  return { mailbox, people, close }
}

mailboxContract('A DingTalk mailbox over IMAP', async () => await open('imap', {}))
mailboxContract('A DingTalk mailbox over both channels', async () => await open('both', {}))
mailboxContract(
  'A DingTalk mailbox over both channels whose messages change their ids',
  async () => await open('both', { moveKeepsId: false, flaggedIsTag1: false }),
)
mailboxContract('A DingTalk mailbox over both channels where everything is awkward', async () => await open('both', hostileDingtalkSwitches()))
// What people expunge the OpenAPI only tells where its batch deletion is for good.
mailboxContract('A DingTalk mailbox over the OpenAPI', async () => await open('openapi', { batchDelete: 'hard' }))
// An id that changes with a move cannot be looked up afterwards.
mailboxContract(
  'A DingTalk mailbox over an awkward OpenAPI',
  async () => await open('openapi', { ...hostileDingtalkSwitches(), moveKeepsId: true, copyKeepsSource: false }),
)
