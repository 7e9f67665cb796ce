import { useTranslation } from 'react-i18next'
import { useKnownPairs } from '../../api/known-pairs.ts'

/** What a pair of a rule is called. One that is gone says so: the rule finds nothing there any more. */
export function usePairName(): (pair: string) => string {
  const { t } = useTranslation()
  const { isGone } = useKnownPairs()
  return (pair) => (isGone(pair) ? t('watch.rules.gone', { name: pair }) : pair)
}
