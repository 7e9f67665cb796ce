import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'
import styles from './more.module.css'

/** The next page of a list, of `useInfiniteQuery`. */
export function More({ query }: { readonly query: { readonly hasNextPage: boolean; readonly isFetchingNextPage: boolean; readonly fetchNextPage: () => unknown } }) {
  const { t } = useTranslation()
  if (!query.hasNextPage) return null
  return (
    <div className={styles['more']}>
      <Button kind="quiet" icon="down" isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {t('parts.more')}
      </Button>
    </div>
  )
}
