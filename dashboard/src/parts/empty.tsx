import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'
import { Words } from './words.tsx'
import styles from './empty.module.css'

/** That there is nothing, why that is well or not, and what comes next. */
export function Empty({ icon, title, children, actions }: { readonly icon: IconName; readonly title: string; readonly children?: ReactNode; readonly actions?: ReactNode }) {
  return (
    <div className={styles['empty']}>
      <span className={styles['drawing']}>
        <Icon name={icon} size={28} />
      </span>
      <p className={styles['title']}>{title}</p>
      {children !== undefined && <p className={styles['words']}>{typeof children === 'string' ? <Words text={children} /> : children}</p>}
      {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
    </div>
  )
}
