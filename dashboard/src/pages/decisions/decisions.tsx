import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLocation, useParams } from 'wouter'
import { api, dataOf } from '../../api/client.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { Aside } from './aside.tsx'
import { Conflicts } from './conflicts.tsx'
import { Departed } from './departed.tsx'
import { Holds } from './holds.tsx'

const KINDS = ['holds', 'conflicts', 'aside', 'departed'] as const

/** Everything about which a person may want to decide. */
export function Decisions() {
  const { t } = useTranslation()
  const { kind } = useParams()
  const [, go] = useLocation()
  const shown = KINDS.find((each) => each === kind) ?? 'holds'
  const query = useQuery({ queryKey: ['decisions'], queryFn: () => dataOf(api.GET('/api/v1/decisions')), refetchInterval: 5000 })
  return (
    <Page title={t('decisions.title')} lead={t('decisions.lead')}>
      <Loaded query={query}>
        {({ holds, pairs }) => (
          <Tabs
            label={t('decisions.title')}
            shown={shown}
            onShow={(next) => go(next === 'holds' ? '/decisions' : `/decisions/${next}`)}
            tabs={[
              { name: 'holds', title: t('decisions.holds.title'), count: holds.length, body: <Holds holds={holds} /> },
              { name: 'conflicts', title: t('decisions.conflicts.title'), body: <Conflicts /> },
              { name: 'aside', title: t('decisions.aside.title'), count: pairs.reduce((sum, { aside }) => sum + aside, 0), body: <Aside pairs={pairs.filter(({ aside }) => aside > 0).map(({ pair }) => pair)} /> },
              { name: 'departed', title: t('decisions.departed.title'), count: pairs.reduce((sum, { departed }) => sum + departed, 0), body: <Departed pairs={pairs.filter(({ departed }) => departed > 0).map(({ pair }) => pair)} /> },
            ]}
          />
        )}
      </Loaded>
    </Page>
  )
}
