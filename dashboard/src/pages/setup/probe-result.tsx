import { useTranslation } from 'react-i18next'
import type { Probed } from '../../api/schema.ts'
import { Icon } from '../../parts/icon.tsx'
import { useFormat } from '../../parts/format.ts'
import { Quiet, Stack } from '../../parts/stack.tsx'
import { useCodeWords } from '../../parts/problem-text.tsx'
import styles from './found-list.module.css'

type Direction = Probed['directions'][number]

/** What a two-way test found, and where and when. */
export function ProbeResult({ probed }: { readonly probed: Probed }) {
  const { t } = useTranslation()
  const format = useFormat()
  const clouds = { left: t('parts.cloud.dingtalk'), right: t('parts.cloud.outlook') }
  return (
    <Stack>
      <ul className={styles['all']} aria-label={t('setup.test.result')}>
        {probed.directions.map((direction) => (
          <DirectionLine key={direction.from} direction={direction} />
        ))}
        <li className={styles['one']}>
          <span className={styles[probed.isClean ? 'ok' : 'look']}>
            <Icon name={probed.isClean ? 'good' : 'wait'} />
          </span>
          <p className={styles['what']}>{t(probed.isClean ? 'setup.test.clean' : 'setup.test.notClean')}</p>
        </li>
      </ul>
      <details>
        <summary>{t('setup.test.facts')}</summary>
        <ul className={styles['plain']}>
          {probed.facts.map(({ on, what, answer }) => (
            <li key={`${on} ${what}`}>{t(`setup.test.fact.${what}.${answer ? 'yes' : 'no'}`, { cloud: clouds[on] })}</li>
          ))}
        </ul>
      </details>
      <Quiet>{t(`setup.test.place.${probed.place}`, { when: format.moment(probed.at) })}</Quiet>
    </Stack>
  )
}

function DirectionLine({ direction }: { readonly direction: Direction }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useCodeWords()
  const { from, outcome, tookMs = 0, differences, isExact, marksBack, code } = direction
  const isWell = outcome === 'arrived' && marksBack?.came === true
  const way = t(`setup.test.way.${from}`)
  const isThere = outcome === 'arrived' || outcome === 'differs'
  return (
    <li className={styles['one']}>
      <span className={styles[isWell ? 'ok' : 'wrong']}>
        <Icon name={isWell ? 'good' : 'bad'} />
        <span className="hidden-but-read">{t(isWell ? 'setup.weight.ok' : 'setup.weight.wrong')}: </span>
      </span>
      <div>
        <p className={styles['what']}>{isThere ? t('setup.test.arrived', { way, took: format.duration(tookMs) }) : t(`setup.test.${outcome}`, { way })}</p>
        {isThere && <p className={styles['next']}>{differences.length === 0 ? t(isExact ? 'setup.test.exact' : 'setup.test.same') : t('setup.test.differs', { what: format.list(differences.map((each) => t(`setup.test.difference.${each}`))) })}</p>}
        {isThere && marksBack !== undefined && <p className={styles['next']}>{marksBack.came ? t('setup.test.marks', { took: format.duration(marksBack.tookMs) }) : t('setup.test.noMarks')}</p>}
        {code !== undefined && <p className={styles['next']}>{words(code, { what: code }).what}</p>}
      </div>
    </li>
  )
}
