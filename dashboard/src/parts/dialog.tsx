import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'
import { classes } from './classes.ts'
import { Modal } from './modal.tsx'
import styles from './dialog.module.css'

interface DialogProps {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly title: string
  /** What this is about, below the title. */
  readonly lead?: ReactNode
  /** Buttons, the one that does something last. */
  readonly actions?: ReactNode
  readonly isWide?: boolean
  readonly children?: ReactNode
}

/** Something to be dealt with before one goes on. */
export function Dialog({ isOpen, ...shown }: DialogProps) {
  return isOpen ? <Opened {...shown} /> : null
}

function Opened({ onClose, title, lead, actions, isWide = false, children }: Omit<DialogProps, 'isOpen'>) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <Modal className={classes(styles['dialog'], isWide && styles['wide'])} labelledBy={id} onClose={onClose}>
      <header className={styles['head']}>
        <h2 id={id} className={styles['title']}>
          {title}
        </h2>
        <Button kind="quiet" icon="close" aria-label={t('parts.close')} onClick={onClose} />
      </header>
      <div className={styles['body']}>
        {lead !== undefined && lead !== null && <div className={styles['lead']}>{lead}</div>}
        {children}
      </div>
      {actions !== undefined && <footer className={styles['foot']}>{actions}</footer>}
    </Modal>
  )
}
