import { useTranslation } from 'react-i18next'
import { useLocation, useParams } from 'wouter'
import { useSession } from '../../api/session.ts'
import { Page } from '../../parts/page.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { Mine } from './mine.tsx'
import { Others } from './others.tsx'
import { Requests, useRequests } from './requests.tsx'
import { Tokens } from './tokens.tsx'

const VIEWS = ['mine', 'others', 'tokens', 'requests'] as const

/** Who may sign in, with what, and on whose word. */
export function Accounts() {
  const { t } = useTranslation()
  const { view } = useParams()
  const [, go] = useLocation()
  const person = useSession().data?.person
  const open = useRequests().data?.requests.filter(({ state, isOwn }) => state === 'open' && !isOwn).length ?? 0
  const shown = VIEWS.find((each) => each === view) ?? 'mine'
  if (person === undefined) return null
  const isAdministrator = person.scopes.includes('administer')
  return (
    <Page title={t('frame.navigation.accounts')} lead={t('accounts.lead', { name: person.name, role: t(`accounts.role.${person.role}`) })}>
      <Tabs
        label={t('frame.navigation.accounts')}
        shown={shown}
        onShow={(next) => go(next === 'mine' ? '/accounts' : `/accounts/${next}`)}
        tabs={[
          { name: 'mine', title: t('accounts.tabs.mine'), body: <Mine person={person} /> },
          ...(isAdministrator ? [{ name: 'others' as const, title: t('accounts.tabs.others'), body: <Others self={person.id} /> }] : []),
          { name: 'tokens', title: t('accounts.tabs.tokens'), body: <Tokens scopes={person.scopes} /> },
          { name: 'requests', title: t('accounts.tabs.requests'), count: open, body: <Requests mayDecide={isAdministrator} /> },
        ]}
      />
    </Page>
  )
}
