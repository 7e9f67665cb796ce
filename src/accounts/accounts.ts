import { SyncError } from '../domain/errors.ts'
import { administrators } from './account.ts'
import { createElsewhere, type Elsewhere } from './elsewhere.ts'
import { createManage, type Manage } from './manage.ts'
import { createOwn, type Own } from './own.ts'
import { decide, grantFor, isShown, stateOf, type GuardedDeed, type Request, type RequestState } from './second-person.ts'
import { createSignIn, type SignIn } from './sign-in.ts'
import { recorder, type AccountsTools, type Who } from './tools.ts'

export type { Oidc } from './oidc.ts'
export type { MadeLink } from './manage.ts'
export type { AccountsTools, Actor, Origin, SignedIn, Who } from './tools.ts'

/** A request as it is shown. */
export interface ShownRequest extends Request {
  readonly state: RequestState
}

export interface SecondPersons {
  /** Those of the last 30 days, the newest first. */
  requests(): Promise<readonly ShownRequest[]>
  ask(who: Pick<Who, 'id' | 'name'>, deed: GuardedDeed, reason: string): Promise<ShownRequest>
  /** @throws {SyncError} `UNKNOWN_ACCOUNT`, `NOT_ALLOWED`, `SECOND_PERSON` */
  decide(who: Who, id: string, isGranted: boolean): Promise<ShownRequest>
  /** To be called right before the deed, which it is recorded for. @throws {SyncError} `SECOND_PERSON` where none has agreed */
  pass(who: Pick<Who, 'id' | 'name'>, deed: GuardedDeed): Promise<void>
}

/** People who sign in to Tongbu itself: who they are, what they may do, and how they prove it. */
export interface Accounts extends SignIn, Elsewhere, Manage, Own {
  readonly secondPersons: SecondPersons
}

/** Asks nothing of the store before a method is called. */
export const createAccounts = (tools: AccountsTools): Accounts => ({ ...createSignIn(tools), ...createElsewhere(tools), ...createManage(tools), ...createOwn(tools), secondPersons: createSecondPersons(tools) })

function createSecondPersons(tools: AccountsTools): SecondPersons {
  const { store, clock, newId } = tools
  const shown = (request: Request): ShownRequest => ({ ...request, state: stateOf(request, clock.now()) })
  return {
    async requests() {
      return (await store.known()).requests.filter((request) => isShown(request, clock.now())).map(shown)
    },
    async ask(who, { deed, pair, about }, reason) {
      if (reason.trim() === '' || reason.length > 500 || about.length > 200) throw new SyncError('BAD_ACCOUNT', 'Say in 1 to 500 characters why.')
      const record = recorder(tools)
      return store.change(({ requests }) => {
        const request: Request = { id: newId(), deed, pair, about, by: who.id, reason: reason.trim(), at: clock.now() }
        const droppedRequests = requests.filter((each) => !isShown(each, clock.now())).map(({ id }) => id)
        return { change: { requests: [request], droppedRequests }, audit: [record({ kind: 'second-person', by: who.name, reason: 'asked', detail: { request: request.id, deed, pair, about, why: request.reason } })], answer: shown(request) }
      })
    },
    async decide(who, id, isGranted) {
      const record = recorder(tools)
      return store.change(({ requests }) => {
        const request = requests.find((each) => each.id === id)
        if (request === undefined) throw new SyncError('UNKNOWN_ACCOUNT', 'There is no such request.')
        const decided = decide(request, who, isGranted, clock.now())
        return { change: { requests: [decided] }, audit: [record({ kind: 'second-person', by: who.name, reason: isGranted ? 'granted' : 'denied', detail: { request: id, deed: request.deed, pair: request.pair } })], answer: shown(decided) }
      })
    },
    async pass(who, deed) {
      const record = recorder(tools)
      await store.change(({ requests, accounts }) => {
        const chiefs = administrators(accounts).map(({ id }) => id)
        const grant = grantFor(requests, who.id, deed, clock.now(), (id) => chiefs.includes(id))
        if (grant === undefined) throw new SyncError('SECOND_PERSON', 'A second person has to agree to this first.')
        return { change: { requests: [{ ...grant, usedAt: clock.now() }] }, audit: [record({ kind: 'second-person', by: who.name, reason: 'used', detail: { request: grant.id, deed: deed.deed, pair: deed.pair } })], answer: undefined }
      })
    },
  }
}
