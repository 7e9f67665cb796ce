import { useTranslation } from 'react-i18next'
import { Badge, type Tone } from '../../parts/badge.tsx'
import type { Way } from './answers.ts'

type Permission = Way<'microsoft'>['permissions'][number]

/** Whether the app has a permission. One that is only of use is not missed. */
export function HeldBadge({ of: { held, need } }: { readonly of: Pick<Permission, 'held' | 'need'> }) {
  const { t } = useTranslation()
  const isMissed = held === 'missing' && need === 'needed'
  const tone: Tone = isMissed ? 'bad' : held === 'missing' || held === 'unknown' ? 'plain' : 'good'
  return <Badge tone={tone}>{t(isMissed ? 'connections.held.needed' : `connections.held.${held}`)}</Badge>
}
