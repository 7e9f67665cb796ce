import { useMutation } from '@tanstack/react-query'
import { Fragment, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Redirect, useLocation } from 'wouter'
import { Alone } from '../../app/alone.tsx'
import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Page } from '../../parts/page.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { Crossings } from './crossings.tsx'
import { Mailbox } from './mailbox.tsx'
import { MessageDialog } from './message-dialog.tsx'
import { Suggestions } from './suggestions.tsx'
import { areSame, CLOUD, endTrial, SIDES, useEdit, useTrialLook, useTrialState, type Place, type Side } from './trial.ts'
import { useIsNarrow } from './use-is-narrow.ts'
import styles from './try-it.module.css'

/** Two simulated mailboxes side by side: what is done in one is seen in the other. */
export function TryIt() {
  const query = useTrialState()
  if (query.data?.isRunning === false) return <Redirect to="/welcome" />
  return (
    <Alone isWide>
      <Loaded query={query}>{() => <Trial />}</Loaded>
    </Alone>
  )
}

function Trial() {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const leave = useMutation({ mutationFn: endTrial, onSuccess: () => go('/welcome') })
  const query = useTrialLook({ isLeaving: leave.isPending })
  const [opened, setOpened] = useState<Place>()
  const edit = useEdit()
  return (
    <Page title={t('tryIt.title')} lead={t('tryIt.lead')} beside={query.data !== undefined && <InStep isSame={areSame(query.data)} />}>
      <Notice
        tone="note"
        title={t('tryIt.banner.title')}
        actions={
          <Button icon="back" isBusy={leave.isPending} onClick={() => leave.mutate()}>
            {t('tryIt.banner.leave')}
          </Button>
        }
      >
        {t('tryIt.banner.text')}
      </Notice>
      {edit.isError && <ProblemNotice error={edit.error} />}
      <Loaded query={query}>
        {(look) => (
          <div className={styles['trial']}>
            <Both>{(side) => <Mailbox side={side} mailbox={look[side]} onOpen={(id) => setOpened({ side, id })} onEdit={edit.mutate} />}</Both>
            <div className={styles['aside']}>
              <Suggestions crossings={look.crossings} />
              <Crossings crossings={look.crossings} />
            </div>
            <MessageDialog place={opened} look={look} onClose={() => setOpened(undefined)} onEdit={edit.mutate} />
          </div>
        )}
      </Loaded>
    </Page>
  )
}

/** Both mailboxes beside each other; on a phone, one in the place of the other. */
function Both({ children }: { readonly children: (side: Side) => ReactNode }) {
  const { t } = useTranslation()
  const isNarrow = useIsNarrow()
  const [shown, setShown] = useState<Side>('left')
  if (!isNarrow) return SIDES.map((side) => <Fragment key={side}>{children(side)}</Fragment>)
  return <Tabs label={t('tryIt.sides')} shown={shown} onShow={setShown} tabs={SIDES.map((side) => ({ name: side, title: t(`parts.cloud.${CLOUD[side]}`), body: children(side) }))} />
}

function InStep({ isSame }: { readonly isSame: boolean }) {
  const { t } = useTranslation()
  return (
    <span role="status">
      <Badge tone={isSame ? 'good' : 'wait'} icon={isSame ? 'good' : 'sync'}>
        {t(isSame ? 'tryIt.same' : 'tryIt.crossing')}
      </Badge>
    </span>
  )
}
