import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../api/client.ts'
import { Loaded } from '../parts/loaded.tsx'

/** All pairs, and how each stands. */
export function Pairs() {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: ['pairs'], queryFn: () => dataOf(api.GET('/api/v1/pairs')) })
  return (
    <>
      <h1>{t('pairs.title')}</h1>
      <Loaded query={query}>
        {({ pairs }) => (
          <ul>
            {pairs.map((pair) => (
              <li key={pair.name}>
                {pair.name}: {t(`pairs.state.${pair.state}`)}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </>
  )
}
