import type { Store } from '../../../src/store/open-store.ts'
import { signIn, type YearPairs } from './year-pairs.ts'

/** As whoever operates it does once a day: signs in where that was refused, and lets go what is held. @returns how often they decided */
export async function operateYear(store: Store, pairs: YearPairs, now: number): Promise<number> {
  let decisions = 0
  for (const { pair, state } of await store.service.standings()) {
    const known = pairs.get(pair)
    if (known === undefined || state === 'in-step') continue
    signIn(known)
    if (state === 'sign-in' || state === 'stuck') await store.service.wish({ pair, why: 'asked', since: now, dueAt: now })
    if (state === 'decide') decisions += await letGo(store, pair)
  }
  return decisions
}

async function letGo(store: Store, pair: string): Promise<number> {
  const report = JSON.parse((await store.pair(pair).fact('report')) ?? '{}') as { readonly holds?: readonly { readonly id: string }[] }
  const holds = report.holds ?? []
  for (const { id } of holds) await store.service.decide({ pair, hold: id, decision: 'apply' })
  return holds.length
}
