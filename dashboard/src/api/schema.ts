/** The API, made from its description by `npm run generate`. Not to be edited. */

export type WayIn =
  | {
      kind: 'microsoft'
      id: string
      pairs: string[]
      /**
       * When the cloud was last asked
       */
      lookedAt?: string
      cloud: 'global' | 'china'
      tenant: string
      clientId: string
      signIn: 'secret' | 'certificate' | 'person'
      certificate?: {
        thumbprint: string
        from: string
        until: string
      }
      permissions: {
        name: string
        reason: string
        /**
         * In English
         */
        why: string
        need: 'needed' | 'useful'
        /**
         * `exchange`: no token names it, as where Exchange grants it mailbox by mailbox; `unknown`: nobody has looked, or it is not told
         */
        held: 'granted' | 'exchange' | 'missing' | 'unknown'
      }[]
      /**
       * Granted and never used
       */
      tooMany: string[]
      /**
       * What the fourth safety measure says of the permissions
       */
      judged?: {
        outcome: 'ok' | 'warning' | 'failed' | 'unknown'
        code:
          | 'backup-none'
          | 'backup-plain'
          | 'backup-unread'
          | 'backup-key'
          | 'backup-old'
          | 'backup-good'
          | 'side-missing'
          | 'point-none'
          | 'point-good'
          | 'rehearsal-none'
          | 'rehearsal-differs'
          | 'rehearsal-good'
          | 'mailbox-silent'
          | 'mailbox-elsewhere'
          | 'mailbox-kind'
          | 'mailbox-good'
          | 'forward-rules'
          | 'forward-none'
          | 'factor-missing'
          | 'factor-good'
          | 'factor-defaults'
          | 'factor-untold'
          | 'permission-none'
          | 'permission-missing'
          | 'permission-many'
          | 'permission-wide'
          | 'untold-permission'
          | 'untold-licence'
          | 'untold-no-answer'
          | 'problem'
          | 'said-yes'
          | 'said-no'
          | 'not-looked'
          | 'not-said'
        values: {
          [k: string]: string | number
        }
        detail: string
        at?: string
      }
      /**
       * PowerShell that leaves the app no more than it needs
       */
      narrowing: string[]
    }
  | {
      kind: 'dingtalk'
      id: string
      pairs: string[]
      /**
       * When the cloud was last asked
       */
      lookedAt?: string
      appId: string
      url: string
      permissions: {
        name: string
        /**
         * `exchange`: no token names it, as where Exchange grants it mailbox by mailbox; `unknown`: nobody has looked, or it is not told
         */
        held: 'granted' | 'exchange' | 'missing' | 'unknown'
      }[]
    }
  | {
      kind: 'imap'
      id: string
      pairs: string[]
      /**
       * When the cloud was last asked
       */
      lookedAt?: string
      host: string
      isDingtalk: boolean
    }
