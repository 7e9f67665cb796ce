import type { ComponentType } from 'react'
import type { IconName } from '../parts/icon.tsx'

/** Where a page is found in the navigation: the word is `frame.navigation.<name>`. */
export type PageName = 'overview' | 'pairs' | 'decisions' | 'flow' | 'measures' | 'backups' | 'audit' | 'people' | 'reports' | 'watch' | 'accounts' | 'connections' | 'settings' | 'setUp'

export interface PageEntry {
  /** As wouter has it: `/pairs/:pair`. */
  readonly path: string
  /** Loaded when it is first shown. */
  readonly load: () => Promise<ComponentType>
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
  { path: '/', name: 'overview', load: async () => (await import('../pages/overview/overview.tsx')).Overview },
  { path: '/welcome', isAlone: true, isOpen: true, load: async () => (await import('../pages/welcome/welcome.tsx')).Welcome },
  { path: '/try-it', isAlone: true, isOpen: true, load: async () => (await import('../pages/try-it/try-it.tsx')).TryIt },
  { path: '/sign-in', isAlone: true, isOpen: true, load: async () => (await import('../pages/sign-in/sign-in.tsx')).SignInPage },
  { path: '/link', isAlone: true, isOpen: true, load: async () => (await import('../pages/sign-in/link.tsx')).LinkPage },
  { path: '/set-up', name: 'setUp', isAlone: true, load: async () => (await import('../pages/setup/set-up.tsx')).SetUp },
  { path: '/set-up/:step', within: 'setUp', isAlone: true, load: async () => (await import('../pages/setup/set-up.tsx')).SetUp },
  { path: '/invite', isAlone: true, isOpen: true, load: async () => (await import('../pages/setup/invite.tsx')).Invite },
  { path: '/pairs', name: 'pairs', load: async () => (await import('../pages/pairs.tsx')).Pairs },
  { path: '/pairs/:pair', within: 'pairs', load: async () => (await import('../pages/pair/pair.tsx')).PairPage },
  { path: '/pairs/:pair/:view', within: 'pairs', load: async () => (await import('../pages/pair/pair.tsx')).PairPage },
  { path: '/decisions', name: 'decisions', load: async () => (await import('../pages/decisions/decisions.tsx')).Decisions },
  { path: '/decisions/:kind', within: 'decisions', load: async () => (await import('../pages/decisions/decisions.tsx')).Decisions },
  { path: '/flow', name: 'flow', load: async () => (await import('../pages/flow/flow.tsx')).Flow },
  { path: '/accounts', name: 'accounts', load: async () => (await import('../pages/accounts/accounts.tsx')).Accounts },
  { path: '/accounts/:view', within: 'accounts', load: async () => (await import('../pages/accounts/accounts.tsx')).Accounts },
  { path: '/connections', name: 'connections', load: async () => (await import('../pages/connections/connections.tsx')).Connections },
  { path: '/watch', name: 'watch', load: async () => (await import('../pages/watch/watch.tsx')).Watch },
  { path: '/watch/:view', within: 'watch', load: async () => (await import('../pages/watch/watch.tsx')).Watch },
  { path: '/watch/webhooks/:webhook', within: 'watch', load: async () => (await import('../pages/watch/webhook.tsx')).WebhookPage },
  { path: '/settings', name: 'settings', load: async () => (await import('../pages/settings.tsx')).Settings },
  { path: '/measures', name: 'measures', load: async () => (await import('../pages/safety/measures.tsx')).Measures },
  { path: '/measures/answers', within: 'measures', load: async () => (await import('../pages/safety/answer-many.tsx')).AnswerMany },
  { path: '/measures/:pair', within: 'measures', load: async () => (await import('../pages/safety/measures-of-pair.tsx')).MeasuresOfPair },
  { path: '/measures/:pair/steps', within: 'measures', load: async () => (await import('../pages/safety/recovery-steps.tsx')).RecoverySteps },
  { path: '/backups', name: 'backups', load: async () => (await import('../pages/safety/backups.tsx')).Backups },
  { path: '/backups/:pair/:point', within: 'backups', load: async () => (await import('../pages/safety/restore.tsx')).Restore },
  { path: '/backups/:pair/:point/messages', within: 'backups', load: async () => (await import('../pages/safety/find-message.tsx')).FindMessage },
  { path: '/audit', name: 'audit', load: async () => (await import('../pages/safety/audit.tsx')).Audit },
  { path: '/archive', within: 'audit', load: async () => (await import('../pages/safety/archive.tsx')).Archive },
  { path: '/people', name: 'people', load: async () => (await import('../pages/safety/people.tsx')).People },
  { path: '/people/:view', within: 'people', load: async () => (await import('../pages/safety/people.tsx')).People },
  { path: '/leaving/:pair', within: 'people', load: async () => (await import('../pages/safety/leaving.tsx')).LeavingPage },
]

/** The order of the navigation, in its groups. What has no page yet is left out. */
export const NAVIGATION: readonly { readonly group: 'work' | 'safety' | 'rest'; readonly names: readonly PageName[] }[] = [
  { group: 'work', names: ['overview', 'pairs', 'decisions', 'flow'] },
  { group: 'safety', names: ['measures', 'backups', 'audit', 'people', 'reports'] },
  { group: 'rest', names: ['watch', 'accounts', 'connections', 'setUp', 'settings'] },
]

/** Every name has a drawing of the same name. */
export const iconOf = (name: PageName): IconName => name
