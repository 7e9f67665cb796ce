import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'

/** An address that leads nowhere. */
export function NotFound() {
  const { t } = useTranslation()
  return (
    <>
      <h1>{t('frame.notFound.title')}</h1>
      <Link href="/">{t('frame.notFound.back')}</Link>
    </>
  )
}
