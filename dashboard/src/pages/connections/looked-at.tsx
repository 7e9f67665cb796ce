import { useTranslation } from 'react-i18next'
import { Time } from '../../parts/time.tsx'

/** When the cloud was last asked. */
export function LookedAt({ at }: { readonly at: string | undefined }) {
  const { t } = useTranslation()
  if (at === undefined) return <>{t('connections.lookedNever')}</>
  return (
    <>
      {t('connections.lookedAt')} <Time at={at} />
    </>
  )
}
