import type { Fault, NotificationFaults } from '../../src/sandbox/faults.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'

/** Something that goes wrong in the clouds for a while. */
export interface Trouble {
  readonly name: string
  begin(sandbox: Sandbox, seed: number): void
}

/** Whoever signs in is people too: a refused sign-in would have to be looked after by a person. */
const IMAP_WORK = '^imap (?!LOGIN|AUTHENTICATE|ID|CAPABILITY|LOGOUT)'

const storm = (name: string, faults: readonly (Omit<Fault, 'seed' | 'effect'> & { readonly effect: Fault['effect'] })[]): Trouble => ({
  name,
  begin: ({ shared }, seed) => shared.faults.set(faults.map((fault, n) => ({ ...fault, seed: seed * 31 + n }))),
})

const untold = (name: string, faults: NotificationFaults): Trouble => ({
  name,
  begin: ({ shared }, seed) => {
    shared.faults.notifications = { ...faults, seed, since: shared.clock.now() }
  },
})

const TROUBLES: readonly Trouble[] = [
  storm('throttling', [
    { match: '^outlook ', effect: 'refuse', status: 429, code: 'TooManyRequests', retryAfterSeconds: 2, probability: 0.1 },
    { match: '^outlook ', effect: 'refuse', status: 503, retryAfterSeconds: 1, probability: 0.05 },
    { match: '^outlook ', effect: 'refuse', status: 504, probability: 0.05 },
  ]),
  storm('lost connections', [
    { match: '^(outlook|entra) ', effect: 'cut-before', probability: 0.05 },
    { match: IMAP_WORK, effect: 'cut-before', probability: 0.03 },
  ]),
  storm('lost answers', [
    { match: '^outlook ', effect: 'cut-after', probability: 0.05 },
    { match: '^outlook ', effect: 'error-after', status: 504, probability: 0.05 },
    { match: IMAP_WORK, effect: 'cut-after', probability: 0.03 },
  ]),
  { name: 'tokens end', begin: ({ outlook }) => outlook.expire({ tokens: true }) },
  { name: 'delta links end', begin: ({ outlook }) => outlook.expire({ deltaLinks: true }) },
  untold('changes not told', { drop: 1 }),
  untold('changes told twice and in another order', { drop: 0.2, duplicate: 0.5, reorderWithinMs: 8000 }),
  { name: 'subscriptions removed', begin: tellAll('subscriptionRemoved') },
  { name: 'reauthorization required', begin: tellAll('reauthorizationRequired') },
]

function tellAll(event: 'subscriptionRemoved' | 'reauthorizationRequired'): Trouble['begin'] {
  return ({ outlook }) => {
    for (const subscription of outlook.subscriptions.live()) outlook.subscriptions.tellLifecycle(subscription, event)
  }
}

/** One after the other, in an order drawn anew whenever all have been. */
export function drawTroubles(random: () => number): () => Trouble {
  let waiting: Trouble[] = []
  return () => {
    if (waiting.length === 0) waiting = [...TROUBLES]
    const [drawn] = waiting.splice(Math.floor(random() * waiting.length), 1)
    return drawn ?? endTroubles
  }
}

/** All goes well again. */
export const endTroubles: Trouble = {
  name: 'peace',
  begin: ({ shared }) => {
    shared.faults.set([])
    shared.faults.notifications = { since: shared.clock.now() }
  },
}
