import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import type { Overview as Told } from '../../api/schema.ts'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Columns, Page } from '../../parts/page.tsx'
import { Stat } from '../../parts/stat.tsx'
import { Carried, useHours } from './carried.tsx'
import { Headline } from './headline.tsx'
import { Shares } from './shares.tsx'
import { Speed } from './speed.tsx'
import { Waits } from './waits.tsx'

/** Is everything in step? What waits for me? How fast does it go? */
export function Overview() {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: ['overview'], queryFn: () => dataOf(api.GET('/api/v1/overview')), refetchInterval: 10_000 })
  return (
    <Page title={t('overview.title')}>
      <Loaded query={query}>
        {(told) => (
          <>
            <Headline told={told} />
            <Waits told={told} />
            <Numbers told={told} />
            <Columns of="wide-narrow">
              <Carried />
              <Shares told={told} />
            </Columns>
            <Speed told={told} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Numbers({ told }: { readonly told: Told }) {
  const { t } = useTranslation()
  const format = useFormat()
  const hours = useHours().data?.hours ?? []
  const midnight = new Date().setHours(0, 0, 0, 0)
  const today = hours.filter(({ hour }) => Date.parse(hour) >= midnight).reduce((sum, { messages }) => sum + messages.left + messages.right, 0)
  const fastest = told.byDirection.filter(({ what }) => what === 'messages').sort((a, b) => b.count - a.count)[0]
  return (
    <Columns of="stats">
      <Stat icon="mail" label={t('overview.numbers.messages')} value={format.number(told.messages)} href="/pairs" />
      <Stat icon="sync" label={t('overview.numbers.today')} value={format.number(today)} />
      <Stat icon="wait" label={t('overview.numbers.speed')} value={fastest === undefined ? '–' : format.duration(fastest.p50)} note={fastest === undefined ? t('overview.numbers.noSpeed') : t('overview.numbers.p95', { time: format.duration(fastest.p95) })} />
      <Stat icon="decisions" label={t('overview.numbers.holds')} value={format.number(told.holds)} note={t('overview.numbers.aside', { n: format.number(told.setAside) })} tone={told.holds > 0 ? 'wait' : 'plain'} href="/decisions" />
    </Columns>
  )
}
