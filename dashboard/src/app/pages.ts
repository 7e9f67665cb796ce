import type { ComponentType } from 'react'
import { Accounts } from '../pages/accounts/accounts.tsx'
import { Connections } from '../pages/connections/connections.tsx'
import { Decisions } from '../pages/decisions/decisions.tsx'
import { Flow } from '../pages/flow/flow.tsx'
import { Overview } from '../pages/overview/overview.tsx'
import { PairPage } from '../pages/pair/pair.tsx'
import { Pairs } from '../pages/pairs.tsx'
import { AnswerMany } from '../pages/safety/answer-many.tsx'
import { Archive } from '../pages/safety/archive.tsx'
import { Audit } from '../pages/safety/audit.tsx'
import { Backups } from '../pages/safety/backups.tsx'
import { FindMessage } from '../pages/safety/find-message.tsx'
import { LeavingPage } from '../pages/safety/leaving.tsx'
import { MeasuresOfPair } from '../pages/safety/measures-of-pair.tsx'
import { Measures } from '../pages/safety/measures.tsx'
import { People } from '../pages/safety/people.tsx'
import { RecoverySteps } from '../pages/safety/recovery-steps.tsx'
import { Restore } from '../pages/safety/restore.tsx'
import { Settings } from '../pages/settings.tsx'
import { Invite } from '../pages/setup/invite.tsx'
import { SetUp } from '../pages/setup/set-up.tsx'
import { LinkPage } from '../pages/sign-in/link.tsx'
import { SignInPage } from '../pages/sign-in/sign-in.tsx'
import { TryIt } from '../pages/try-it/try-it.tsx'
import { Watch } from '../pages/watch/watch.tsx'
import { WebhookPage } from '../pages/watch/webhook.tsx'
import { Welcome } from '../pages/welcome/welcome.tsx'
import type { IconName } from '../parts/icon.tsx'

/** Where a page is found in the navigation: the word is `frame.navigation.<name>`. */
export type PageName = 'overview' | 'pairs' | 'decisions' | 'flow' | 'measures' | 'backups' | 'audit' | 'people' | 'reports' | 'watch' | 'accounts' | 'connections' | 'settings' | 'setUp'

export interface PageEntry {
  /** As wouter has it: `/pairs/:pair`. */
  readonly path: string
  readonly Shown: ComponentType
  /** Its place in the navigation. Several pages may be `within` one place: the navigation leads to the one that has it as its `name`. */
  readonly name?: PageName
  readonly within?: PageName
  /** Shown alone, without what is around the other pages. */
  readonly isAlone?: boolean
  /** Also for whoever is not signed in. */
  readonly isOpen?: boolean
}

/** All pages. The first that fits is shown; the navigation follows. */
export const PAGES: readonly PageEntry[] = [
  { path: '/', name: 'overview', Shown: Overview },
  { path: '/welcome', isAlone: true, isOpen: true, Shown: Welcome },
  { path: '/try-it', isAlone: true, isOpen: true, Shown: TryIt },
  { path: '/sign-in', isAlone: true, isOpen: true, Shown: SignInPage },
  { path: '/link', isAlone: true, isOpen: true, Shown: LinkPage },
  { path: '/set-up', name: 'setUp', isAlone: true, Shown: SetUp },
  { path: '/set-up/:step', within: 'setUp', isAlone: true, Shown: SetUp },
  { path: '/invite', isAlone: true, isOpen: true, Shown: Invite },
  { path: '/pairs', name: 'pairs', Shown: Pairs },
  { path: '/pairs/:pair', within: 'pairs', Shown: PairPage },
  { path: '/pairs/:pair/:view', within: 'pairs', Shown: PairPage },
  { path: '/decisions', name: 'decisions', Shown: Decisions },
  { path: '/decisions/:kind', within: 'decisions', Shown: Decisions },
  { path: '/flow', name: 'flow', Shown: Flow },
  { path: '/accounts', name: 'accounts', Shown: Accounts },
  { path: '/accounts/:view', within: 'accounts', Shown: Accounts },
  { path: '/connections', name: 'connections', Shown: Connections },
  { path: '/watch', name: 'watch', Shown: Watch },
  { path: '/watch/:view', within: 'watch', Shown: Watch },
  { path: '/watch/webhooks/:webhook', within: 'watch', Shown: WebhookPage },
  { path: '/settings', name: 'settings', Shown: Settings },
  { path: '/measures', name: 'measures', Shown: Measures },
  { path: '/measures/answers', within: 'measures', Shown: AnswerMany },
  { path: '/measures/:pair', within: 'measures', Shown: MeasuresOfPair },
  { path: '/measures/:pair/steps', within: 'measures', Shown: RecoverySteps },
  { path: '/backups', name: 'backups', Shown: Backups },
  { path: '/backups/:pair/:point', within: 'backups', Shown: Restore },
  { path: '/backups/:pair/:point/messages', within: 'backups', Shown: FindMessage },
  { path: '/audit', name: 'audit', Shown: Audit },
  { path: '/archive', within: 'audit', Shown: Archive },
  { path: '/people', name: 'people', Shown: People },
  { path: '/people/:view', within: 'people', Shown: People },
  { path: '/leaving/:pair', within: 'people', Shown: LeavingPage },
]

/** The order of the navigation, in its groups. What has no page yet is left out. */
export const NAVIGATION: readonly { readonly group: 'work' | 'safety' | 'rest'; readonly names: readonly PageName[] }[] = [
  { group: 'work', names: ['overview', 'pairs', 'decisions', 'flow'] },
  { group: 'safety', names: ['measures', 'backups', 'audit', 'people', 'reports'] },
  { group: 'rest', names: ['watch', 'accounts', 'connections', 'setUp', 'settings'] },
]

/** Every name has a drawing of the same name. */
export const iconOf = (name: PageName): IconName => name
