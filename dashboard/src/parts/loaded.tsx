import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'
import { useProblemWords } from './problem-text.tsx'
import { roomAfter } from './room-after.ts'
import styles from './loaded.module.css'

/** What was asked for, or that it is on its way, or why it did not come and how to ask again. What was there before stays while it is asked anew. */
export function Loaded<Data>({ query, children }: { readonly query: Pick<UseQueryResult<Data>, 'data' | 'isPending' | 'isFetching' | 'error' | 'refetch'>; readonly children: (data: Data) => ReactNode }) {
  const { t } = useTranslation()
  const words = useProblemWords()
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.isPending) return <Loading />
  const { what, next } = words(query.error)
  return (
    <Notice
      tone="bad"
      isNew
      title={t('frame.failed.title')}
      actions={
        <Button icon="sync" isBusy={query.isFetching} onClick={() => void query.refetch()}>
          {t('frame.failed.again')}
        </Button>
      }
    >
      <p>
        {what}
        {roomAfter(what)}
        {next}
      </p>
    </Notice>
  )
}

/** Something is on its way. Seen only where it takes a moment. */
export function Loading() {
  const { t } = useTranslation()
  return (
    <div className={styles['loading']} role="status">
      <span className="hidden-but-read">{t('frame.loading')}</span>
      <span className={styles['line']} />
      <span className={styles['line']} />
      <span className={styles['line']} />
    </div>
  )
}
