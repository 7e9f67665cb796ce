import type { ReactNode } from 'react'
import type { Tone } from './badge.tsx'
import { classes } from './classes.ts'
import styles from './progress.module.css'

interface BarProps {
  readonly label: string
  /** 0–1. */
  readonly share: number
  /** The value in words, beside the label. */
  readonly value: ReactNode
  readonly note?: ReactNode
  readonly tone?: Tone
}

function Bar({ label, share, value, note, tone = 'plain', role }: BarProps & { readonly role: 'progressbar' | 'meter' }) {
  const bounded = Math.min(1, Math.max(0, share))
  return (
    <div className={styles['bar']}>
      <div className={styles['head']}>
        <span>{label}</span>
        <span className={styles['value']}>{value}</span>
      </div>
      <div className={styles['track']} role={role} aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(bounded * 100)} aria-valuetext={typeof value === 'string' ? value : undefined}>
        <div className={classes(styles['done'], styles[tone])} style={{ width: `${bounded * 100}%` }} />
      </div>
      {note !== undefined && <span className={styles['note']}>{note}</span>}
    </div>
  )
}

/** How far long work is. */
export const Progress = (props: BarProps) => <Bar {...props} role="progressbar" />

/** How much of something limited is used. */
export const Meter = (props: BarProps) => <Bar {...props} role="meter" />
