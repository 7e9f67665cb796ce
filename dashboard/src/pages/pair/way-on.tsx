import { useTranslation } from 'react-i18next'
import { ButtonLink, type ButtonKind } from '../../parts/button.tsx'
import type { IconName } from '../../parts/icon.tsx'
import type { PairState } from '../../parts/state-badge.tsx'

const WAYS: Partial<Record<PairState, readonly [IconName, (pair: string) => string, 'toDecide' | 'toConnections' | 'toMeasures']>> = {
  decide: ['decisions', () => '/decisions', 'toDecide'],
  'sign-in': ['connections', () => '/connections', 'toConnections'],
  gate: ['measures', (pair) => `/measures/${encodeURIComponent(pair)}`, 'toMeasures'],
}

/** To where somebody sees to it that a pair goes on. Not there where nobody has to. */
export function WayOn({ pair, state, kind = 'plain' }: { readonly pair: string; readonly state: PairState; readonly kind?: ButtonKind }) {
  const { t } = useTranslation()
  const way = WAYS[state]
  if (way === undefined) return null
  const [icon, pathOf, word] = way
  return (
    <ButtonLink kind={kind} icon={icon} href={pathOf(pair)}>
      {t(`pair.why.${word}`)}
    </ButtonLink>
  )
}
