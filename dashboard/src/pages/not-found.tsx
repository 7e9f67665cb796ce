import { useTranslation } from 'react-i18next'
import { ButtonLink } from '../parts/button.tsx'
import { Empty } from '../parts/empty.tsx'
import { Page } from '../parts/page.tsx'

/** An address that leads nowhere. */
export function NotFound() {
  const { t } = useTranslation()
  return (
    <Page title={t('frame.notFound.title')}>
      <Empty
        icon="search"
        title={t('frame.notFound.what')}
        actions={
          <ButtonLink kind="primary" href="/">
            {t('frame.notFound.back')}
          </ButtonLink>
        }
      >
        {t('frame.notFound.next')}
      </Empty>
    </Page>
  )
}
