import { useTranslation } from 'react-i18next'
import type { TrialCrossing } from '../../api/schema.ts'
import { Card } from '../../parts/card.tsx'
import { classes } from '../../parts/classes.ts'
import { Icon } from '../../parts/icon.tsx'
import styles from './suggestions.module.css'

/** What a visitor may try, and the crossing that shows that they did. */
const TRIED = { read: ['read'], flag: ['flagged', 'unflagged'], write: ['new'], move: ['moved'], trash: ['trashed'] } as const satisfies Readonly<Record<string, readonly TrialCrossing['kind'][]>>

/** A few things to try, ticked off once they have crossed. */
export function Suggestions({ crossings }: { readonly crossings: readonly TrialCrossing[] }) {
  const { t } = useTranslation()
  const hasCrossed = (kinds: readonly TrialCrossing['kind'][]): boolean => crossings.some(({ kind, tookMs }) => tookMs !== undefined && kinds.includes(kind))
  return (
    <Card title={t('tryIt.suggestions.title')}>
      <ul className={styles['all']}>
        {(Object.keys(TRIED) as (keyof typeof TRIED)[]).map((name) => {
          const isDone = hasCrossed(TRIED[name])
          return (
            <li key={name} className={classes(styles['one'], isDone && styles['done'])}>
              <Icon name={isDone ? 'good' : 'plain'} />
              <span>
                {t(`tryIt.suggestions.${name}`)}
                {isDone && <span className="hidden-but-read"> {t('tryIt.suggestions.done')}</span>}
              </span>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
