/** What people do beside runs, and what is done at their wish. */
export const DEEDS = ['answer', 'waive', 'back-up', 'pin', 'unpin', 'prune', 'restore', 'read', 'export', 'erase', 'hold', 'release', 'probe', 'disconnect', 'sign-in', 'sign-out', 'refuse', 'account', 'token', 'second-person', 'webhook', 'watch'] as const

export type Deed = (typeof DEEDS)[number]
