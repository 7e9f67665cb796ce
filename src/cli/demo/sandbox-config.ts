import { stringify } from 'yaml'
import type { SandboxReady } from '../../sandbox/sandbox.ts'

/** How every configuration for a sandbox begins. */
export const SANDBOX_CONFIG = '# For the sandbox'

/** A configuration file for a sandbox, that every other command takes with `--config`. `imap`: whether Outlook is to be used over IMAP too. */
export function sandboxConfig(ready: SandboxReady, database: string, imap: 'auto' | 'off' = 'off'): string {
  const { outlook, dingtalk } = ready.accounts
  const pair = {
    name: 'anna',
    dingtalk: {
      address: dingtalk.address,
      imap: { ...ready.imap, password: dingtalk.imapPassword, settleSeconds: 0 },
      openapi: { baseUrl: ready.alimailUrl, appId: dingtalk.appId, appSecret: dingtalk.appSecret },
    },
    outlook: {
      address: outlook.address,
      tenant: outlook.tenant,
      clientId: outlook.clientId,
      clientSecret: outlook.clientSecret,
      graphUrl: ready.graphUrl,
      loginUrl: ready.loginUrl,
      imap: { ...ready.outlookImap, enabled: imap },
      settleSeconds: 0,
    },
  }
  return `${SANDBOX_CONFIG} at ${ready.controlUrl}: two simulated mailboxes on this machine, no real account.\n# They end with it, so each sandbox has a database of its own.\n${stringify({ database, pairs: [pair] })}`
}
