import { useTranslation } from 'react-i18next'
import { Notice } from '../../parts/notice.tsx'

/** Client-specific passwords are 16 letters and digits that the server made. */
const MADE_BY_SERVER = /^[A-Za-z0-9]{16}$/
/** Nobody has pasted a whole one before that. */
const LEAST = 6

/** Warns before anything is sent, where what was typed may be the password of the account. */
export function OddPassword({ password }: { readonly password: string }) {
  const { t } = useTranslation()
  if (password.length < LEAST || MADE_BY_SERVER.test(password.replaceAll(/[\s-]/g, ''))) return null
  return (
    <Notice tone="wait" title={t('found.typed-account-password.what')}>
      {t('found.typed-account-password.next')}
    </Notice>
  )
}
