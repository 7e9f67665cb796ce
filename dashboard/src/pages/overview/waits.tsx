import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Overview } from '../../api/schema.ts'
import { Card } from '../../parts/card.tsx'
import { useCodeWords } from '../../parts/problem-text.tsx'
import { roomAfter } from '../../parts/room-after.ts'
import { Quiet } from '../../parts/stack.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { Time } from '../../parts/time.tsx'
import { pairPath } from '../pair/pair-path.ts'
import { WayOn } from '../pair/way-on.tsx'
import { Words } from '../../parts/words.tsx'
import styles from './waits.module.css'

/** Pairs that do not go on before somebody acts, and what to do. Not there where none does: the headline says so. */
export function Waits({ told: { waits } }: { readonly told: Overview }) {
  const { t } = useTranslation()
  const words = useCodeWords()
  if (waits.length === 0) return null
  return (
    <Card title={t('overview.waits.title')}>
      <ul className={styles['list']}>
        {waits.map(({ pair, state, since, code, message, cure }) => {
          const { what, next } = state === 'decide' || code === undefined ? { what: t('overview.waits.decide'), next: undefined } : words(code, { what: message ?? code, ...(cure === undefined ? {} : { next: cure }) })
          return (
            <li key={pair} className={styles['each']}>
              <div className={styles['about']}>
                <div className={styles['head']}>
                  <Link className={styles['name']} href={pairPath(pair)}>
                    {pair}
                  </Link>
                  <StateBadge state={state} />
                  <Quiet>
                    <Time at={since} />
                  </Quiet>
                </div>
                <p className={styles['why']}>
                  <Words text={`${what}${roomAfter(what)}${next ?? ''}`} />
                </p>
              </div>
              <WayOn pair={pair} state={state} />
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
