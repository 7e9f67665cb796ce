import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { useLongWork } from '../../api/job.ts'
import { useMay } from '../../api/session.ts'
import { Button } from '../../parts/button.tsx'
import { JobView } from '../../parts/job-view.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Page } from '../../parts/page.tsx'
import { Stack } from '../../parts/stack.tsx'
import { CONNECTIONS, lookAnew } from './answers.ts'
import { ConsentNotice } from './consent.tsx'
import { DingtalkCard } from './dingtalk-card.tsx'
import { ImapCard } from './imap-card.tsx'
import { MicrosoftCard } from './microsoft-card.tsx'
import { PairsCard } from './pairs-card.tsx'
import { SignInNotice } from './sign-in-notice.tsx'

/** How Tongbu gets into both clouds, what it may do there, and what it needs. */
export function Connections() {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: [CONNECTIONS, 'ways'], queryFn: () => dataOf(api.GET('/api/v1/connections')) })
  const mayCheck = useMay('operate')
  const checking = useLongWork('check-connections', { post: () => dataOf(api.POST('/api/v1/connections/check', { body: {} })), onDone: () => void lookAnew() })
  return (
    <Page
      title={t('connections.title')}
      lead={t('connections.lead')}
      actions={
        mayCheck && (
          <Button kind="primary" icon="sync" isBusy={checking.isBusy} onClick={checking.begin}>
            {t('connections.check.again')}
          </Button>
        )
      }
    >
      <ConsentNotice />
      <SignInNotice />
      <JobView work={checking} label={t('connections.check.label')}>
        {({ notWell }) => <Notice tone={notWell === 0 ? 'good' : 'bad'} title={notWell === 0 ? t('connections.check.well') : t('connections.check.notWell', { count: notWell })} isNew />}
      </JobView>
      <Loaded query={query}>
        {({ ways }) => (
          <Stack>
            {ways.every(({ lookedAt }) => lookedAt === undefined) && !checking.isBusy && (
              <Notice tone="note" title={t('connections.never.title')}>
                {t('connections.never.body')}
              </Notice>
            )}
            <PairsCard ways={ways} />
            {ways.map((way) => (way.kind === 'microsoft' ? <MicrosoftCard key={way.id} way={way} /> : way.kind === 'dingtalk' ? <DingtalkCard key={way.id} way={way} /> : <ImapCard key={way.id} way={way} />))}
          </Stack>
        )}
      </Loaded>
    </Page>
  )
}
