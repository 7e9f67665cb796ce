import { useTranslation } from 'react-i18next'
import { useLocation, useParams } from 'wouter'
import { useMay } from '../../api/session.ts'
import { Page } from '../../parts/page.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { Alerts } from './alerts.tsx'
import { Channels } from './channels.tsx'
import { Rules } from './rules.tsx'
import { Webhooks } from './webhooks.tsx'

const VIEWS = ['alerts', 'rules', 'channels', 'webhooks'] as const

/** What somebody is told of, and how. */
export function Watch() {
  const { t } = useTranslation()
  const { view } = useParams()
  const [, go] = useLocation()
  const mayOperate = useMay('operate')
  const mayAdminister = useMay('administer')
  const views = VIEWS.filter((each) => mayOperate || each === 'alerts' || each === 'webhooks')
  const shown = views.find((each) => each === view) ?? 'alerts'
  const bodies = { alerts: <Alerts />, rules: <Rules />, channels: <Channels mayChange={mayAdminister} />, webhooks: <Webhooks mayChange={mayOperate} /> }
  return (
    <Page title={t('frame.navigation.watch')} lead={t('watch.lead')}>
      <Tabs label={t('frame.navigation.watch')} shown={shown} onShow={(next) => go(next === 'alerts' ? '/watch' : `/watch/${next}`)} tabs={views.map((name) => ({ name, title: t(`watch.tabs.${name}`), body: bodies[name] }))} />
    </Page>
  )
}
