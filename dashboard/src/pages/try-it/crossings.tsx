import { useTranslation } from 'react-i18next'
import type { TrialCrossing } from '../../api/schema.ts'
import { Card } from '../../parts/card.tsx'
import { useFormat } from '../../parts/format.ts'
import { Icon, type IconName } from '../../parts/icon.tsx'
import { CLOUD } from './trial.ts'
import styles from './crossings.module.css'

const DRAWING: Readonly<Record<TrialCrossing['kind'], IconName>> = { new: 'mail', read: 'watch', unread: 'mail', flagged: 'flag', unflagged: 'flag', moved: 'folder', trashed: 'trash' }
const MOST = 8

/** What was done on one side, and how long it took to the other. */
export function Crossings({ crossings }: { readonly crossings: readonly TrialCrossing[] }) {
  const { t } = useTranslation()
  return (
    <Card title={t('tryIt.crossings.title')} note={t('tryIt.crossings.note')}>
      <div role="log" aria-label={t('tryIt.crossings.title')}>
        {crossings.length === 0 ? (
          <p className={styles['nothing']}>{t('tryIt.crossings.nothing')}</p>
        ) : (
          <ol className={styles['all']}>
            {crossings.slice(0, MOST).map((crossing) => (
              <Crossing key={crossing.number} of={crossing} />
            ))}
          </ol>
        )}
      </div>
    </Card>
  )
}

function Crossing({ of: { kind, from, subject, tookMs } }: { readonly of: TrialCrossing }) {
  const { t } = useTranslation()
  const format = useFormat()
  const way = { from: t(`parts.cloud.${CLOUD[from]}`), to: t(`parts.cloud.${CLOUD[from === 'left' ? 'right' : 'left']}`) }
  return (
    <li className={styles['crossing']}>
      <Icon name={DRAWING[kind]} />
      <div className={styles['words']}>
        <p>
          <strong>{t(`tryIt.crossings.kind.${kind}`)}</strong> <span className={styles['subject']}>{subject}</span>
        </p>
        <p className={styles['way']}>{tookMs === undefined ? t('tryIt.crossings.onItsWay', way) : t('tryIt.crossings.took', { ...way, time: format.duration(tookMs) })}</p>
      </div>
    </li>
  )
}
