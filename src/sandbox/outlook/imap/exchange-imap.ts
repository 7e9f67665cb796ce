import { afterLogin, anyTime, no, ok, selected } from '../../imap/command.ts'
import { COMMANDS } from '../../imap/commands.ts'
import type { ImapService, ProtocolSwitches } from '../../imap/service.ts'
import type { World } from '../call.ts'
import type { Mailbox } from '../state.ts'
import type { OutlookSwitches } from '../switches.ts'
import type { Tokens } from '../tokens.ts'
import { FolderViews } from './folder-views.ts'
import { authenticateCommand } from './login.ts'

/** As logs of open programs show it, but for AUTH=PLAIN, which no longer lets anybody in, and LITERAL+, which this server does not speak. */
const SIGNED_OUT = 'IMAP4 IMAP4rev1 AUTH=XOAUTH2 LOGINDISABLED SASL-IR UIDPLUS ID UNSELECT CHILDREN IDLE NAMESPACE'
const SIGNED_IN = 'IMAP4 IMAP4rev1 AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE'

/** The IMAP door to the mailboxes of the tenant. */
export function exchangeImap(world: World, tokens: Tokens): ImapService {
  const views = new WeakMap<Mailbox, FolderViews>()
  const viewsOf = (mailbox: Mailbox): FolderViews => {
    const known = views.get(mailbox) ?? new FolderViews(world, mailbox)
    views.set(mailbox, known)
    return known
  }
  return {
    shared: world.shared,
    switches: protocolSwitches(world.switches),
    cloud: 'outlook-imap',
    commands: new Map([
      ...COMMANDS,
      ['LOGIN', anyTime(() => no('LOGIN failed.'))],
      ['AUTHENTICATE', authenticateCommand(world, tokens, viewsOf)],
      ['NAMESPACE', namespaceCommand],
      ['UNSELECT', unselectCommand],
    ]),
    greeting: () => 'The Microsoft Exchange IMAP4 service is ready.',
    capabilities: (signedIn) => (signedIn ? SIGNED_IN : SIGNED_OUT),
    identity: '("name" "Microsoft.Exchange.Imap4.Imap4Server" "version" "15.20")',
    farewell: 'Microsoft Exchange Server IMAP4 server signing off.',
    utcOffsetHours: 0,
    tellsChildren: true,
    settle: () => {
      for (const mailbox of world.mailboxes.values()) views.get(mailbox)?.refreshWatched()
    },
  }
}

/** RFC 2342: one namespace, and it has no prefix. */
const namespaceCommand = afterLogin(({ session }) => {
  session.output.write('* NAMESPACE (("" "/")) NIL NIL\r\n')
  return ok('NAMESPACE completed.')
})

/** RFC 3691: as CLOSE, but nothing is expunged. */
const unselectCommand = selected(({ session }) => {
  session.deselect()
  return ok('UNSELECT completed.')
})

const protocolSwitches = (switches: OutlookSwitches): ProtocolSwitches => ({
  copyKeepsSource: true,
  get appendUid() {
    return switches.appendUid
  },
  copyUid: true,
  get appendIgnoresDate() {
    return !switches.appendDateIsReceived
  },
  appendIgnoresFlags: false,
  advertiseMove: true,
  advertiseCondstore: false,
  advertiseUidplus: true,
  advertiseIdle: true,
  searchIsFull: true,
  idleTimeoutMs: 30 * 60_000,
  requireId: false,
  get maxMessageBytes() {
    return switches.maxMessageBytes
  },
})
