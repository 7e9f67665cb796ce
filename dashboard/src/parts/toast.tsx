import { Toast } from '@base-ui/react/toast'
import { useTranslation } from 'react-i18next'
import type { Tone } from './badge.tsx'
import { Button } from './button.tsx'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'
import styles from './toast.module.css'

const manager = Toast.createToastManager<{ readonly tone: Tone }>()

const STAYS_MS = 6000

/** Tells what was done, for a few seconds, and aloud to those who listen. */
export function tell(title: string, tone: Tone = 'good', description?: string): void {
  manager.add({ title, data: { tone }, timeout: STAYS_MS, ...(description === undefined ? {} : { description }) })
}

/** Where all of them are shown: once, around the pages. */
export function Toasts() {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className={styles['all']}>
          <Shown />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function Shown() {
  const { t } = useTranslation()
  const { toasts } = Toast.useToastManager<{ readonly tone: Tone }>()
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={classes(styles['toast'], styles[toast.data?.tone ?? 'good'])}>
      <Icon name={toast.data?.tone ?? 'good'} size={20} />
      <Toast.Content className={styles['words']}>
        <Toast.Title className={styles['title']} render={<p />} />
        <Toast.Description />
      </Toast.Content>
      <Toast.Close render={<Button kind="quiet" icon="close" isSmall aria-label={t('parts.close')} />} />
    </Toast.Root>
  ))
}
