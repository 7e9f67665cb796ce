import type { Argument } from './arguments.ts'
import type { Selection } from './selection.ts'
import type { Login } from './service.ts'
import type { Session } from './session.ts'

/** What a command came to. */
export interface Answer {
  readonly status: 'OK' | 'NO' | 'BAD'
  readonly text: string
  /** Whether it changed anything in a mailbox. */
  readonly write?: boolean
  /** The session ends after the answer. */
  readonly end?: boolean
}

export const ok = (text: string, write = false): Answer => ({ status: 'OK', text, write })
export const no = (text: string): Answer => ({ status: 'NO', text })
/** What the server says to everything that it does not understand. */
export const bad = (text = 'invalid command or parameters'): Answer => ({ status: 'BAD', text })

interface Asked {
  readonly session: Session
  readonly args: readonly Argument[]
  /** `UID` came before the command. */
  readonly byUid: boolean
}

type Run<More> = (asked: Asked & More) => Answer | Promise<Answer>

/** A command, by the state that a session must be in for it. */
export type Command =
  | { readonly needs: 'nothing'; readonly run: Run<unknown> }
  | { readonly needs: 'login'; readonly run: Run<{ readonly login: Login }> }
  | { readonly needs: 'selection'; readonly run: Run<{ readonly login: Login; readonly selection: Selection }> }

export const anyTime = (run: Run<unknown>): Command => ({ needs: 'nothing', run })
export const afterLogin = (run: Run<{ readonly login: Login }>): Command => ({ needs: 'login', run })
export const selected = (run: Run<{ readonly login: Login; readonly selection: Selection }>): Command => ({ needs: 'selection', run })
