import type { ReactNode } from 'react'
import type { Tone } from './badge.tsx'
import { classes } from './classes.ts'
import { Icon, type IconName } from './icon.tsx'
import type { Moment } from './format.ts'
import { Time } from './time.tsx'
import styles from './timeline.module.css'

export interface Happening {
  readonly key: string
  readonly at: Moment
  readonly title: ReactNode
  readonly body?: ReactNode
  readonly actions?: ReactNode
  readonly tone?: Tone
  readonly icon?: IconName
}

/** What happened, newest first. */
export function Timeline({ label, of }: { readonly label: string; readonly of: readonly Happening[] }) {
  return (
    <ol className={styles['line']} aria-label={label}>
      {of.map(({ key, at, title, body, actions, tone = 'plain', icon }) => (
        <li key={key} className={styles['each']}>
          <span className={classes(styles['dot'], styles[tone])}>
            <Icon name={icon ?? tone} size={16} />
          </span>
          <div className={styles['words']}>
            <div className={styles['title']}>{title}</div>
            {body !== undefined && <div className={styles['body']}>{body}</div>}
          </div>
          <div className={styles['end']}>
            <span className={styles['when']}>
              <Time at={at} />
            </span>
            {actions}
          </div>
        </li>
      ))}
    </ol>
  )
}
