/** What people do beside runs, and what is done at their wish. */
export const DEEDS = ['answer', 'waive', 'back-up', 'prune', 'restore', 'read', 'export', 'erase', 'hold', 'release', 'disconnect'] as const

export type Deed = (typeof DEEDS)[number]
