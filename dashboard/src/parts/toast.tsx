import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { Tone } from './badge.tsx'
import { Button } from './button.tsx'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'
import styles from './toast.module.css'

interface Told {
  readonly id: number
  readonly title: string
  readonly tone: Tone
  readonly description: string | undefined
}

const STAYS_MS = 6000
const MOST = 3

let last = 0
let told: readonly Told[] = []
/** Whoever points at one, or is at its button, still reads. */
let isRead = false
const waiting = new Set<() => void>()

const show = (next: readonly Told[]): void => {
  told = next
  for (const wake of waiting) wake()
}

const take = (id: number): void => show(told.filter((each) => each.id !== id))

const takeLater = (id: number): void => {
  setTimeout(() => (isRead ? takeLater(id) : take(id)), STAYS_MS)
}

/** Tells what was done, for a few seconds, and aloud to those who listen. */
export function tell(title: string, tone: Tone = 'good', description?: string): void {
  const id = ++last
  show([...told, { id, title, tone, description }].slice(-MOST))
  takeLater(id)
}

const subscribe = (wake: () => void): (() => void) => {
  waiting.add(wake)
  return () => waiting.delete(wake)
}

/** Where all of them are shown: once, around the pages. Always there, as only what comes into it is read aloud. */
export function Toasts() {
  const { t } = useTranslation()
  const shown = useSyncExternalStore(subscribe, () => told)
  const reads = (is: boolean) => () => void (isRead = is)
  return (
    <div className={styles['all']} role="status" onMouseEnter={reads(true)} onMouseLeave={reads(false)} onFocus={reads(true)} onBlur={reads(false)}>
      {shown.map(({ id, title, tone, description }) => (
        <div key={id} className={classes(styles['toast'], styles[tone])}>
          <Icon name={tone} size={20} />
          <div className={styles['words']}>
            <p className={styles['title']}>{title}</p>
            {description !== undefined && <p>{description}</p>}
          </div>
          <Button kind="quiet" icon="close" isSmall aria-label={t('parts.close')} onClick={() => take(id)} />
        </div>
      ))}
    </div>
  )
}
