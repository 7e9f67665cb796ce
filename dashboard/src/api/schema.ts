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
