import { useTranslation } from 'react-i18next'

/** What is recorded, in the order in which it is offered. */
export const AUDIT_KINDS = [
  'copy',
  'mark',
  'move',
  'trash',
  'retire',
  'remove-draft',
  'restore-message',
  'strip',
  'create-folder',
  'change-folder',
  'delete-folder',
  'restore-folder',
  'bind-folder',
  'adopt-folder',
  'forget-folder',
  'bind',
  'replace',
  'adopt',
  'close',
  'leave',
  'revive',
  'recovered',
  'removed-partial',
  'answer',
  'waive',
  'back-up',
  'pin',
  'unpin',
  'prune',
  'restore',
  'read',
  'export',
  'erase',
  'hold',
  'release',
  'disconnect',
  'sign-in',
  'sign-out',
  'refuse',
  'account',
  'token',
  'second-person',
  'webhook',
  'watch',
] as const
const REASONS = [
  'new-here',
  'changed-there',
  'conflict',
  'moved-there',
  'trashed-there',
  'edit-beats-deletion',
  'origin-mark',
  'same-content',
  'same-headline',
  'late-twin',
  'superseded-copy',
  'already-equal',
  'cannot-hold',
  'emptied-from-trash',
  'left-the-mailbox',
  'original-left',
  'came-back',
  'discarded',
  'same-role',
  'same-name',
  'deleted-folder',
  'edited-draft',
  'undone',
  'rolled-back',
  'uninstalled',
  'first-sync',
  'before-hold',
  'before-rollback',
  'daily',
  'asked',
  'waived',
  'withdrawn',
  'gate-opened',
  'gate-closed',
  'yes',
  'no',
] as const

/** What was done and why, in words; as it is recorded where there are none. */
export function useAuditWords(): { readonly kind: (kind: string) => string; readonly reason: (reason: string) => string } {
  const { t } = useTranslation()
  return {
    kind: (kind) => {
      const known = AUDIT_KINDS.find((each) => each === kind)
      return known === undefined ? kind : t(`audit.kinds.${known}`)
    },
    reason: (reason) => {
      const known = REASONS.find((each) => each === reason)
      return known === undefined ? reason : t(`audit.reasons.${known}`)
    },
  }
}
