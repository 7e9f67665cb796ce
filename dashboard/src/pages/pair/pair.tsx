import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLocation, useParams } from 'wouter'
import { api, dataOf } from '../../api/client.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { PairActions } from './actions.tsx'
import { Folders } from './folders.tsx'
import { pairPath } from './pair-path.ts'
import { Runs } from './runs.tsx'
import { Now } from './now.tsx'
import { Why } from './why.tsx'

const VIEWS = ['now', 'runs', 'folders'] as const

/** One pair: how it stands and why, what was done, and what can be done about it. */
export function PairPage() {
  const { t } = useTranslation()
  const { pair: name = '', view } = useParams()
  const [, go] = useLocation()
  const shown = VIEWS.find((each) => each === view) ?? 'now'
  const query = useQuery({ queryKey: ['pair', name], queryFn: () => dataOf(api.GET('/api/v1/pairs/{pair}', { params: { path: { pair: name } } })), refetchInterval: 3000 })
  return (
    <Page
      title={name}
      up={{ href: '/pairs', title: t('pairs.title') }}
      beside={query.data !== undefined && <StateBadge state={query.data.state} />}
      actions={query.data !== undefined && <PairActions pair={query.data} />}
    >
      <Loaded query={query}>
        {(pair) => (
          <>
            <Why pair={pair} />
            <Tabs
              label={name}
              shown={shown}
              onShow={(next) => go(next === 'now' ? pairPath(name) : `${pairPath(name)}/${next}`)}
              tabs={[
                { name: 'now', title: t('pair.tabs.now'), body: <Now pair={pair} /> },
                { name: 'runs', title: t('pair.tabs.runs'), body: <Runs pair={pair} /> },
                { name: 'folders', title: t('pair.tabs.folders'), body: <Folders pair={pair} /> },
              ]}
            />
          </>
        )}
      </Loaded>
    </Page>
  )
}
