/** The API, made from its description by `npm run generate`. Not to be edited. */

export interface paths {
  '/api/v1/session': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': Session
          }
        }
      }
    }
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            name: string
            password: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Session
          }
        }
      }
    }
    delete: {
      parameters: {}
      responses: {
        204: {}
      }
    }
  }
  '/api/v1/session/code': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            code: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Session
          }
        }
      }
    }
  }
  '/api/v1/links/look': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            secret: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              kind: 'first' | 'invite' | 'reset'
              role: 'administrator' | 'operator' | 'auditor'
              name?: string
            }
          }
        }
      }
    }
  }
  '/api/v1/links/use': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            secret: string
            /**
             * For the first administrator
             */
            name?: string
            password: string
            language?: 'en' | 'zh-Hant-HK' | 'zh-Hans-CN'
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Session
          }
        }
      }
    }
  }
  '/api/v1/sessions': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              sessions: OpenSession[]
            }
          }
        }
      }
    }
    delete: {
      parameters: {}
      responses: {
        204: {}
      }
    }
  }
  '/api/v1/sessions/{id}': {
    delete: {
      parameters: {
        path: {
          id: string
        }
      }
      responses: {
        204: {}
      }
    }
  }
  '/api/v1/account': {
    patch: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            language: 'en' | 'zh-Hant-HK' | 'zh-Hans-CN'
          }
        }
      }
      responses: {
        204: {}
      }
    }
  }
  '/api/v1/account/password': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            password: string
            newPassword: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Session
          }
        }
      }
    }
  }
  '/api/v1/account/totp': {
    post: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              secret: string
              uri: string
              /**
               * The URI as a QR code, as a data: address of an SVG
               */
              picture: string
              /**
               * To be sent back with the first code
               */
              pending: string
            }
          }
        }
      }
    }
    put: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            password: string
            pending: string
            code: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              recoveryCodes: string[]
            }
          }
        }
      }
    }
  }
  '/api/v1/account/totp/remove': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            password: string
          }
        }
      }
      responses: {
        204: {}
      }
    }
  }
  '/api/v1/accounts': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              accounts: Account[]
            }
          }
        }
      }
    }
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            name: string
            role: 'administrator' | 'operator' | 'auditor'
            language: 'en' | 'zh-Hant-HK' | 'zh-Hans-CN'
          }
        }
      }
      responses: {
        201: {
          content: {
            'application/json': {
              link: AccountLink
            }
          }
        }
      }
    }
  }
  '/api/v1/accounts/{id}': {
    patch: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            role?: 'administrator' | 'operator' | 'auditor'
            isEnabled?: boolean
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Account
          }
        }
      }
    }
    delete: {
      parameters: {
        path: {
          id: string
        }
      }
      responses: {
        204: {}
      }
    }
  }
  '/api/v1/accounts/{id}/link': {
    post: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            dropsSecondFactor?: boolean
          }
        }
      }
      responses: {
        201: {
          content: {
            'application/json': {
              link: AccountLink
            }
          }
        }
      }
    }
  }
  '/api/v1/accounts/{id}/reset-totp': {
    post: {
      parameters: {
        path: {
          id: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Account
          }
        }
      }
    }
  }
  '/api/v1/second-person': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              requests: SecondPersonRequest[]
            }
          }
        }
      }
    }
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            deed: 'archive-read' | 'restore'
            pair: string
            /**
             * What exactly, such as the restore point; empty: all of the pair
             */
            about?: string
            reason: string
          }
        }
      }
      responses: {
        201: {
          content: {
            'application/json': SecondPersonRequest
          }
        }
      }
    }
  }
  '/api/v1/second-person/{id}/decision': {
    post: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            isGranted: boolean
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': SecondPersonRequest
          }
        }
      }
    }
  }
  '/api/v1/tokens': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              tokens: ApiToken[]
            }
          }
        }
      }
    }
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            name: string
            /**
             * @minItems 1
             */
            scopes: ['read' | 'operate' | 'administer', ...('read' | 'operate' | 'administer')[]]
            days?: number
          }
        }
      }
      responses: {
        201: {
          content: {
            'application/json': {
              /**
               * Begins with `tb_`; told now and never again
               */
              token: string
              made: ApiToken
            }
          }
        }
      }
    }
  }
  '/api/v1/tokens/{id}': {
    delete: {
      parameters: {
        path: {
          id: string
        }
      }
      responses: {
        204: {}
      }
    }
  }
  '/api/v1/pairs': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              pairs: PairSummary[]
            }
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}': {
    get: {
      parameters: {
        path: {
          pair: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': PairSummary
          }
        }
      }
    }
  }
  '/api/v1/events': {
    get: {
      parameters: {
        query?: {
          after?: string
          kinds?: string
          pair?: string
          limit?: number
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              events: FeedEvent[]
              /**
               * Where the next page begins, also after a page without events
               */
              next: string
              isMore: boolean
            }
          }
        }
      }
    }
  }
  '/api/v1/events/stream': {
    get: {
      parameters: {
        query?: {
          after?: string
          kinds?: string
          pair?: string
        }
        header?: {
          'last-event-id'?: string
        }
      }
      responses: {
        200: {}
      }
    }
  }
  '/api/v1/try-it': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': TrialState
          }
        }
      }
    }
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {}
        }
      }
      responses: {
        200: {
          content: {
            'application/json': TrialState
          }
        }
      }
    }
    delete: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {}
        }
      }
      responses: {
        200: {
          content: {
            'application/json': TrialState
          }
        }
      }
    }
  }
  '/api/v1/try-it/mailboxes': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              left: TrialMailbox
              right: TrialMailbox
              /**
               * What was done on one side, newest first
               */
              crossings: TrialCrossing[]
            }
          }
        }
      }
    }
  }
  '/api/v1/try-it/mailboxes/{side}/messages': {
    post: {
      parameters: {
        path: {
          side: 'left' | 'right'
        }
      }
      requestBody: {
        content: {
          'application/json': {
            from: string
            subject: string
            text: string
            withAttachment?: boolean
          }
        }
      }
      responses: {
        201: {
          content: {
            'application/json': {
              id: string
            }
          }
        }
      }
    }
  }
  '/api/v1/try-it/mailboxes/{side}/messages/{id}': {
    get: {
      parameters: {
        path: {
          side: 'left' | 'right'
          id: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              text: string
              attachments: {
                name: string
                bytes: number
              }[]
            }
          }
        }
      }
    }
    patch: {
      parameters: {
        path: {
          side: 'left' | 'right'
          id: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            read?: boolean
            flagged?: boolean
          }
        }
      }
      responses: {
        204: {}
      }
    }
  }
  '/api/v1/try-it/mailboxes/{side}/messages/{id}/move': {
    post: {
      parameters: {
        path: {
          side: 'left' | 'right'
          id: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /**
             * Key of a folder
             */
            to: string
          }
        }
      }
      responses: {
        204: {}
      }
    }
  }
  '/api/v1/setup': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': Setup
          }
        }
      }
    }
    delete: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': Setup
          }
        }
      }
    }
  }
  '/api/v1/setup/dingtalk': {
    put: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            console: 'dingtalk' | 'alimail'
            edition: 'paid' | 'free' | 'unknown'
            /**
             * A secret that is left out is the one that was given before
             */
            app?: {
              id: string
              secret?: string
            }
            openapiUrl?: string
            imap?: {
              host: string
              port: number
              tls: boolean
            }
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Setup
          }
        }
      }
    }
  }
  '/api/v1/setup/microsoft': {
    put: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            cloud: 'global' | 'china'
            tenant: string
            clientId: string
            signIn: 'secret' | 'certificate' | 'code' | 'device'
            secret?: string
            graphUrl: string
            loginUrl: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Setup
          }
        }
      }
    }
  }
  '/api/v1/setup/people': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            /**
             * @minItems 1
             * @maxItems 5000
             */
            people: [
              {
                left: string
                right: string
                wave?: string
              },
              ...{
                left: string
                right: string
                wave?: string
              }[]
            ]
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Setup
          }
        }
      }
    }
  }
  '/api/v1/setup/list': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            /**
             * A CSV file: DingTalk address, Outlook address, perhaps name and wave
             */
            list: string
            dryRun?: boolean
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              people: {
                name: string
                left: string
                right: string
                wave?: string
              }[]
              bad: {
                line: number
                problem:
                  | 'not-csv'
                  | 'no-columns'
                  | 'formula'
                  | 'left-missing'
                  | 'left-not-address'
                  | 'right-missing'
                  | 'right-not-address'
                  | 'same-address'
                  | 'left-twice'
                  | 'right-twice'
                  | 'left-known'
                  | 'right-known'
                  | 'bad-name'
                  | 'name-twice'
                  | 'name-known'
                  | 'too-long'
                other?: number
              }[]
            }
          }
        }
      }
    }
  }
  '/api/v1/setup/match': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            left: string
            right: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              pairs: {
                left: string
                right: string
              }[]
              left: string[]
              right: string[]
              wrong: string[]
            }
          }
        }
      }
    }
  }
  '/api/v1/setup/people/{name}': {
    delete: {
      parameters: {
        path: {
          name: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Setup
          }
        }
      }
    }
  }
  '/api/v1/setup/people/{name}/password': {
    put: {
      parameters: {
        path: {
          name: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            password: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Setup
          }
        }
      }
    }
  }
  '/api/v1/setup/people/{name}/check': {
    post: {
      parameters: {
        path: {
          name: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Setup
          }
        }
      }
    }
  }
  '/api/v1/setup/invites': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            /**
             * @minItems 1
             * @maxItems 5000
             */
            names: [string, ...string[]]
            days?: number
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              links: {
                name: string
                /**
                 * To be put behind the address of Tongbu. It is told this once
                 */
                path: string
                expiresAt: string
              }[]
            }
          }
        }
      }
    }
  }
  '/api/v1/setup/policy': {
    put: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            direction: 'both' | 'to-outlook' | 'to-dingtalk'
            drafts: boolean
            departed: 'keep' | 'trash'
            conflictsWonBy: 'dingtalk' | 'outlook'
            noDelete?: 'dingtalk' | 'outlook'
            /**
             * Mail received before this day is not copied
             */
            startDate?: string
            /**
             * Old mail is copied at night only
             */
            atNight: boolean
            /**
             * Where the backup goes; made when the configuration is written
             */
            backupFolder?: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Setup
          }
        }
      }
    }
  }
  '/api/v1/setup/plan': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              file: string
              isNew: boolean
              pairs: string[]
              /**
               * The whole configuration; secrets are sealed in it
               */
              text: string
            }
          }
        }
      }
    }
  }
  '/api/v1/setup/finish': {
    post: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              pairs: string[]
            }
          }
        }
      }
    }
  }
  '/api/v1/invite/look': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            token: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Invited
          }
        }
      }
    }
  }
  '/api/v1/invite': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            token: string
            password: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Invited
          }
        }
      }
    }
  }
}
export interface Session {
  /**
   * `code`: the password was right, and the code of the second factor comes next.
   */
  state: 'nobody' | 'code' | 'signed-in'
  /**
   * Nobody may sign in yet: the first administrator comes in by the link that `tongbu start` prints.
   */
  isNew: boolean
  /**
   * To be sent as `x-csrf-token` with everything that is written
   */
  csrf?: string
  person?: Person
}
export interface Person {
  id: string
  name: string
  role: 'administrator' | 'operator' | 'auditor'
  language: 'en' | 'zh-Hant-HK' | 'zh-Hans-CN'
  scopes: ('read' | 'operate' | 'administer')[]
  hasSecondFactor: boolean
  hasPassword: boolean
}
export interface OpenSession {
  id: string
  isThis: boolean
  since: string
  seen: string
  ends: string
  from: string
  agent: string
}
export interface Account {
  id: string
  name: string
  role: 'administrator' | 'operator' | 'auditor'
  language: 'en' | 'zh-Hant-HK' | 'zh-Hans-CN'
  status: 'invited' | 'active' | 'disabled'
  hasPassword: boolean
  hasSecondFactor: boolean
  /**
   * Of OpenID Connect, where they sign in there
   */
  issuer?: string
  createdAt: string
  signedInAt?: string
}
export interface AccountLink {
  /**
   * To be put behind the address of the dashboard. Good once; not told again.
   */
  path: string
  expiresAt: string
}
export interface SecondPersonRequest {
  id: string
  deed: 'archive-read' | 'restore'
  pair: string
  about: string
  /**
   * Name of whoever asked
   */
  by: string
  isOwn: boolean
  reason: string
  at: string
  state: 'open' | 'granted' | 'denied' | 'used' | 'expired'
  decidedBy?: string
}
export interface ApiToken {
  id: string
  name: string
  /**
   * Name of the account that it acts for
   */
  owner: string
  isOwn: boolean
  scopes: ('read' | 'operate' | 'administer')[]
  createdAt: string
  expiresAt: string
  usedAt?: string
}
export interface PairSummary {
  name: string
  left: 'dingtalk' | 'imap'
  right: 'outlook'
  /**
   * How it stands. `new`: the service has not looked at it yet.
   */
  state: 'new' | 'in-step' | 'behind' | 'waiting' | 'decide' | 'gate' | 'sign-in' | 'stuck' | 'paused'
  since?: string
  /**
   * Why, where an error is why: a code of docs/errors.md
   */
  code?: string
  message?: string
  /**
   * When a run last ended with nothing left to do
   */
  inStepAt?: string
  /**
   * Messages that both sides hold
   */
  messages: number
  holds: number
  setAside: number
}
export interface FeedEvent {
  /**
   * Names the event for good, and is the cursor after it. Opaque.
   */
  id: string
  /**
   * When it happened, UTC
   */
  at: string
  kind:
    | 'item.copied'
    | 'item.marked'
    | 'item.moved'
    | 'item.trashed'
    | 'item.restored'
    | 'item.removed'
    | 'item.departed'
    | 'item.recovered'
    | 'item.conflict'
    | 'item.set-aside'
    | 'folder.made'
    | 'folder.changed'
    | 'folder.deleted'
    | 'hold.opened'
    | 'hold.decided'
    | 'hold.closed'
    | 'pair.state'
    | 'pair.disconnected'
    | 'run.ended'
    | 'gate.opened'
    | 'gate.closed'
    | 'gate.answered'
    | 'gate.waived'
    | 'backup.taken'
    | 'backup.pruned'
    | 'mailbox.restored'
    | 'content.read'
    | 'content.exported'
    | 'person.erased'
    | 'legal-hold.set'
    | 'legal-hold.ended'
    | 'webhook.disabled'
  pair?: string
  /**
   * The side that it is about; of an effect, the side that was written
   */
  on?: 'left' | 'right'
  /**
   * Our name for the message
   */
  item?: string
  run?: string
  /**
   * The rule that an effect follows
   */
  reason?: string
  /**
   * Who did it or wanted it, where a person did
   */
  by?: string
  /**
   * How long what it carried was on its way
   */
  tookMs?: number
  /**
   * More, by kind: docs/webhooks.md
   */
  data?: {
    [k: string]: string | number | boolean
  }
}
export interface TrialState {
  /**
   * Whether accounts are connected, so that nothing is to be tried
   */
  isConnected: boolean
  isRunning: boolean
}
export interface TrialMailbox {
  address: string
  folders: TrialFolder[]
  messages: TrialMessage[]
}
export interface TrialFolder {
  key: string
  role?: 'inbox' | 'sent' | 'drafts' | 'trash' | 'junk'
  name: string
}
export interface TrialMessage {
  /**
   * The same on both sides
   */
  id: string
  /**
   * Key of its folder
   */
  folder: string
  from: string
  subject: string
  preview: string
  receivedAt: string
  read: boolean
  flagged: boolean
  attachments: number
}
export interface TrialCrossing {
  number: number
  at: string
  /**
   * The side where it was done
   */
  from: 'left' | 'right'
  kind: 'new' | 'read' | 'unread' | 'flagged' | 'unflagged' | 'moved' | 'trashed'
  subject: string
  /**
   * Until it was seen on the other side. Absent while it is on its way
   */
  tookMs?: number
}
export interface Setup {
  revision: number
  steps: {
    id: 'dingtalk' | 'microsoft' | 'pairs' | 'policy' | 'finish'
    state: 'todo' | 'wrong' | 'done'
  }[]
  dingtalk?: {
    console: 'dingtalk' | 'alimail'
    edition: 'paid' | 'free' | 'unknown'
    appId?: string
    hasSecret: boolean
    openapiUrl: string
    imap: {
      host: string
      port: number
      tls: boolean
    }
    found: SetupFound[]
    checkedAt?: string
  }
  microsoft?: {
    cloud: 'global' | 'china'
    tenant: string
    clientId: string
    signIn: 'secret' | 'certificate' | 'code' | 'device'
    hasSecret: boolean
    hasCertificate: boolean
    graphUrl: string
    loginUrl: string
    found: SetupFound[]
    checkedAt?: string
  }
  people: SetupPerson[]
  policy: {
    direction: 'both' | 'to-outlook' | 'to-dingtalk'
    drafts: boolean
    departed: 'keep' | 'trash'
    conflictsWonBy: 'dingtalk' | 'outlook'
    noDelete?: 'dingtalk' | 'outlook'
    /**
     * Mail received before this day is not copied
     */
    startDate?: string
    /**
     * Old mail is copied at night only
     */
    atNight: boolean
    /**
     * Where the backup goes; made when the configuration is written
     */
    backupFolder?: string
  }
  /**
   * Pairs of the configuration
   */
  connected: string[]
}
export interface SetupFound {
  code:
    | 'app-ok'
    | 'app-mailbox-ok'
    | 'app-refused'
    | 'app-not-permitted'
    | 'app-unreachable'
    | 'app-free-edition'
    | 'app-none'
    | 'imap-ok'
    | 'imap-refused'
    | 'imap-unreachable'
    | 'imap-lacks-folders'
    | 'imap-nearly-full'
    | 'entra-ok'
    | 'entra-app-unknown'
    | 'entra-tenant-unknown'
    | 'entra-secret-wrong'
    | 'entra-secret-is-id'
    | 'entra-secret-expired'
    | 'entra-certificate-wrong'
    | 'entra-consent-missing'
    | 'entra-policy-refuses'
    | 'entra-refused'
    | 'entra-unreachable'
    | 'entra-sign-in-later'
    | 'graph-permitted'
    | 'graph-not-permitted'
    | 'graph-too-much'
    | 'graph-scoped'
    | 'graph-mailbox-ok'
    | 'graph-mailbox-unknown'
    | 'graph-mailbox-not-online'
    | 'graph-mailbox-closed'
    | 'graph-unreachable'
    | 'copies-exact'
    | 'copies-rebuilt'
    | 'typed-spaces'
    | 'typed-account-password'
    | 'typed-address-as-id'
    | 'typed-object-id'
  /**
   * `wrong`: in the way
   */
  weight: 'ok' | 'look' | 'wrong'
  about?: string
  /**
   * In English
   */
  what: string
  /**
   * Where it is mended, in English
   */
  next?: string
}
export interface SetupPerson {
  name: string
  left: string
  right: string
  wave?: string
  state: 'ready' | 'unchecked' | 'wrong' | 'invited' | 'password'
  hasPassword: boolean
  found: {
    left: SetupFound[]
    right: SetupFound[]
  }
  invite?: {
    standing: 'open' | 'used' | 'expired' | 'locked'
    expiresAt: string
  }
}
export interface Invited {
  standing: 'open' | 'used' | 'expired' | 'locked'
  /**
   * Whose client-specific password is asked for
   */
  address: string
  /**
   * What was found with the password that was given
   */
  found: (
    | 'app-ok'
    | 'app-mailbox-ok'
    | 'app-refused'
    | 'app-not-permitted'
    | 'app-unreachable'
    | 'app-free-edition'
    | 'app-none'
    | 'imap-ok'
    | 'imap-refused'
    | 'imap-unreachable'
    | 'imap-lacks-folders'
    | 'imap-nearly-full'
    | 'entra-ok'
    | 'entra-app-unknown'
    | 'entra-tenant-unknown'
    | 'entra-secret-wrong'
    | 'entra-secret-is-id'
    | 'entra-secret-expired'
    | 'entra-certificate-wrong'
    | 'entra-consent-missing'
    | 'entra-policy-refuses'
    | 'entra-refused'
    | 'entra-unreachable'
    | 'entra-sign-in-later'
    | 'graph-permitted'
    | 'graph-not-permitted'
    | 'graph-too-much'
    | 'graph-scoped'
    | 'graph-mailbox-ok'
    | 'graph-mailbox-unknown'
    | 'graph-mailbox-not-online'
    | 'graph-mailbox-closed'
    | 'graph-unreachable'
    | 'copies-exact'
    | 'copies-rebuilt'
    | 'typed-spaces'
    | 'typed-account-password'
    | 'typed-address-as-id'
    | 'typed-object-id'
  )[]
}
