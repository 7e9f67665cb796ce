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
  '/api/v1/service': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': ServiceStanding
          }
        }
      }
    }
  }
  '/api/v1/service/stop': {
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
            'application/json': ServiceStanding
          }
        }
      }
    }
  }
  '/api/v1/service/resume': {
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
            'application/json': ServiceStanding
          }
        }
      }
    }
  }
  '/api/v1/overview': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': Overview
          }
        }
      }
    }
  }
  '/api/v1/overview/hours': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              hours: {
                /**
                 * Its beginning, UTC
                 */
                hour: string
                /**
                 * Messages that were carried to each side
                 */
                messages: {
                  left: number
                  right: number
                }
                /**
                 * Marks, moves and deletions that were carried
                 */
                changes: {
                  left: number
                  right: number
                }
              }[]
            }
          }
        }
      }
    }
  }
  '/api/v1/pairs': {
    get: {
      parameters: {
        query?: {
          limit?: number
          cursor?: string
          search?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              pairs: PairSummary[]
              /**
               * How many there are on all pages
               */
              total: number
              /**
               * The cursor of the next page
               */
              next?: string
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
            'application/json': PairDetail
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/runs': {
    get: {
      parameters: {
        path: {
          pair: string
        }
        query?: {
          limit?: number
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              runs: Run[]
            }
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/folders': {
    get: {
      parameters: {
        path: {
          pair: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              folders: {
                left?: string
                right?: string
                role?: string
              }[]
            }
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/sync': {
    post: {
      parameters: {
        path: {
          pair: string
        }
      }
      requestBody: {
        content: {
          'application/json': {}
        }
      }
      responses: {
        202: {
          content: {
            /**
             * It was written down; the service begins within seconds
             */
            'application/json': {
              pair: string
              askedAt: string
            }
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/pause': {
    post: {
      parameters: {
        path: {
          pair: string
        }
      }
      requestBody: {
        content: {
          'application/json': {}
        }
      }
      responses: {
        202: {
          content: {
            /**
             * It was written down; the service begins within seconds
             */
            'application/json': {
              pair: string
              askedAt: string
            }
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/resume': {
    post: {
      parameters: {
        path: {
          pair: string
        }
      }
      requestBody: {
        content: {
          'application/json': {}
        }
      }
      responses: {
        202: {
          content: {
            /**
             * It was written down; the service begins within seconds
             */
            'application/json': {
              pair: string
              askedAt: string
            }
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/runs/{run}/undo': {
    post: {
      parameters: {
        path: {
          pair: string
          run: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /**
             * Look and plan, and write nothing
             */
            dryRun: boolean
            /**
             * Only what the run wrote on this message
             */
            item?: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': UndoPlan
          }
        }
        202: {
          content: {
            'application/json': Task
          }
        }
      }
    }
  }
  '/api/v1/decisions': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              holds: OpenHold[]
              /**
               * Pairs where anything waits
               */
              pairs: {
                pair: string
                holds: number
                aside: number
                departed: number
              }[]
            }
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/holds/{hold}': {
    get: {
      parameters: {
        path: {
          pair: string
          hold: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              id: string
              total: number
              /**
               * The first 200
               */
              steps: Step[]
            }
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/holds/{hold}/decision': {
    post: {
      parameters: {
        path: {
          pair: string
          hold: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            decision: 'apply' | 'discard'
          }
        }
      }
      responses: {
        202: {
          content: {
            'application/json': {
              pair: string
              hold: string
              decision: 'apply' | 'discard'
            }
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/conflicts': {
    get: {
      parameters: {
        path: {
          pair: string
        }
        query?: {
          limit?: number
          cursor?: number
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              conflicts: Conflict[]
              next?: string
            }
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/set-aside': {
    get: {
      parameters: {
        path: {
          pair: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              items: SetAside[]
            }
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/set-aside/try-again': {
    post: {
      parameters: {
        path: {
          pair: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /**
             * @minItems 1
             * @maxItems 500
             */
            items: [string, ...string[]]
          }
        }
      }
      responses: {
        202: {
          content: {
            'application/json': {
              items: number
            }
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/departed': {
    get: {
      parameters: {
        path: {
          pair: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              items: Departed[]
              /**
               * Somebody said that all that departed until then stays
               */
              keptUntil?: string
            }
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/departed/keep': {
    post: {
      parameters: {
        path: {
          pair: string
        }
      }
      requestBody: {
        content: {
          'application/json': {}
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              items: Departed[]
              /**
               * Somebody said that all that departed until then stays
               */
              keptUntil?: string
            }
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/departed/trash': {
    post: {
      parameters: {
        path: {
          pair: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /**
             * @minItems 1
             * @maxItems 500
             */
            bindings: [string, ...string[]]
            /**
             * Look and plan, and write nothing
             */
            dryRun: boolean
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              total: number
              steps: Step[]
            }
          }
        }
        202: {
          content: {
            'application/json': Task
          }
        }
      }
    }
  }
  '/api/v1/tasks': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              tasks: Task[]
            }
          }
        }
      }
    }
  }
  '/api/v1/tasks/{task}': {
    get: {
      parameters: {
        path: {
          task: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Task
          }
        }
      }
    }
  }
  '/api/v1/tasks/{task}/cancel': {
    post: {
      parameters: {
        path: {
          task: string
        }
      }
      requestBody: {
        content: {
          'application/json': {}
        }
      }
      responses: {
        202: {
          content: {
            'application/json': Task
          }
        }
      }
    }
  }
  '/api/v1/about': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              version: string
              versions: {
                [k: string]: string
              }
            }
          }
        }
      }
    }
  }
  '/api/v1/configuration': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              configuration: unknown
            }
          }
        }
      }
    }
  }
  '/api/v1/support-bundle': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': unknown
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
  '/api/v1/webhooks': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              webhooks: Webhook[]
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
            /**
             * Begins with https://, and is reached over the internet
             */
            url: string
            /**
             * Only these kinds of events; without them all
             *
             * @minItems 1
             * @maxItems 32
             */
            kinds?: [
              (
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
              ),
              ...(
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
              )[]
            ]
            /**
             * Only these pairs; without them all
             *
             * @minItems 1
             * @maxItems 1000
             */
            pairs?: [string, ...string[]]
            name?: string
          }
        }
      }
      responses: {
        201: {
          content: {
            'application/json': {
              webhook: Webhook
              /**
               * What messages are signed with (Standard Webhooks). Shown this once.
               */
              secret: string
            }
          }
        }
      }
    }
  }
  '/api/v1/webhooks/{id}': {
    patch: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /**
             * Begins with https://, and is reached over the internet
             */
            url?: string
            kinds?:
              | [
                  (
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
                  ),
                  ...(
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
                  )[]
                ]
              | null
            pairs?: [string, ...string[]] | null
            name?: string | null
            /**
             * One that is enabled goes on where it stopped
             */
            isEnabled?: boolean
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Webhook
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
  '/api/v1/webhooks/{id}/secret': {
    post: {
      parameters: {
        path: {
          id: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              /**
               * What messages are signed with (Standard Webhooks). Shown this once.
               */
              secret: string
            }
          }
        }
      }
    }
  }
  '/api/v1/webhooks/{id}/test': {
    post: {
      parameters: {
        path: {
          id: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': WebhookAttempt
          }
        }
      }
    }
  }
  '/api/v1/webhooks/{id}/deliveries': {
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          limit?: number
          state?: 'waiting' | 'delivered' | 'given-up'
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              deliveries: WebhookDelivery[]
            }
          }
        }
      }
    }
  }
  '/api/v1/webhooks/{id}/replay': {
    post: {
      parameters: {
        path: {
          id: string
        }
      }
      requestBody: {
        content: {
          'application/json':
            | {
                event: string
              }
            | {
                since: string
              }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              deliveries: number
            }
          }
        }
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
export interface ServiceStanding {
  /**
   * Nothing is done for any pair, since then and by whom
   */
  stopped?: {
    by: string
    since: string
  }
  pairs: number
  /**
   * Pairs with operations that are held until somebody decides
   */
  toDecide: number
  /**
   * Pairs that are not tried again before somebody acts
   */
  needHelp: number
}
export interface Overview {
  /**
   * Pairs by how they stand
   */
  states: {
    [k: string]: number
  }
  /**
   * Pairs that wait for a person, longest first
   */
  waits: {
    pair: string
    state: 'new' | 'in-step' | 'behind' | 'waiting' | 'decide' | 'gate' | 'sign-in' | 'stuck' | 'paused'
    since: string
    code?: string
    message?: string
    cure?: string
  }[]
  /**
   * Messages that both sides hold
   */
  messages: number
  setAside: number
  holds: number
  /**
   * Share of the tightest window of Microsoft that is used now, 0–1
   */
  windowShare: number
  /**
   * Calls to the DingTalk API in this month, of each allowance that differs
   */
  months: {
    pair: string
    used: number
    limit: number
    spentOn?: string
  }[]
  /**
   * Milliseconds from a change to its settled write, of the last changes within 24 hours
   */
  byDirection: {
    to: 'left' | 'right'
    what: 'messages' | 'changes'
    count: number
    p50: number
    p95: number
  }[]
  /**
   * The same by how it was heard of; of this process, since it began
   */
  byChannel: {
    channel: string
    count: number
    p50: number
    p95: number
  }[]
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
   * When a run last began that ended with nothing left to do
   */
  inStepAt?: string
  /**
   * Messages that both sides hold
   */
  messages: number
  holds: number
  setAside: number
}
export interface PairDetail {
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
   * When a run last began that ended with nothing left to do
   */
  inStepAt?: string
  /**
   * Messages that both sides hold
   */
  messages: number
  holds: number
  setAside: number
  /**
   * What to do about it, in English
   */
  cure?: string
  /**
   * When it is tried again by itself
   */
  retryAt?: string
  paused?: {
    by: string
    since: string
    /**
     * Everything is stopped, and not this pair alone
     */
    all: boolean
  }
  /**
   * Ways of learning of changes that do not work now
   */
  deaf: string[]
  policy: {
    conflictsWonBy: 'left' | 'right'
    departed: 'keep' | 'trash'
    drafts: boolean
    readOnly?: 'left' | 'right'
    noDelete?: 'left' | 'right'
  }
  counts: {
    left: number
    right: number
    both: number
    differ: number
    departed: number
    deleted: number
    underWay: number
  }
  /**
   * Calls to the DingTalk API in this month
   */
  month?: {
    used: number
    limit: number
    /**
     * The day on which it is spent if it goes on so
     */
    spentOn?: string
  }
  openHolds: Hold[]
  /**
   * What cannot cross, or crosses otherwise than as it is
   */
  findings: Finding[]
  lastRun?: {
    run: string
    startedAt: string
    endedAt: string
    quiet: boolean
    failed: number
    code?: string
    message?: string
  }
}
export interface Hold {
  /**
   * Stays the same while the same operations are held
   */
  id: string
  /**
   * The side where messages would go to trash
   */
  on: 'left' | 'right'
  operations: number
  reason: 'too-many' | 'side-empty' | 'folder-unavailable'
}
export interface Finding {
  kind: string
  code: string
  on?: 'left' | 'right'
  message: string
  count: number
}
export interface Run {
  run: string
  from: string
  to: string
  /**
   * Writes by the side that was written to and by kind
   */
  done: {
    left: {
      [k: string]: number
    }
    right: {
      [k: string]: number
    }
  }
  isUndo: boolean
}
export interface UndoPlan {
  of: string
  /**
   * Writes that it takes
   */
  total: number
  /**
   * The first 200 of them
   */
  steps: Step[]
  /**
   * Messages that are not put back, by reason
   */
  listed: {
    [k: string]: number
  }
  /**
   * What else the run did and what stays as it is, by kind
   */
  stays: {
    [k: string]: number
  }
}
export interface Step {
  /**
   * What is done: copy, mark, move, trash, create-folder, …
   */
  kind: string
  /**
   * The side that is written to
   */
  on?: 'left' | 'right'
  /**
   * The rule that it follows
   */
  reason: string
  /**
   * The same in English
   */
  sentence: string
  /**
   * Name of the folder that it is about, or that the message is in
   */
  folder?: string
  /**
   * Name of the folder that it comes into, or that the folder is to have
   */
  to?: string
  /**
   * When the message was received
   */
  receivedAt?: string
  /**
   * Marks that are set
   */
  change?: {
    [k: string]: unknown
  }
}
export interface Task {
  id: string
  /**
   * What it does: `undo`, `trash-departed`, …
   */
  kind: string
  pair?: string
  /**
   * Who asked for it
   */
  by: string
  state: 'running' | 'done' | 'failed'
  startedAt: string
  endedAt?: string
  progress?: {
    phase: string
    done: number
    total?: number
  }
  result?: {
    [k: string]: number | string | boolean
  }
  problem?: {
    code: string
    detail: string
    next: string
  }
}
export interface OpenHold {
  pair: string
  id: string
  /**
   * The side where messages would go to trash
   */
  on: 'left' | 'right'
  operations: number
  reason: 'too-many' | 'side-empty' | 'folder-unavailable'
  /**
   * What somebody decided and the service has not done yet
   */
  decision?: 'apply' | 'discard'
}
export interface Conflict {
  seq: number
  at: string
  run: string
  /**
   * The side whose value gave way
   */
  on: 'left' | 'right'
  kind: 'mark' | 'move' | 'change-folder'
  message?: {
    item: string
    on: 'left' | 'right'
    folder: string
    receivedAt: string
    size: number
  }
  values: {
    field: 'folder' | 'read' | 'flag' | 'answered' | 'forwarded' | 'tags'
    lost: string | boolean
    applied: string | boolean
  }[]
  /**
   * The other value was taken since
   */
  isTakenBack: boolean
}
export interface SetAside {
  item: string
  on: 'left' | 'right'
  folder: string
  receivedAt: string
  size: number
  code: string
  message: string
  attempts: number
  since: string
}
export interface Departed {
  item: string
  on: 'left' | 'right'
  folder: string
  receivedAt: string
  size: number
  binding: string
  since: string
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
export interface Webhook {
  id: string
  /**
   * Begins with https://, and is reached over the internet
   */
  url: string
  /**
   * Only these kinds of events; without them all
   *
   * @minItems 1
   * @maxItems 32
   */
  kinds?: [
    (
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
    ),
    ...(
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
    )[]
  ]
  /**
   * Only these pairs; without them all
   *
   * @minItems 1
   * @maxItems 1000
   */
  pairs?: [string, ...string[]]
  name?: string
  by: string
  createdAt: string
  /**
   * Since when nothing has arrived
   */
  failingSince?: string
  /**
   * Nothing is sent any more. `failed`: nothing arrived for a day
   */
  disabled?: {
    at: string
    because: 'failed' | 'gone' | 'asked'
  }
  /**
   * Deliveries that are not done
   */
  waiting: number
}
export interface WebhookAttempt {
  at: string
  tookMs: number
  /**
   * What was answered
   */
  status?: number
  /**
   * Why nothing was
   */
  problem?: string
}
export interface WebhookDelivery {
  /**
   * The id of the event
   */
  event: string
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
  at: string
  state: 'waiting' | 'delivered' | 'given-up'
  attempts: number
  /**
   * When it is tried next
   */
  dueAt?: string
  last?: WebhookAttempt
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
