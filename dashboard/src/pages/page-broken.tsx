import { useTranslation } from 'react-i18next'
import { Button } from '../parts/button.tsx'
import { Empty } from '../parts/empty.tsx'
import { Page } from '../parts/page.tsx'

/** A page that could not be shown: after an update, say, when its file is another. */
export function PageBroken({ onAgain }: { readonly onAgain: () => void }) {
  const { t } = useTranslation()
  return (
    <Page title={t('frame.broken.title')}>
      <Empty
        icon="bad"
        title={t('frame.broken.what')}
        actions={
          <>
            <Button onClick={onAgain}>{t('frame.failed.again')}</Button>
            <Button kind="primary" icon="sync" onClick={() => location.reload()}>
              {t('frame.broken.reload')}
            </Button>
          </>
        }
      >
        {t('frame.broken.next')}
      </Empty>
    </Page>
  )
}
