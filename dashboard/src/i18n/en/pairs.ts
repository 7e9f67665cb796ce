export const pairs = {
  title: 'Pairs',
  lead: 'Each keeps one DingTalk and one Outlook mailbox the same.',
  search: 'Find a pair',
  noneFound: 'No pair of that name',
  columns: { name: 'Pair', state: 'State', messages: 'Messages on both sides', setAside: 'Set aside', inStep: 'Last in step' },
  state: {
    new: 'Not looked at yet',
    'in-step': 'In step',
    behind: 'Catching up',
    waiting: 'Trying again',
    decide: 'Waiting for you',
    gate: 'Safety measures',
    'sign-in': 'Sign in again',
    stuck: 'Needs help',
    paused: 'Paused',
  },
  empty: { title: 'No pair yet', body: 'Connect a DingTalk and an Outlook mailbox, and they are kept the same.' },
}
