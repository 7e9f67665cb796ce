import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { Tone } from './badge.tsx'
import { classes } from './classes.ts'
import { Icon, type IconName } from './icon.tsx'
import styles from './stat.module.css'

interface StatProps {
  readonly label: string
  readonly value: ReactNode
  /** What the value is of, or since when. */
  readonly note?: ReactNode
  readonly icon?: IconName
  readonly tone?: Tone
  /** Where more of it is. */
  readonly href?: string
}

/** One number that answers one question. */
export function Stat({ label, value, note, icon, tone = 'plain', href }: StatProps) {
  const inside = (
    <>
      <span className={styles['label']}>
        {icon !== undefined && <Icon name={icon} size={16} />}
        {label}
      </span>
      <span className={styles['told']}>
        <span className={classes(styles['value'], styles[tone])}>{value}</span>
        {note !== undefined && <span className={styles['note']}>{note}</span>}
      </span>
    </>
  )
  if (href === undefined) return <div className={styles['stat']}>{inside}</div>
  return (
    <Link className={classes(styles['stat'], styles['link'])} href={href}>
      {inside}
    </Link>
  )
}
