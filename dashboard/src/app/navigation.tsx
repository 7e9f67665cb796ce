import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { useService } from '../api/service.ts'
import { Count } from '../parts/badge.tsx'
import { classes } from '../parts/classes.ts'
import { Icon } from '../parts/icon.tsx'
import { iconOf, NAVIGATION, PAGES, type PageEntry, type PageName } from './pages.ts'
import styles from './navigation.module.css'

const matches = ({ path }: PageEntry, here: string): boolean => new RegExp(`^${path.replaceAll(/:[^/]+/g, '[^/]+')}$`).test(here)

const placeOf = (here: string): PageName | undefined => {
  const page = PAGES.find((each) => matches(each, here))
  return page?.name ?? page?.within
}

/** Where one can go. `onGo`: told when one goes. */
export function Navigation({ onGo }: { readonly onGo?: () => void }) {
  const { t } = useTranslation()
  const [here] = useLocation()
  const place = placeOf(here)
  const toDecide = useService().data?.toDecide ?? 0
  const pathOf = (name: PageName): string | undefined => PAGES.find((page) => page.name === name)?.path
  return (
    <nav className={styles['navigation']} aria-label={t('frame.navigation.label')}>
      {NAVIGATION.map(({ group, names }) => ({ group, there: names.filter((name) => pathOf(name) !== undefined) }))
        .filter(({ there }) => there.length > 0)
        .map(({ group, there }) => (
          <ul key={group} className={styles['group']}>
            {there.map((name) => (
              <li key={name}>
                <Link href={pathOf(name) ?? '/'} className={classes(styles['page'], name === place && styles['here'])} aria-current={name === place ? 'page' : undefined} onClick={onGo}>
                  <Icon name={iconOf(name)} />
                  <span>{t(`frame.navigation.${name}`)}</span>
                  {name === 'decisions' && toDecide > 0 && (
                    <Count tone="wait">
                      {toDecide}
                      <span className="hidden-but-read">{t('frame.navigation.waiting')}</span>
                    </Count>
                  )}
                </Link>
              </li>
            ))}
          </ul>
        ))}
    </nav>
  )
}
