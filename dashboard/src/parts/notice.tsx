import type { ReactNode } from 'react'
import type { Tone } from './badge.tsx'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'
import { Words } from './words.tsx'
import styles from './notice.module.css'

interface NoticeProps {
  readonly tone?: Tone
  readonly title: ReactNode
  readonly children?: ReactNode
  readonly actions?: ReactNode
  /** It came by itself and is read aloud at once. */
  readonly isNew?: boolean
}

/** Something to know where one is: what it is, and what to do about it. */
export function Notice({ tone = 'note', title, children, actions, isNew = false }: NoticeProps) {
  return (
    <div className={classes(styles['notice'], styles[tone])} role={isNew ? 'alert' : undefined}>
      <Icon name={tone === 'plain' ? 'note' : tone} size={20} />
      <div className={styles['words']}>
        <p className={styles['title']}>{typeof title === 'string' ? <Words text={title} /> : title}</p>
        {children !== undefined && <div>{typeof children === 'string' ? <Words text={children} /> : children}</div>}
      </div>
      {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
    </div>
  )
}
