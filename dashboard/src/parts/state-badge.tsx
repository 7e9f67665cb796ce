import { useTranslation } from 'react-i18next'
import type { PairSummary } from '../api/schema.ts'
import { Badge, type Tone } from './badge.tsx'
import type { IconName } from './icon.tsx'

export type PairState = PairSummary['state']

const LOOK: Readonly<Record<PairState, readonly [Tone, IconName]>> = {
  'in-step': ['good', 'good'],
  behind: ['note', 'sync'],
  waiting: ['wait', 'wait'],
  decide: ['wait', 'decisions'],
  gate: ['wait', 'measures'],
  'sign-in': ['bad', 'key'],
  stuck: ['bad', 'bad'],
  paused: ['plain', 'pause'],
  new: ['plain', 'plain'],
}

/** All of them, the best first. */
export const STATES = Object.keys(LOOK) as readonly PairState[]

/** How a pair stands. */
export function StateBadge({ state }: { readonly state: PairState }) {
  const { t } = useTranslation()
  const [tone, icon] = LOOK[state]
  return (
    <Badge tone={tone} icon={icon}>
      {t(`pairs.state.${state}`)}
    </Badge>
  )
}
