import { useTranslation } from 'react-i18next'
import { ButtonLink } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { pathOf } from './steps.ts'

/** What comes once something is connected. */
export function FirstConnect() {
  const { t } = useTranslation()
  return (
    <Empty
      icon="connections"
      title={t('setup.firstConnect.title')}
      actions={
        <ButtonLink kind="primary" href={pathOf('finish')}>
          {t('setup.step.finish')}
        </ButtonLink>
      }
    >
      {t('setup.firstConnect.text')}
    </Empty>
  )
}