export type Job =
  | {
      kind: 'undo'
      id: string
      pair?: string
      by: string
      state: 'running' | 'done' | 'failed' | 'cancelled'
      startedAt: string
      endedAt?: string
      progress?: {
        phase: string
        done: number
        total?: number
        /**
         * When it will be done, as far as can be told
         */
        endsAt?: string
      }
      problem?: Problem
      /**
       * What it made, at /jobs/{id}/file
       */
      file?: {
        name: string
        type: string
        bytes: number
      }
      result?: Undone
    }
  | {
      kind: 'trash-departed'
      id: string
      pair?: string
      by: string
      state: 'running' | 'done' | 'failed' | 'cancelled'
      startedAt: string
      endedAt?: string
      progress?: {
        phase: string
        done: number
        total?: number
        /**
         * When it will be done, as far as can be told
         */
        endsAt?: string
      }
      problem?: Problem
      /**
       * What it made, at /jobs/{id}/file
       */
      file?: {
        name: string
        type: string
        bytes: number
      }
      result?: Trashed
    }
  | {
      kind: 'probe'
      id: string
      pair?: string
      by: string
      state: 'running' | 'done' | 'failed' | 'cancelled'
      startedAt: string
      endedAt?: string
      progress?: {
        phase: string
        done: number
        total?: number
        /**
         * When it will be done, as far as can be told
         */
        endsAt?: string
      }
      problem?: Problem
      /**
       * What it made, at /jobs/{id}/file
       */
      file?: {
        name: string
        type: string
        bytes: number
      }
      result?: ProbedShort
    }
  | {
      kind: 'sign-in'
      id: string
      pair?: string
      by: string
      state: 'running' | 'done' | 'failed' | 'cancelled'
      startedAt: string
      endedAt?: string
      progress?: {
        phase: string
        done: number
        total?: number
        /**
         * When it will be done, as far as can be told
         */
        endsAt?: string
      }
      problem?: Problem
      /**
       * What it made, at /jobs/{id}/file
       */
      file?: {
        name: string
        type: string
        bytes: number
      }
      result?: MicrosoftSignedIn
    }
  | {
      kind: 'back-up'
      id: string
      pair?: string
      by: string
      state: 'running' | 'done' | 'failed' | 'cancelled'
      startedAt: string
      endedAt?: string
      progress?: {
        phase: string
        done: number
        total?: number
        /**
         * When it will be done, as far as can be told
         */
        endsAt?: string
      }
      problem?: Problem
      /**
       * What it made, at /jobs/{id}/file
       */
      file?: {
        name: string
        type: string
        bytes: number
      }
      result?: {
        point: RestorePoint
        /**
         * Messages that were read now
         */
        read: number
        /**
         * Messages that were in the backup already
         */
        known: number
        bytes: number
        unreadable: number
        vanished: number
      }
    }
  | {
      kind: 'verify'
      id: string
      pair?: string
      by: string
      state: 'running' | 'done' | 'failed' | 'cancelled'
      startedAt: string
      endedAt?: string
      progress?: {
        phase: string
        done: number
        total?: number
        /**
         * When it will be done, as far as can be told
         */
        endsAt?: string
      }
      problem?: Problem
      /**
       * What it made, at /jobs/{id}/file
       */
      file?: {
        name: string
        type: string
        bytes: number
      }
      result?: {
        at: string
        points: number
        messages: number
        packs: number
        bytes: number
        /**
         * At most 200; empty: everything is as it was written
         */
        damage: {
          file: string
          code: 'missing' | 'point-lacks' | 'kept-lacks' | 'not-as-packed' | 'changed'
          n?: number
          of?: number
          /**
           * The same in English
           */
          what: string
          point?: string
        }[]
      }
    }
  | {
      kind: 'prune'
      id: string
      pair?: string
      by: string
      state: 'running' | 'done' | 'failed' | 'cancelled'
      startedAt: string
      endedAt?: string
      progress?: {
        phase: string
        done: number
        total?: number
        /**
         * When it will be done, as far as can be told
         */
        endsAt?: string
      }
      problem?: Problem
      /**
       * What it made, at /jobs/{id}/file
       */
      file?: {
        name: string
        type: string
        bytes: number
      }
      result?: {
        isDryRun: boolean
        dropped: RestorePoint[]
        deadBytes: number
        bytesBefore: number
        bytesAfter?: number
        packsRemoved: number
        packsRewritten: number
      }
    }
  | {
      kind: 'restore-plan'
      id: string
      pair?: string
      by: string
      state: 'running' | 'done' | 'failed' | 'cancelled'
      startedAt: string
      endedAt?: string
      progress?: {
        phase: string
        done: number
        total?: number
        /**
         * When it will be done, as far as can be told
         */
        endsAt?: string
      }
      problem?: Problem
      /**
       * What it made, at /jobs/{id}/file
       */
      file?: {
        name: string
        type: string
        bytes: number
      }
      result?: Restored
    }
  | {
      kind: 'restore'
      id: string
      pair?: string
      by: string
      state: 'running' | 'done' | 'failed' | 'cancelled'
      startedAt: string
      endedAt?: string
      progress?: {
        phase: string
        done: number
        total?: number
        /**
         * When it will be done, as far as can be told
         */
        endsAt?: string
      }
      problem?: Problem
      /**
       * What it made, at /jobs/{id}/file
       */
      file?: {
        name: string
        type: string
        bytes: number
      }
      result?: Restored
    }
  | {
      kind: 'rehearse'
      id: string
      pair?: string
      by: string
      state: 'running' | 'done' | 'failed' | 'cancelled'
      startedAt: string
      endedAt?: string
      progress?: {
        phase: string
        done: number
        total?: number
        /**
         * When it will be done, as far as can be told
         */
        endsAt?: string
      }
      problem?: Problem
      /**
       * What it made, at /jobs/{id}/file
       */
      file?: {
        name: string
        type: string
        bytes: number
      }
      result?: Rehearsal
    }
  | {
      kind: 'audit-verify'
      id: string
      pair?: string
      by: string
      state: 'running' | 'done' | 'failed' | 'cancelled'
      startedAt: string
      endedAt?: string
      progress?: {
        phase: string
        done: number
        total?: number
        /**
         * When it will be done, as far as can be told
         */
        endsAt?: string
      }
      problem?: Problem
      /**
       * What it made, at /jobs/{id}/file
       */
      file?: {
        name: string
        type: string
        bytes: number
      }
      result?: {
        chains: ChainVerdict[]
      }
    }
  | {
      kind: 'archive-export'
      id: string
      pair?: string
      by: string
      state: 'running' | 'done' | 'failed' | 'cancelled'
      startedAt: string
      endedAt?: string
      progress?: {
        phase: string
        done: number
        total?: number
        /**
         * When it will be done, as far as can be told
         */
        endsAt?: string
      }
      problem?: Problem
      /**
       * What it made, at /jobs/{id}/file
       */
      file?: {
        name: string
        type: string
        bytes: number
      }
      result?: {
        messages: number
        bytes: number
      }
    }
  | {
      kind: 'person-export'
      id: string
      pair?: string
      by: string
      state: 'running' | 'done' | 'failed' | 'cancelled'
      startedAt: string
      endedAt?: string
      progress?: {
        phase: string
        done: number
        total?: number
        /**
         * When it will be done, as far as can be told
         */
        endsAt?: string
      }
      problem?: Problem
      /**
       * What it made, at /jobs/{id}/file
       */
      file?: {
        name: string
        type: string
        bytes: number
      }
      result?: {
        id: string
        at: string
        messages: number
        rows: number
        auditRecords: number
        /**
         * What names them beside their messages, by place: rules and channels, accounts, the set-up, webhooks, what was told
         */
        named: {
          [k: string]: {
            [k: string]: number
          }
        }
        inMailboxes: number
      }
    }
  | {
      kind: 'erasure-plan'
      id: string
      pair?: string
      by: string
      state: 'running' | 'done' | 'failed' | 'cancelled'
      startedAt: string
      endedAt?: string
      progress?: {
        phase: string
        done: number
        total?: number
        /**
         * When it will be done, as far as can be told
         */
        endsAt?: string
      }
      problem?: Problem
      /**
       * What it made, at /jobs/{id}/file
       */
      file?: {
        name: string
        type: string
        bytes: number
      }
      result?: ErasurePlan
    }
  | {
      kind: 'erase'
      id: string
      pair?: string
      by: string
      state: 'running' | 'done' | 'failed' | 'cancelled'
      startedAt: string
      endedAt?: string
      progress?: {
        phase: string
        done: number
        total?: number
        /**
         * When it will be done, as far as can be told
         */
        endsAt?: string
      }
      problem?: Problem
      /**
       * What it made, at /jobs/{id}/file
       */
      file?: {
        name: string
        type: string
        bytes: number
      }
      result?: Erasure
    }
  | {
      kind: 'leaving-plan'
      id: string
      pair?: string
      by: string
      state: 'running' | 'done' | 'failed' | 'cancelled'
      startedAt: string
      endedAt?: string
      progress?: {
        phase: string
        done: number
        total?: number
        /**
         * When it will be done, as far as can be told
         */
        endsAt?: string
      }
      problem?: Problem
      /**
       * What it made, at /jobs/{id}/file
       */
      file?: {
        name: string
        type: string
        bytes: number
      }
      result?: Leaving
    }
  | {
      kind: 'leave'
      id: string
      pair?: string
      by: string
      state: 'running' | 'done' | 'failed' | 'cancelled'
      startedAt: string
      endedAt?: string
      progress?: {
        phase: string
        done: number
        total?: number
        /**
         * When it will be done, as far as can be told
         */
        endsAt?: string
      }
      problem?: Problem
      /**
       * What it made, at /jobs/{id}/file
       */
      file?: {
        name: string
        type: string
        bytes: number
      }
      result?: Leaving
    }
  | {
      kind: 'check-connections'
      id: string
      pair?: string
      by: string
      state: 'running' | 'done' | 'failed' | 'cancelled'
      startedAt: string
      endedAt?: string
      progress?: {
        phase: string
        done: number
        total?: number
        /**
         * When it will be done, as far as can be told
         */
        endsAt?: string
      }
      problem?: Problem
      /**
       * What it made, at /jobs/{id}/file
       */
      file?: {
        name: string
        type: string
        bytes: number
      }
      result?: {
        checked: number
        /**
         * Pairs with a side that Tongbu does not get into
         */
        notWell: number
      }
    }

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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    delete: {
      parameters: {}
      responses: {
        204: {}
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    delete: {
      parameters: {}
      responses: {
        204: {}
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
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
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
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
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/session/oidc': {
    get: {
      parameters: {
        query?: {
          to?: string
        }
      }
      responses: {
        302: {}
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/session/oidc/callback': {
    get: {
      parameters: {
        query?: {
          state?: string
          code?: string
        }
      }
      responses: {
        302: {}
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
            'application/json': Began
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
          'application/json': {
            /**
             * The latest `since` of what was looked at: what departs meanwhile is listed
             */
            until: string
          }
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
        default: {
          content: {
            'application/problem+json': Problem
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
            'application/json': Began
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/sign-in': {
    get: {
      parameters: {
        path: {
          pair: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': MicrosoftSignIn
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    delete: {
      parameters: {
        path: {
          pair: string
        }
      }
      responses: {
        204: {}
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/sign-in/code': {
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
             * The page of the dashboard that is shown afterwards
             */
            back?: 'pair' | 'connections' | 'set-up'
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              /**
               * Lead the browser of the person here
               */
              url: string
              /**
               * Has to be registered with the app, letter for letter
               */
              redirectUri: string
              expiresAt: string
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/sign-in/device': {
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
            'application/json': {
              /**
               * See /jobs/{id}
               */
              job: string
              userCode: string
              /**
               * Where the person types the code in, on any device
               */
              verificationUrl: string
              expiresAt: string
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
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
              waiting?: {
                /**
                 * See /jobs/{id}
                 */
                job: string
                userCode: string
                /**
                 * Where the person types the code in, on any device
                 */
                verificationUrl: string
                expiresAt: string
              }
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/connections': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              ways: WayIn[]
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/connections/pairs': {
    get: {
      parameters: {
        query?: {
          limit?: number
          cursor?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              pairs: PairConnection[]
              total: number
              next?: string
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/connections/check': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            /**
             * Default: all
             *
             * @minItems 1
             * @maxItems 5000
             */
            pairs?: [string, ...string[]]
          }
        }
      }
      responses: {
        202: {
          content: {
            'application/json': Began
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/connections/consent': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            way: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              /**
               * Lead the browser of the person here
               */
              url: string
              /**
               * Has to be registered with the app, letter for letter
               */
              redirectUri: string
              expiresAt: string
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/setup/microsoft/consent': {
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
            'application/json': {
              /**
               * Lead the browser of the person here
               */
              url: string
              /**
               * Has to be registered with the app, letter for letter
               */
              redirectUri: string
              expiresAt: string
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/microsoft/callback': {
    get: {
      parameters: {
        query?: {
          state?: string
          code?: string
          error?: string
          error_description?: string
          admin_consent?: string
          tenant?: string
        }
      }
      responses: {
        302: {}
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/setup/guide/microsoft': {
    get: {
      parameters: {
        query?: {
          cloud?: 'global' | 'china'
          clientId?: string
          mailboxes?: string
          signIn?: 'app' | 'person'
          writes?: string
          importMime?: string
          imap?: string
          checks?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              console: string
              pages: {
                [k: string]: string
              }
              /**
               * To be registered letter for letter; missing where Microsoft would not lead back to this address
               */
              redirectUri?: string
              permissions: NeededPermission[]
              /**
               * PowerShell for an administrator of Exchange (RBAC for Applications)
               */
              restriction: {
                id: string
                why: string
                commands: string[]
              }[]
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/setup/guide/dingtalk': {
    get: {
      parameters: {
        query: {
          console: 'dingtalk' | 'alimail'
          edition?: 'paid' | 'free' | 'unknown'
          openapi?: string
          writes?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              steps: {
                id: string
                by: 'administrator' | 'person'
                where: string[]
                what: string
                sureness: 'documented' | 'seen' | 'guess'
                probe?: string
              }[]
              permissions: {
                name: string
                why: string
                sureness: 'documented' | 'seen' | 'guess'
                probe: string
              }[]
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/jobs': {
    get: {
      parameters: {
        query?: {
          pair?: string
          kind?:
            | 'undo'
            | 'trash-departed'
            | 'probe'
            | 'sign-in'
            | 'back-up'
            | 'verify'
            | 'prune'
            | 'restore-plan'
            | 'restore'
            | 'rehearse'
            | 'audit-verify'
            | 'archive-export'
            | 'person-export'
            | 'erasure-plan'
            | 'erase'
            | 'leaving-plan'
            | 'leave'
            | 'check-connections'
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              jobs: Job[]
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/jobs/{job}': {
    get: {
      parameters: {
        path: {
          job: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Job
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    delete: {
      parameters: {
        path: {
          job: string
        }
      }
      responses: {
        204: {}
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/jobs/{job}/events': {
    get: {
      parameters: {
        path: {
          job: string
        }
      }
      responses: {
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/jobs/{job}/file': {
    get: {
      parameters: {
        path: {
          job: string
        }
      }
      responses: {
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
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
        default: {
          content: {
            'application/problem+json': Problem
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
             * @maxItems 34
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
                | 'alert.raised'
                | 'alert.resolved'
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
                | 'alert.raised'
                | 'alert.resolved'
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
        default: {
          content: {
            'application/problem+json': Problem
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
        header?: {
          'if-match'?: string
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
                    | 'alert.raised'
                    | 'alert.resolved'
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
                    | 'alert.raised'
                    | 'alert.resolved'
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/watch/alerts': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              alerts: Alert[]
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/watch/rules': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              rules: WatchRule[]
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
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
             * Only these pairs; without them all
             *
             * @minItems 1
             * @maxItems 1000
             */
            pairs?: [string, ...string[]]
            /**
             * An address, or `@` and a domain
             */
            from?: string
            /**
             * One of them is in the subject; traditional and simplified characters are one
             *
             * @minItems 1
             * @maxItems 50
             */
            keywords?: [string, ...string[]]
            /**
             * A role (`inbox`) or a name
             */
            folder?: string
            about: 'unread' | 'unanswered' | 'wrong-side'
            /**
             * What must not last for longer; a reply from the other address is told at once
             */
            hours?: number
            /**
             * Ids of channels; without them all
             *
             * @minItems 1
             */
            channels?: [string, ...string[]]
          }
        }
      }
      responses: {
        201: {
          content: {
            'application/json': WatchRule
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/watch/rules/{id}': {
    patch: {
      parameters: {
        path: {
          id: string
        }
        header?: {
          'if-match'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            name?: string
            pairs?: [string, ...string[]] | null
            from?: string | null
            keywords?: [string, ...string[]] | null
            folder?: string | null
            about?: 'unread' | 'unanswered' | 'wrong-side'
            hours?: number
            channels?: [string, ...string[]] | null
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': WatchRule
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/watch/rules/try': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            name: string
            /**
             * Only these pairs; without them all
             *
             * @minItems 1
             * @maxItems 1000
             */
            pairs?: [string, ...string[]]
            /**
             * An address, or `@` and a domain
             */
            from?: string
            /**
             * One of them is in the subject; traditional and simplified characters are one
             *
             * @minItems 1
             * @maxItems 50
             */
            keywords?: [string, ...string[]]
            /**
             * A role (`inbox`) or a name
             */
            folder?: string
            about: 'unread' | 'unanswered' | 'wrong-side'
            /**
             * What must not last for longer; a reply from the other address is told at once
             */
            hours?: number
            /**
             * Ids of channels; without them all
             *
             * @minItems 1
             */
            channels?: [string, ...string[]]
            days?: number
            most?: number
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              looked: number
              isCut: boolean
              found: {
                pair: string
                item: string
                side: 'left' | 'right'
                receivedAt: string
              }[]
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/watch/channels': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              channels: AlertChannel[]
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
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
            language: 'zh-Hant-HK' | 'zh-Hans-CN' | 'en'
            /**
             * Only these; without them all
             *
             * @minItems 1
             */
            kinds?: [
              'unread' | 'unanswered' | 'wrong-side' | 'sign-in' | 'stuck' | 'hold' | 'lag' | 'quota' | 'set-aside' | 'heartbeat' | 'backup',
              ...('unread' | 'unanswered' | 'wrong-side' | 'sign-in' | 'stuck' | 'hold' | 'lag' | 'quota' | 'set-aside' | 'heartbeat' | 'backup')[]
            ]
            /**
             * Nothing is told meanwhile; afterwards all of it in one message
             */
            quiet?: {
              from: string
              to: string
              zone: string
            }
            to:
              | {
                  way: 'dingtalk'
                  accessToken: string
                  /**
                   * Begins with SEC: the robot must be set to sign
                   */
                  secret: string
                  url?: string
                }
              | {
                  way: 'email'
                  host: string
                  port: number
                  security: 'tls' | 'starttls'
                  from: string
                  /**
                   * @minItems 1
                   * @maxItems 50
                   */
                  to: [string, ...string[]]
                  user?: string
                  password?: string
                }
              | {
                  way: 'webhook'
                  url: string
                  secret: string
                }
          }
        }
      }
      responses: {
        201: {
          content: {
            'application/json': AlertChannel
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/watch/channels/{id}': {
    patch: {
      parameters: {
        path: {
          id: string
        }
        header?: {
          'if-match'?: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            name?: string
            language?: 'zh-Hant-HK' | 'zh-Hans-CN' | 'en'
            kinds?:
              | [
                  'unread' | 'unanswered' | 'wrong-side' | 'sign-in' | 'stuck' | 'hold' | 'lag' | 'quota' | 'set-aside' | 'heartbeat' | 'backup',
                  ...('unread' | 'unanswered' | 'wrong-side' | 'sign-in' | 'stuck' | 'hold' | 'lag' | 'quota' | 'set-aside' | 'heartbeat' | 'backup')[]
                ]
              | null
            quiet?: {
              from: string
              to: string
              zone: string
            } | null
            /**
             * The way stays. What is secret stays where it is left out; where the channel is to lead to another server, its password or token is given again
             */
            to?:
              | {
                  way: 'dingtalk'
                  accessToken?: string
                  secret?: string
                  url?: string | null
                }
              | {
                  way: 'email'
                  host?: string
                  port?: number
                  security?: 'tls' | 'starttls'
                  from?: string
                  /**
                   * @minItems 1
                   * @maxItems 50
                   */
                  to?: [string, ...string[]]
                  user?: string | null
                  password?: string | null
                }
              | {
                  way: 'webhook'
                  url?: string
                  secret?: string
                }
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': AlertChannel
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/watch/channels/{id}/test': {
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
              arrived: boolean
              /**
               * Why it did not
               */
              problem?:
                | 'name-unknown'
                | 'not-listening'
                | 'no-way'
                | 'not-in-time'
                | 'certificate-name'
                | 'certificate-dates'
                | 'certificate-untrusted'
                | 'no-tls'
                | 'no-answer'
                | 'answered'
                | 'address-plain'
                | 'address-secret'
                | 'address-nowhere'
                | 'address-never'
                | 'address-private'
                | 'robot-busy'
                | 'robot-often'
                | 'robot-safety'
                | 'robot-token'
                | 'robot-disabled'
                | 'robot-group'
                | 'robot-gone'
                | 'robot-answered'
                | 'mail-sign-in'
                | 'mail-no-tls'
                | 'mail-address'
                | 'mail-message'
                | 'mail-refused'
              /**
               * What was answered, where that is a number
               */
              n?: number
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
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
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/setup/certificate': {
    post: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              /**
               * PEM, to be uploaded
               */
              certificate: string
              thumbprint: string
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/setup/backup-key': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              key?: BackupKey
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/setup/backup-key/kept': {
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
            'application/json': Setup
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/probe': {
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
              last?: Probed1
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
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
             * Whoever asks permits these two messages although the safety measures do not hold yet; kept in the audit under their name
             */
            beforeGate?: boolean
          }
        }
      }
      responses: {
        202: {
          content: {
            'application/json': Began
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
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
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/measures': {
    get: {
      parameters: {
        query?: {
          language?: 'en' | 'zh-Hant-HK' | 'zh-Hans-CN'
          limit?: number
          cursor?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              pairs: Measures[]
              next?: string
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/measures': {
    get: {
      parameters: {
        path: {
          pair: string
        }
        query?: {
          language?: 'en' | 'zh-Hant-HK' | 'zh-Hans-CN'
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Measures
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/measures/look': {
    post: {
      parameters: {
        path: {
          pair: string
        }
        query?: {
          language?: 'en' | 'zh-Hant-HK' | 'zh-Hans-CN'
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Measures
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/measures/answers': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            /**
             * Of the words of questions
             */
            language?: 'en' | 'zh-Hant-HK' | 'zh-Hans-CN'
            /**
             * @minItems 1
             * @maxItems 10000
             */
            answers: [
              {
                pair: string
                point:
                  | 'backup-of-both'
                  | 'exchange-online'
                  | 'imap-known'
                  | 'pop-left'
                  | 'pop-right'
                  | 'forward-left'
                  | 'forward-right'
                  | 'mfa-left'
                  | 'mfa-right'
                  | 'permissions'
                  | 'client-password'
                  | 'restore-point'
                  | 'recovery-steps'
                  | 'rehearsal'
                value: 'yes' | 'no'
                shown: string
              },
              ...{
                pair: string
                point:
                  | 'backup-of-both'
                  | 'exchange-online'
                  | 'imap-known'
                  | 'pop-left'
                  | 'pop-right'
                  | 'forward-left'
                  | 'forward-right'
                  | 'mfa-left'
                  | 'mfa-right'
                  | 'permissions'
                  | 'client-password'
                  | 'restore-point'
                  | 'recovery-steps'
                  | 'rehearsal'
                value: 'yes' | 'no'
                shown: string
              }[]
            ]
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              answers: number
              pairs: Measures[]
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/measures/{measure}/waiver': {
    post: {
      parameters: {
        path: {
          pair: string
          measure: 'backup' | 'mailbox' | 'sign-in' | 'credentials' | 'rollback'
        }
        query?: {
          language?: 'en' | 'zh-Hant-HK' | 'zh-Hans-CN'
        }
      }
      requestBody: {
        content: {
          'application/json': {
            /**
             * Kept in the audit and on every report
             */
            because: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              covers: string[]
              report: Measures
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/measures/withdrawal': {
    post: {
      parameters: {
        path: {
          pair: string
        }
        query?: {
          language?: 'en' | 'zh-Hant-HK' | 'zh-Hans-CN'
        }
      }
      requestBody: {
        content: {
          'application/json': {
            what:
              | 'backup-of-both'
              | 'exchange-online'
              | 'imap-known'
              | 'pop-left'
              | 'pop-right'
              | 'forward-left'
              | 'forward-right'
              | 'mfa-left'
              | 'mfa-right'
              | 'permissions'
              | 'client-password'
              | 'restore-point'
              | 'recovery-steps'
              | 'rehearsal'
              | 'backup'
              | 'mailbox'
              | 'sign-in'
              | 'credentials'
              | 'rollback'
              | 'all'
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              withdrawn: number
              report: Measures
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/recovery-steps': {
    get: {
      parameters: {
        path: {
          pair: string
        }
        query?: {
          language?: 'en' | 'zh-Hant-HK' | 'zh-Hans-CN'
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              text: string
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/backups': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              /**
               * `none`: the configuration names no backup; `not-begun`: there is no key yet; `broken`: it cannot be used
               */
              state: 'none' | 'not-begun' | 'ready' | 'broken'
              problem?: {
                code: string
                message: string
              }
              folder?: string
              keyFile?: string
              /**
               * The public half of the key
               */
              recipient?: string
              verified?: {
                at: string
                isWhole: boolean
              }
              keyCopyShown?: {
                at: string
                by?: string
              }
              /**
               * The key was made here, and nobody has said yet that a copy of it is kept
               */
              keyWaits?: boolean
              pairs: {
                pair: string
                last?: RestorePoint
                isLate: boolean
              }[]
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    post: {
      parameters: {}
      responses: {
        201: {
          content: {
            'application/json': BackupKey
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/backups/key': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              key?: BackupKey
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/backups/key-copy': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            /**
             * The last 12 characters of the copy, or all of it
             */
            words: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              isCopy: boolean
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/backups/key-kept': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {}
        }
      }
      responses: {
        204: {}
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/backups/points': {
    get: {
      parameters: {
        query?: {
          pair?: string
          limit?: number
          cursor?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              points: RestorePoint[]
              next?: string
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            pair: string
            pinned?: boolean
          }
        }
      }
      responses: {
        202: {
          content: {
            'application/json': Began
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/backups/verification': {
    post: {
      parameters: {}
      responses: {
        202: {
          content: {
            'application/json': Began
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/backups/prune': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            isDryRun: boolean
          }
        }
      }
      responses: {
        202: {
          content: {
            'application/json': Began
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/backups/points/{point}': {
    patch: {
      parameters: {
        path: {
          point: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            pinned: boolean
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': RestorePoint
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/backups/points/{point}/export': {
    get: {
      parameters: {
        path: {
          point: string
        }
        query?: {
          format?: 'eml' | 'mbox' | 'maildir'
          side?: 'left' | 'right'
        }
      }
      responses: {
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/backups/points/{point}/folders': {
    get: {
      parameters: {
        path: {
          point: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              left: string[]
              right: string[]
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/backups/points/{point}/messages': {
    get: {
      parameters: {
        path: {
          point: string
        }
        query?: {
          side?: 'left' | 'right'
          folder?: string
          since?: string
          until?: string
          limit?: number
          cursor?: number
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              messages: PointMessage[]
              next?: string
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/backups/points/{point}/messages/opened': {
    post: {
      parameters: {
        path: {
          point: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            side: 'left' | 'right'
            id: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': OpenedPointMessage
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/restores/plan': {
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
             * The restore point
             */
            point?: string
            /**
             * In place of a point: one message that the archive has, by its ref
             */
            archived?: string
            /**
             * @minItems 1
             * @maxItems 2
             */
            sides: ['left' | 'right'] | ['left' | 'right', 'left' | 'right']
            /**
             * `ours`: what Tongbu did since; `everything`: also what people did
             */
            scope?: 'ours' | 'everything'
            /**
             * Also what vanished without having been seen in trash
             */
            includeDeparted?: boolean
            /**
             * Only this message: its id in the restore point, or its Message-ID
             */
            message?: string
            /**
             * Only this folder and those in it
             */
            folder?: string
          }
        }
      }
      responses: {
        202: {
          content: {
            'application/json': Began
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/restores': {
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
             * The job that found out what would be done
             */
            plan: string
            /**
             * Take a restore point of the present state first
             */
            takesPoint?: boolean
          }
        }
      }
      responses: {
        202: {
          content: {
            'application/json': Began
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/rehearsals': {
    post: {
      parameters: {
        path: {
          pair: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            point?: string
            most?: number
          }
        }
      }
      responses: {
        202: {
          content: {
            'application/json': Began
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/rehearsals/last': {
    get: {
      parameters: {
        path: {
          pair: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Rehearsal
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/audit': {
    get: {
      parameters: {
        query?: {
          pair?: string
          kind?: string
          by?: string
          run?: string
          item?: string
          since?: string
          until?: string
          limit?: number
          cursor?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              records: AuditRecord[]
              next?: string
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/audit/chains': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              chains: {
                pair: string
                records: number
                head: string
              }[]
              tellings: {
                place: string
                toldAt?: string
                problem?: string
              }[]
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/audit/verification': {
    post: {
      parameters: {}
      responses: {
        202: {
          content: {
            'application/json': Began
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/audit/export': {
    get: {
      parameters: {
        query?: {
          pair?: string
          kind?: string
          by?: string
          run?: string
          item?: string
          since?: string
          until?: string
          format?: 'jsonl' | 'csv' | 'pdf'
        }
      }
      responses: {
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/archive': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': {
              isConfigured: boolean
              holds: LegalHold[]
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/archive/search': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            /**
             * @maxItems 20
             */
            words?:
              | []
              | [string]
              | [string, string]
              | [string, string, string]
              | [string, string, string, string]
              | [string, string, string, string, string]
              | [string, string, string, string, string, string]
              | [string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string, string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string, string, string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string, string, string, string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string, string, string, string, string, string, string, string, string, string, string]
              | [
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string
                ]
              | [
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string
                ]
            pair?: string
            from?: string
            to?: string
            subject?: string
            folder?: string
            since?: string
            until?: string
            hasAttachment?: boolean
            limit?: number
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              messages: ArchivedMessage[]
              isAll: boolean
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/archive/messages/{ref}': {
    get: {
      parameters: {
        path: {
          ref: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': OpenedArchivedMessage
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/archive/exports': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            /**
             * @maxItems 20
             */
            words?:
              | []
              | [string]
              | [string, string]
              | [string, string, string]
              | [string, string, string, string]
              | [string, string, string, string, string]
              | [string, string, string, string, string, string]
              | [string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string, string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string, string, string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string, string, string, string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string, string, string, string, string, string, string, string, string, string, string]
              | [
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string
                ]
              | [
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string
                ]
            pair?: string
            from?: string
            to?: string
            subject?: string
            folder?: string
            since?: string
            until?: string
            hasAttachment?: boolean
            format: 'eml' | 'mbox' | 'jsonl' | 'pdf'
          }
        }
      }
      responses: {
        202: {
          content: {
            'application/json': Began
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/archive/holds': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            name: string
            pair?: string
            address?: string
            since?: string
            until?: string
            because: string
          }
        }
      }
      responses: {
        201: {
          content: {
            'application/json': {
              hold: LegalHold
              /**
               * Messages that it covers now
               */
              covered: number
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/archive/holds/{name}/end': {
    post: {
      parameters: {
        path: {
          name: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            because: string
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': LegalHold
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/privacy/register': {
    get: {
      parameters: {}
      responses: {
        200: {
          content: {
            'application/json': Register
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/privacy/register/file': {
    get: {
      parameters: {
        query?: {
          format?: 'csv' | 'md'
        }
      }
      responses: {
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/privacy/notice': {
    get: {
      parameters: {
        query: {
          language: 'en' | 'zh-Hant-HK' | 'zh-Hans-CN'
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              text: string
              /**
               * Options of the configuration that would fill its gaps
               */
              missing: string[]
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/privacy/exports': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            /**
             * The address of the person, or several with commas between them
             */
            person: string
            /**
             * Also messages of others that only name them
             */
            mentions?: boolean
          }
        }
      }
      responses: {
        202: {
          content: {
            'application/json': Began
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/privacy/erasures/plan': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            /**
             * The address of the person, or several with commas between them
             */
            person: string
            /**
             * Also messages of others that only name them
             */
            mentions?: boolean
          }
        }
      }
      responses: {
        202: {
          content: {
            'application/json': Began
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/privacy/erasures': {
    post: {
      parameters: {}
      requestBody: {
        content: {
          'application/json': {
            /**
             * The job that found out what there is
             */
            plan: string
            /**
             * Why, without the address: it stays in the audit and in the proof
             */
            because: string
            /**
             * Although messages are still in a mailbox, from where the next run reads them again
             */
            evenIfPresent?: boolean
            /**
             * Also rows of messages that are gone, of which nobody can tell whose they were
             */
            unattributed?: boolean
            /**
             * Of the proof for people
             */
            language?: 'en' | 'zh-Hant-HK' | 'zh-Hans-CN'
          }
        }
      }
      responses: {
        202: {
          content: {
            'application/json': Began
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/people': {
    get: {
      parameters: {
        query?: {
          limit?: number
          cursor?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': {
              people: Member[]
              next?: string
            }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/leaving/plan': {
    post: {
      parameters: {
        path: {
          pair: string
        }
      }
      requestBody: {
        content: {
          'application/json': {
            copies: 'keep' | 'remove'
            /**
             * A mailbox that is gone, or out of reach for good
             */
            without?: 'left' | 'right'
          }
        }
      }
      responses: {
        202: {
          content: {
            'application/json': Began
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/pairs/{pair}/leaving': {
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
             * The job that found out what would be done
             */
            plan: string
          }
        }
      }
      responses: {
        202: {
          content: {
            'application/json': Began
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
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
   * Whether one can sign in by OpenID Connect, at `/api/v1/session/oidc`
   */
  hasOidc: boolean
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
export interface Problem {
  type: string
  title: string
  status: number
  /**
   * A code of docs/errors.md, or one of the API alone such as BAD_REQUEST
   */
  code: string
  detail: string
  next: string
  /**
   * Where Microsoft refuses a sign-in: which refusal, as an id
   */
  about?: string
  errors?: {
    /**
     * Which field
     */
    at: string
    message: string
  }[]
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
  /**
   * Workers in other processes may carry changes too. How those were heard of is in their own metrics: `tongbu_propagation_seconds` at /metrics of each
   */
  isShared: boolean
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
  deaf: {
    code: 'lost' | 'unwatched' | 'unsubscribed' | 'untold'
    on?: 'left' | 'right'
    /**
     * The error that it failed with
     */
    why?: string
    /**
     * The same in English
     */
    text: string
  }[]
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
export interface Began {
  /**
   * See /jobs/{id}
   */
  job: string
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
export interface MicrosoftSignIn {
  state: 'none' | 'good' | 'refused'
  signedInAt?: string
  renewedAt?: string
  refusedAt?: string
  /**
   * Why Microsoft refuses it, as an id: `sign-in-expired`, `mfa-needed`, …
   */
  problem?: string
}
export interface PairConnection {
  pair: string
  left: 'dingtalk' | 'imap'
  sides: {
    left: {
      state: 'works' | 'sign-in' | 'refused' | 'unreachable' | 'unknown'
      /**
       * Of when this is
       */
      at?: string
      found: {
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
          | 'entra-credential-missing'
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
        about?: string
      }[]
    }
    right: {
      state: 'works' | 'sign-in' | 'refused' | 'unreachable' | 'unknown'
      /**
       * Of when this is
       */
      at?: string
      found: {
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
          | 'entra-credential-missing'
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
        about?: string
      }[]
    }
  }
  lookedAt?: string
  signIn?: MicrosoftSignIn1
  /**
   * By which ways messages are put in, the best first: `import-mime` and `imap` keep the bytes, `rebuilt` does not
   */
  routes: {
    left?: string[]
    right?: string[]
  }
  probed?: Probed
}
/**
 * Where a person signs in to Outlook
 */
export interface MicrosoftSignIn1 {
  state: 'none' | 'good' | 'refused'
  signedInAt?: string
  renewedAt?: string
  refusedAt?: string
  /**
   * Why Microsoft refuses it, as an id: `sign-in-expired`, `mfa-needed`, …
   */
  problem?: string
}
/**
 * What the last two-way test found
 */
export interface Probed {
  at: string
  /**
   * Where it was found out
   */
  place: 'simulation' | 'tenant'
  directions: {
    from: 'left' | 'right'
    outcome: 'arrived' | 'differs' | 'missing' | 'refused'
    /**
     * From putting it in until it was on the other side
     */
    tookMs?: number
    differences: ('subject' | 'text' | 'attachment' | 'sent' | 'received' | 'folder' | 'read' | 'flag' | 'answered' | 'forwarded' | 'tags')[]
    /**
     * Byte for byte
     */
    isExact: boolean
    marksBack?: {
      came: boolean
      tookMs: number
    }
    /**
     * Why it was refused: a code of docs/errors.md
     */
    code?: string
  }[]
  facts: {
    on: 'left' | 'right'
    what: 'keeps-received-date' | 'keeps-marks' | 'keeps-bytes' | 'reads-the-same-twice'
    answer: boolean
  }[]
  /**
   * Nothing of it was found any more afterwards
   */
  isClean: boolean
}
export interface NeededPermission {
  name: string
  api: string
  kind: 'application' | 'delegated'
  need: 'needed' | 'useful'
  reason: string
  /**
   * In English
   */
  why: string
  /**
   * Whether Exchange can grant it for some mailboxes instead
   */
  canBeNarrowed: boolean
  byAdministrator: boolean
}
export interface Undone {
  done: number
  failed: number
  /**
   * What is still to be done
   */
  left: number
  /**
   * Messages that are not put back
   */
  listed: number
}
export interface Trashed {
  done: number
  failed: number
}
export interface ProbedShort {
  arrived: number
  directions: number
  isClean: boolean
}
export interface MicrosoftSignedIn {
  account?: string
  /**
   * It is another address than that of the mailbox
   */
  isOther: boolean
}
export interface RestorePoint {
  id: string
  pair: string
  takenAt: string
  why: 'first-sync' | 'before-hold' | 'before-rollback' | 'daily' | 'asked'
  /**
   * Kept whatever `backup.keep` says
   */
  pinned: boolean
  erased?: number
  left: {
    messages: number
    bytes: number
    /**
     * Messages without content
     */
    unreadable: number
    /**
     * Folders that could not be listed
     */
    unavailable: number
  }
  right: {
    messages: number
    bytes: number
    /**
     * Messages without content
     */
    unreadable: number
    /**
     * Folders that could not be listed
     */
    unavailable: number
  }
}
export interface Restored {
  run: string
  point: string
  startedAt: string
  endedAt: string
  /**
   * What is still to be done: all of it after a dry run, nothing when it ended well
   */
  planned: StepGroup[]
  done: {
    kind: string
    on: 'left' | 'right'
    count: number
  }[]
  failed: number
  listed: ListedGroup[]
  compared: Compared
  /**
   * The restore point of how it was before
   */
  pointBefore?: string
  stoppedBy?: {
    code: string
    message: string
  }
}
export interface StepGroup {
  kind: string
  on: 'left' | 'right'
  count: number
  /**
   * At most 100
   */
  steps: Step[]
}
/**
 * What will not be, or is not, as it was: how much of it, and why
 */
export interface ListedGroup {
  why: string
  on: 'left' | 'right'
  count: number
}
/**
 * Messages that were read back: equal byte for byte, equal in content, different, or not readable
 */
export interface Compared {
  exact: number
  same: number
  differs: number
  unread: number
}
export interface Rehearsal {
  at: string
  point: string
  sides: ('left' | 'right')[]
  left?: Compared
  right?: Compared
  refused: {
    on: 'left' | 'right'
    code: string
    message: string
  }[]
  isEqual: boolean
  untried: ('left' | 'right')[]
}
export interface ChainVerdict {
  pair: string
  /**
   * How many hold, from the first on
   */
  records: number
  /**
   * The hash of the last of them; empty where there is none
   */
  head: string
  /**
   * The first record that is not as it was written
   */
  broken?: {
    seq: number
    at: string
  }
  /**
   * Heads that were told outside and are not in the chain
   */
  missing?: string[]
  /**
   * Where a clock was set back; no fault of the chain
   */
  setBack?: {
    times: number
    first: {
      seq: number
      at: string
      after: string
    }
  }
}
export interface ErasurePlan {
  /**
   * What the database remembers of their messages, by pair
   */
  rows: {
    [k: string]: number
  }
  /**
   * Messages that are kept, by place; `held`: by a legal hold; `mentions`: of others, that only name them
   */
  places: {
    [k: string]: {
      messages: number
      held: number
      mentions: number
    }
  }
  /**
   * What names them beside their messages, by place: rules and channels, accounts, the set-up, webhooks, what was told
   */
  naming: {
    [k: string]: {
      [k: string]: number
    }
  }
  /**
   * Messages that are still in a mailbox
   */
  present: {
    pair: string
    side: 'left' | 'right'
    messages: number
  }[]
  unreadable: number
  /**
   * Other people who wrote or received these messages
   */
  others: number
  /**
   * Rows of messages that are gone, of which nobody can tell whose they were
   */
  unattributed: number
  /**
   * Pairs whose mailbox is theirs
   */
  ownPairs: string[]
}
export interface Erasure {
  outcome: 'erased' | 'still-present'
  plan?: ErasurePlan
  proof?: {
    id: string
    endedAt: string
    erased: {
      [k: string]: {
        [k: string]: number
      }
    }
    held: number
    /**
     * Nothing was found when everything was looked through once more
     */
    isTraceless: boolean
    /**
     * The proof itself, to be kept byte for byte
     */
    file: string
    /**
     * The same for people
     */
    text: string
    /**
     * For whoever asked, and kept nowhere: with it they can show that the proof is about them
     */
    salt: string
  }
}
export interface Leaving {
  run: string
  copies: 'keep' | 'remove'
  startedAt: string
  endedAt: string
  planned: StepGroup[]
  done: {
    kind: string
    on: 'left' | 'right'
    count: number
  }[]
  failed: number
  listed: ListedGroup[]
  subscriptions: {
    left: number
    right: number
  }
  forgotten: {
    [k: string]: number
  }
  credentials: {
    kind: 'entra-app' | 'person-sign-in' | 'exchange-permission' | 'client-password' | 'alimail-app'
    /**
     * Its name, or whose it is
     */
    of: string
    /**
     * The same as half a sentence in English
     */
    what: string
    /**
     * Commands; or, where `where` says so, where to click, in English
     */
    how: string[]
    where?: 'entra-user' | 'dingtalk-mail' | 'account' | 'alimail-console'
    neededBy: string[]
  }[]
  audit: {
    records: number
    head: string
    isWhole: boolean
  }
  proof?: {
    at: string
    left: {
      messages: number
      marked: number
      inMime: number
      subscriptions: number
      isAbsent: boolean
    }
    right: {
      messages: number
      marked: number
      inMime: number
      subscriptions: number
      isAbsent: boolean
    }
    remembered: {
      [k: string]: number
    }
    holds: boolean
  }
  stoppedBy?: {
    code: string
    message: string
  }
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
    | 'alert.raised'
    | 'alert.resolved'
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
   * Another after every change by a person; `If-Match` takes it
   */
  etag: string
  /**
   * Begins with https://, and is reached over the internet
   */
  url: string
  /**
   * Only these kinds of events; without them all
   *
   * @minItems 1
   * @maxItems 34
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
      | 'alert.raised'
      | 'alert.resolved'
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
      | 'alert.raised'
      | 'alert.resolved'
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
  /**
   * Whether anything was sent to it yet, as far as deliveries are kept; the test does not count
   */
  isTried: boolean
}
export interface WebhookAttempt {
  at: string
  tookMs: number
  /**
   * What was answered
   */
  status?: number
  /**
   * Why nothing was: a code, such as `not-listening`
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
    | 'alert.raised'
    | 'alert.resolved'
  at: string
  state: 'waiting' | 'delivered' | 'given-up'
  attempts: number
  /**
   * When it is tried next
   */
  dueAt?: string
  last?: WebhookAttempt
}
export interface Alert {
  key: string
  kind: 'unread' | 'unanswered' | 'wrong-side' | 'sign-in' | 'stuck' | 'hold' | 'lag' | 'quota' | 'set-aside' | 'heartbeat' | 'backup'
  pair?: string
  data: {
    [k: string]: string | number | boolean
  }
  raisedAt: string
  resolvedAt?: string
  /**
   * Ids of the channels that were told
   */
  told: string[]
}
export interface WatchRule {
  id: string
  /**
   * Another after every change; `If-Match` takes it
   */
  etag: string
  name: string
  /**
   * Only these pairs; without them all
   *
   * @minItems 1
   * @maxItems 1000
   */
  pairs?: [string, ...string[]]
  /**
   * An address, or `@` and a domain
   */
  from?: string
  /**
   * One of them is in the subject; traditional and simplified characters are one
   *
   * @minItems 1
   * @maxItems 50
   */
  keywords?: [string, ...string[]]
  /**
   * A role (`inbox`) or a name
   */
  folder?: string
  about: 'unread' | 'unanswered' | 'wrong-side'
  hours: number
  /**
   * Ids of channels; without them all
   *
   * @minItems 1
   */
  channels?: [string, ...string[]]
  by: string
  createdAt: string
}
export interface AlertChannel {
  id: string
  /**
   * Another after every change; `If-Match` takes it
   */
  etag: string
  name: string
  language: 'zh-Hant-HK' | 'zh-Hans-CN' | 'en'
  /**
   * Only these; without them all
   *
   * @minItems 1
   */
  kinds?: [
    'unread' | 'unanswered' | 'wrong-side' | 'sign-in' | 'stuck' | 'hold' | 'lag' | 'quota' | 'set-aside' | 'heartbeat' | 'backup',
    ...('unread' | 'unanswered' | 'wrong-side' | 'sign-in' | 'stuck' | 'hold' | 'lag' | 'quota' | 'set-aside' | 'heartbeat' | 'backup')[]
  ]
  /**
   * Nothing is told meanwhile; afterwards all of it in one message
   */
  quiet?: {
    from: string
    to: string
    zone: string
  }
  by: string
  createdAt: string
  way: 'dingtalk' | 'email' | 'webhook'
  leadsTo: string
  mail?: {
    host: string
    port: number
    security: 'tls' | 'starttls'
    from: string
    to: string[]
    user?: string
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
   * The key of the backup was made, and nobody has said yet that a copy of it is kept
   */
  keyWaits: boolean
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
    | 'entra-credential-missing'
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
export interface BackupKey {
  folder: string
  keyFile: string
  /**
   * The public half
   */
  recipient: string
  secret: string
}
export interface Probed1 {
  at: string
  /**
   * Where it was found out
   */
  place: 'simulation' | 'tenant'
  directions: {
    from: 'left' | 'right'
    outcome: 'arrived' | 'differs' | 'missing' | 'refused'
    /**
     * From putting it in until it was on the other side
     */
    tookMs?: number
    differences: ('subject' | 'text' | 'attachment' | 'sent' | 'received' | 'folder' | 'read' | 'flag' | 'answered' | 'forwarded' | 'tags')[]
    /**
     * Byte for byte
     */
    isExact: boolean
    marksBack?: {
      came: boolean
      tookMs: number
    }
    /**
     * Why it was refused: a code of docs/errors.md
     */
    code?: string
  }[]
  facts: {
    on: 'left' | 'right'
    what: 'keeps-received-date' | 'keeps-marks' | 'keeps-bytes' | 'reads-the-same-twice'
    answer: boolean
  }[]
  /**
   * Nothing of it was found any more afterwards
   */
  isClean: boolean
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
    | 'entra-credential-missing'
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
export interface Measures {
  pair: string
  /**
   * Runs ask for it; not where both clouds are simulated
   */
  isEnforced: boolean
  /**
   * Runs may write
   */
  isOpen: boolean
  openedAt?: string
  isClockBehind: boolean
  measures: {
    measure: 'backup' | 'mailbox' | 'sign-in' | 'credentials' | 'rollback'
    state: 'met' | 'waived' | 'open'
    points: {
      id:
        | 'backup-of-both'
        | 'exchange-online'
        | 'imap-known'
        | 'pop-left'
        | 'pop-right'
        | 'forward-left'
        | 'forward-right'
        | 'mfa-left'
        | 'mfa-right'
        | 'permissions'
        | 'client-password'
        | 'restore-point'
        | 'recovery-steps'
        | 'rehearsal'
      isMet: boolean
      outcome: 'ok' | 'warning' | 'failed' | 'unknown'
      /**
       * What was found, as one word
       */
      code:
        | 'backup-none'
        | 'backup-plain'
        | 'backup-unread'
        | 'backup-key'
        | 'backup-old'
        | 'backup-good'
        | 'side-missing'
        | 'point-none'
        | 'point-good'
        | 'rehearsal-none'
        | 'rehearsal-differs'
        | 'rehearsal-good'
        | 'mailbox-silent'
        | 'mailbox-elsewhere'
        | 'mailbox-kind'
        | 'mailbox-good'
        | 'forward-rules'
        | 'forward-none'
        | 'factor-missing'
        | 'factor-good'
        | 'factor-defaults'
        | 'factor-untold'
        | 'permission-none'
        | 'permission-missing'
        | 'permission-many'
        | 'permission-wide'
        | 'untold-permission'
        | 'untold-licence'
        | 'untold-no-answer'
        | 'problem'
        | 'said-yes'
        | 'said-no'
        | 'not-looked'
        | 'not-said'
      /**
       * What belongs into the words of it
       */
      values: {
        [k: string]: string | number
      }
      /**
       * The same in English
       */
      detail: string
      next?: string
      from: 'machine' | 'answer' | 'nothing'
      by?: string
      at?: string
      /**
       * There where a person can say it
       */
      question?: {
        asks: string
        where: string
        /**
         * Names these words; to be sent back with the answer
         */
        shown: string
      }
    }[]
    waiver?: {
      by: string
      because: string
      at: string
      covers: string[]
    }
  }[]
  /**
   * PowerShell that leaves the app no more than it needs
   */
  narrowing: string[]
  /**
   * What else a person should know before a first sync, after a look
   */
  remarks: {
    on?: 'left' | 'right'
    outcome: string
    text: string
    /**
     * The error with which it failed
     */
    code?: string
  }[]
}
export interface PointMessage {
  id: string
  side: 'left' | 'right'
  folder: string
  receivedAt: string
  /**
   * In bytes; absent where it has no content
   */
  size?: number
  read: boolean
  flag: 'none' | 'flagged' | 'complete'
  roleClass: 'received' | 'sent' | 'draft'
}
export interface OpenedPointMessage {
  id: string
  side: 'left' | 'right'
  folder: string
  receivedAt: string
  /**
   * In bytes; absent where it has no content
   */
  size?: number
  read: boolean
  flag: 'none' | 'flagged' | 'complete'
  roleClass: 'received' | 'sent' | 'draft'
  subject: string
  from: {
    name: string
    address: string
  }[]
  to: {
    name: string
    address: string
  }[]
  cc: {
    name: string
    address: string
  }[]
  sentAt?: string
  attachments: string[]
  text?: string
}
export interface AuditRecord {
  pair: string
  /**
   * Its place in the chain of its pair
   */
  seq: number
  at: string
  run: string
  kind: string
  on?: 'left' | 'right'
  item?: string
  binding?: string
  reason: string
  detail?: string
  by?: string
  /**
   * The id of the request at the cloud
   */
  request?: string
  hash: string
}
export interface LegalHold {
  name: string
  pair?: string
  address?: string
  since?: string
  until?: string
  by: string
  because: string
  at: string
  ended?: {
    at: string
    by: string
    because: string
  }
}
export interface ArchivedMessage {
  ref: string
  pair: string
  receivedAt: string
  archivedAt: string
  size: number
  places: {
    side: 'left' | 'right'
    folder: string
  }[]
  subject: string
  from: {
    name: string
    address: string
  }[]
  to: {
    name: string
    address: string
  }[]
  attachments: string[]
  isUnreadable: boolean
}
export interface OpenedArchivedMessage {
  ref: string
  pair: string
  receivedAt: string
  archivedAt: string
  size: number
  places: {
    side: 'left' | 'right'
    folder: string
  }[]
  subject: string
  from: {
    name: string
    address: string
  }[]
  to: {
    name: string
    address: string
  }[]
  attachments: string[]
  isUnreadable: boolean
  cc: {
    name: string
    address: string
  }[]
  sentAt?: string
  text?: string
  /**
   * Legal holds that keep it
   */
  holds: string[]
}
export interface Register {
  at: string
  facts: {
    company?: string
    contact?: string
    places?: {
      left: string
      right: string
    }
    authority?: string
    since?: string
  }
  months: {
    month: string
    pair: string
    from: 'left' | 'right'
    to: 'left' | 'right'
    messages: number
    bytes: number
    changes: number
  }[]
  /**
   * Distinct people whose data went to each side this year; absent where they are not counted
   */
  people?: {
    year: number
    left: number
    right: number
  }
  /**
   * The number of people from where on a contract or a certification is needed
   */
  mark: number
  findings: {
    code: 'PLACES_MISSING' | 'AUTHORITY_MISSING' | 'PEOPLE_NEAR' | 'PEOPLE_REACHED' | 'PEOPLE_MILLION'
    count?: number
  }[]
}
export interface Member {
  pair: string
  /**
   * Of its mailboxes: the left one first
   */
  addresses: string[]
  isPaused: boolean
  messages: number
  /**
   * Its safety measures hold
   */
  isOpen: boolean
  /**
   * Whether they are asked for
   */
  isEnforced: boolean
  /**
   * When its last restore point was taken
   */
  lastPoint?: string
}
