import { useTranslation } from 'react-i18next'
import { classes } from './classes.ts'
import styles from './side-name.module.css'

export type Cloud = 'dingtalk' | 'imap' | 'outlook'

/** One of the two sides, in its colour and by its name. */
export function SideName({ cloud }: { readonly cloud: Cloud }) {
  const { t } = useTranslation()
  return <span className={classes(styles['side'], styles[cloud === 'outlook' ? 'outlook' : 'dingtalk'])}>{t(`parts.cloud.${cloud}`)}</span>
}
