export const parts = {
  close: 'Close',
  cancel: 'Cancel',
  more: 'Show more',
  copy: 'Copy: {{what}}',
  copyAll: 'Copy all',
  told: '{{what}}: {{is}}',
  withMore: '{{what}} ({{more}})',
  copied: 'Copied',
  asTable: 'Show as a table',
  when: 'When',
  cloud: { dingtalk: 'DingTalk', imap: 'IMAP', outlook: 'Outlook' },
  unreachable: { what: 'Tongbu does not answer.', next: 'See whether it is still running. This page tries again by itself.' },
}
