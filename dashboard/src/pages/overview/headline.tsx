import { useTranslation } from 'react-i18next'
import type { Overview } from '../../api/schema.ts'
import type { Tone } from '../../parts/badge.tsx'
import { classes } from '../../parts/classes.ts'
import { useFormat } from '../../parts/format.ts'
import { Icon } from '../../parts/icon.tsx'
import { StateBadge, STATES } from '../../parts/state-badge.tsx'
import styles from './headline.module.css'

type How = 'inStep' | 'behind' | 'waits' | 'paused' | 'none'

const TONES: Readonly<Record<How, Tone>> = { inStep: 'good', behind: 'note', waits: 'wait', paused: 'plain', none: 'plain' }

/** The answer to the first question, in one sentence. */
export function Headline({ told: { states, waits } }: { readonly told: Overview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const counted = STATES.map((state) => [state, states[state] ?? 0] as const).filter(([, many]) => many > 0)
  const total = counted.reduce((sum, [, many]) => sum + many, 0)
  const how: How = total === 0 ? 'none' : waits.length > 0 ? 'waits' : states['paused'] === total ? 'paused' : (states['in-step'] ?? 0) + (states['paused'] ?? 0) === total ? 'inStep' : 'behind'
  return (
    <section className={classes(styles['headline'], styles[TONES[how]])} aria-live="polite">
      <span className={styles['sign']}>
        <Icon name={how === 'paused' ? 'pause' : TONES[how]} size={30} />
      </span>
      <div className={styles['words']}>
        <h2 className={styles['title']}>{t(`overview.headline.${how}`, { n: format.number(how === 'waits' ? waits.length : total) })}</h2>
        {/* Where all wait, the sentence has said it. */}
        {(counted.length > 1 || how !== 'waits') && (
          <p className={styles['states']}>
            {counted.map(([state, many]) => (
              <span key={state} className={styles['state']}>
                <StateBadge state={state} /> {t('overview.headline.pairs', { count: many, n: format.number(many) })}
              </span>
            ))}
          </p>
        )}
      </div>
    </section>
  )
}
