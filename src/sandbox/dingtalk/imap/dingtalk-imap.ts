import { COMMANDS } from '../../imap/commands.ts'
import { xlistCommand } from '../../imap/commands/list.ts'
import { quotaRootCommand } from '../../imap/commands/quota.ts'
import { enableCommand } from '../../imap/commands/select.ts'
import type { ImapService } from '../../imap/service.ts'
import type { Shared } from '../../shared.ts'
import type { Later } from '../store/later.ts'
import type { StoreSwitches } from '../store/store-switches.ts'
import type { ImapSwitches } from './imap-switches.ts'
import { authenticateCommand, loginCommand } from './login.ts'
import type { Logins } from './logins.ts'

interface DingtalkImap {
  readonly shared: Shared
  readonly switches: ImapSwitches & StoreSwitches
  readonly logins: Logins
  readonly later: Later
}

/** The IMAP service of DingTalk's mail, as its users' logs show it. */
export const dingtalkImap = ({ shared, switches, logins, later }: DingtalkImap): ImapService => ({
  shared,
  switches,
  cloud: 'imap',
  commands: new Map([...COMMANDS, ['LOGIN', loginCommand(logins)], ['AUTHENTICATE', authenticateCommand], ['XLIST', xlistCommand], ['ENABLE', enableCommand], ['GETQUOTAROOT', quotaRootCommand]]),
  greeting: (at) => `AliYun IMAP Server Ready(${at})`,
  capabilities: () => capabilities(switches),
  identity: '("name" "AliYun IMAP Server" "vendor" "Alibaba Cloud")',
  farewell: 'AliYun IMAP Server logging out',
  utcOffsetHours: 8,
  tellsChildren: false,
  settle: () => later.settle(),
})

/** In the order that logs of the real service show. */
function capabilities(switches: ImapSwitches & StoreSwitches): string {
  const words = [
    ['IMAP4rev1', true],
    ['IDLE', switches.advertiseIdle],
    ['XLIST', true],
    ['UIDPLUS', switches.advertiseUidplus],
    ['ID', true],
    ['SASL-IR', true],
    ['AUTH=XOAUTH', true],
    ['AUTH=XOAUTH2', true],
    ['AUTH=EXTERNAL', true],
    ['MOVE', switches.advertiseMove],
    ['MULTIAPPEND', switches.advertiseMultiappend],
    ['CONDSTORE', switches.advertiseCondstore],
    ['ENABLE', switches.advertiseCondstore],
    ['QUOTA', switches.advertiseQuota && switches.quotaBytes > 0],
  ] as const
  return words.filter(([, held]) => held).map(([word]) => word).join(' ')
}
