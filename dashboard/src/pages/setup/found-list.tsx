import { useTranslation } from 'react-i18next'
import type { SetupFound } from '../../api/schema.ts'
import { Icon, type IconName } from '../../parts/icon.tsx'
import { Words } from '../../parts/words.tsx'
import styles from './found-list.module.css'

const ICONS: Readonly<Record<SetupFound['weight'], IconName>> = { ok: 'good', look: 'note', wrong: 'bad' }

/** What a check found: what it is, and where it is mended. Read aloud when it changes. */
export function FoundList({ found, label }: { readonly found: readonly SetupFound[]; readonly label: string }) {
  const { t } = useTranslation()
  return (
    <div aria-live="polite">
      {found.length > 0 && (
        <ul className={styles['all']} aria-label={label}>
          {found.map((each) => (
            <li key={each.code} className={styles['one']}>
              <span className={styles[each.weight]}>
                <Icon name={ICONS[each.weight]} />
                <span className="hidden-but-read">{t(`setup.weight.${each.weight}`)}: </span>
              </span>
              <div>
                <p className={styles['what']}>{t(`found.${each.code}.what`, { about: each.about ?? t('setup.noReason') })}</p>
                <Next code={each.code} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Next({ code }: { readonly code: SetupFound['code'] }) {
  const { t } = useTranslation()
  const next = t(`found.${code}.next`, { defaultValue: '' })
  return next === '' ? null : <p className={styles['next']}><Words text={next} /></p>
}
