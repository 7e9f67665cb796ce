import { useId, type ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './card.module.css'

interface CardProps {
  readonly title?: ReactNode
  /** Below the title: what is seen here. */
  readonly note?: ReactNode
  readonly actions?: ReactNode
  /** Without room at its edges: for a table. */
  readonly isFlush?: boolean
  readonly children?: ReactNode
}

/** What belongs together. */
export function Card({ title, note, actions, isFlush = false, children }: CardProps) {
  const id = useId()
  return (
    <section className={styles['card']} aria-labelledby={title === undefined ? undefined : id}>
      {(title !== undefined || actions !== undefined) && (
        <header className={styles['head']}>
          <div className={classes(styles['words'], note !== undefined && styles['noted'])}>
            {title !== undefined && <h2 id={id}>{title}</h2>}
            {note !== undefined && <p className={styles['note']}>{note}</p>}
          </div>
          {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
        </header>
      )}
      <div className={classes(styles['body'], isFlush && styles['flush'])}>{children}</div>
    </section>
  )
}
