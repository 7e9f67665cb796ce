export const welcome = {
  title: 'Welcome to Tongbu',
  lead: 'Tongbu keeps a DingTalk mailbox and an Outlook mailbox the same, in both directions.',
  try: {
    title: 'Try it',
    text: 'Two small mailboxes in simulated clouds, side by side. Write, read, flag and move mail on one side, and watch it cross to the other.',
    note: 'Takes a few seconds. Nothing leaves this computer, and no account is needed.',
    start: 'Start the simulation',
    back: 'Back to the simulation',
  },
  connect: {
    title: 'Connect my accounts',
    text: 'A guided set-up, one step at a time: DingTalk, Microsoft, the people whose mail is kept the same, and a test in both directions.',
    note: 'You should be an administrator of both. No account password is ever asked for.',
    start: 'Begin the set-up',
  },
  promise: { kept: 'Nothing lost, nothing doubled', undone: 'A whole day can be undone', quiet: 'Never sends mail in your name' },
}
