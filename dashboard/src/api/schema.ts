/** The API, made from its description by `npm run generate`. Not to be edited. */

export interface paths {
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
