import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemError } from '../api/client.ts'
import styles from './loaded.module.css'

/** What was asked for, or that it is on its way, or why it did not come and how to ask again. */
export function Loaded<Data>({ query, children }: { readonly query: UseQueryResult<Data>; readonly children: (data: Data) => ReactNode }) {
  const { t } = useTranslation()
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.isPending) return <p role="status">{t('frame.loading')}</p>
  return (
    <section className={styles['failed']} role="alert">
      <h2>{t('frame.failed.title')}</h2>
      <p>{query.error instanceof ProblemError ? `${query.error.message} ${query.error.next}` : query.error?.message}</p>
      <button type="button" onClick={() => void query.refetch()}>
        {t('frame.failed.again')}
      </button>
    </section>
  )
}
