import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'
import { tell } from './toast.tsx'
import styles from './copy-text.module.css'

/** Takes a text that is shown elsewhere. */
export function CopyButton({ text, children }: { readonly text: string; readonly children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <Button icon="copy" onClick={() => void navigator.clipboard.writeText(text).then(() => tell(t('parts.copied')))}>
      {children}
    </Button>
  )
}

/** Text to be taken elsewhere: a command, an address, an id. */
export function CopyText({ text, label }: { readonly text: string; readonly label: string }) {
  const { t } = useTranslation()
  return (
    <span className={styles['all']}>
      <code className={styles['text']}>{text}</code>
      <Button isSmall icon="copy" aria-label={t('parts.copy', { what: label })} onClick={() => void navigator.clipboard.writeText(text).then(() => tell(t('parts.copied')))} />
    </span>
  )
}
