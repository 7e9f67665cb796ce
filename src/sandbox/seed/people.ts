import { openDingtalkPerson, type DingtalkPerson } from './dingtalk-person.ts'
import { openOutlookPerson, type OutlookPerson } from './outlook-person.ts'

/** The part of what a sandbox says of itself that people need: where the clouds are, and their own ways in. */
export interface PeopleAccess {
  readonly graphUrl: string
  readonly loginUrl: string
  readonly imap: { readonly host: string; readonly port: number; readonly tls: boolean }
  readonly accounts: {
    readonly outlookSeed: { readonly tenant: string; readonly address: string; readonly clientId: string; readonly clientSecret: string }
    readonly dingtalk: { readonly address: string }
    readonly dingtalkSeed: { readonly imapPassword: string }
  }
}

/** Whoever else uses the two mailboxes: their owner, other people, other programs. */
export interface People {
  readonly dingtalk: DingtalkPerson
  readonly outlook: OutlookPerson
  close(): Promise<void>
}

/** Signs both in, each with its own password or app, so that a ledger can tell what they did from what anyone else did. */
export async function meetPeople(access: PeopleAccess): Promise<People> {
  const outlook = await openOutlookPerson(access)
  const dingtalk = await openDingtalkPerson(access)
  return { dingtalk, outlook, close: () => dingtalk.close() }
}
