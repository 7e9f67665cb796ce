/** An app of the domain, as the administrator made it in the console. */
export interface DingtalkApp {
  readonly appId: string
  readonly appSecret: string
  /** Default `read-write`: `Mail.Read.All` and `Mail.ReadWrite.All`. */
  readonly access?: 'read' | 'read-write'
  /** What the ledger calls it; default its id. */
  readonly client?: string
  /** Of the open platform: where sign-ins of people may lead back to, letter for letter. Default none. */
  readonly redirectUris?: readonly string[]
}
