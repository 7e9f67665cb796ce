import { Dialog as Base } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'
import { classes } from './classes.ts'
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

/** Something to be dealt with before one goes on. Holds the focus, and gives it back. */
export function Dialog({ isOpen, onClose, title, lead, actions, isWide = false, children }: DialogProps) {
  const { t } = useTranslation()
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles['shade']} />
        <Base.Viewport className={styles['view']}>
          <Base.Popup className={classes(styles['dialog'], isWide && styles['wide'])}>
            <header className={styles['head']}>
              <Base.Title className={styles['title']}>{title}</Base.Title>
              <Base.Close render={<Button kind="quiet" icon="close" aria-label={t('parts.close')} />} />
            </header>
            <div className={styles['body']}>
              {lead !== undefined && <Base.Description render={<div />}>{lead}</Base.Description>}
              {children}
            </div>
            {actions !== undefined && <footer className={styles['foot']}>{actions}</footer>}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  )
}
