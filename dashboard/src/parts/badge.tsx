import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import { Icon, type IconName } from './icon.tsx'
import styles from './badge.module.css'

/** `good`: as it should be. `wait`: goes on by itself or wants a look. `bad`: somebody must act. `note`: to know. `plain`: neither. */
export type Tone = 'good' | 'wait' | 'bad' | 'note' | 'plain'

/** A word about how something stands: never by its colour alone. `icon`: default that of the tone; `false`: none. */
export function Badge({ tone = 'plain', icon, children }: { readonly tone?: Tone; readonly icon?: IconName | false; readonly children: ReactNode }) {
  return (
    <span className={classes(styles['badge'], styles[tone])}>
      {icon !== false && <Icon name={icon ?? tone} size={15} />}
      {children}
    </span>
  )
}

/** How many, beside a name. */
export function Count({ tone = 'plain', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return <span className={classes(styles['badge'], styles['count'], styles[tone])}>{children}</span>
}
