import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { useLongWork } from '../../api/job.ts'
import type { Restored } from '../../api/schema.ts'
import { Button, ButtonLink } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { useFormat } from '../../parts/format.ts'
import { Notice } from '../../parts/notice.tsx'
import { Stack } from '../../parts/stack.tsx'
import { OrAskSecondPerson } from './ask-second-person.tsx'
import { JobView } from '../../parts/job-view.tsx'
import { Counts, Listed, Planned } from './planned.tsx'
import { usePairs } from './use-pairs.ts'

/** What is to come back. */
export interface RestoreWish {
  readonly point?: string
  readonly archived?: string
  readonly sides: ('left' | 'right')[]
  readonly scope?: 'ours' | 'everything'
  readonly includeDeparted?: boolean
  readonly message?: string
  readonly folder?: string
}

/** Finds out what a restore would do, shows it, and does it once a person has said so. */
export function RestorePlan({ pair, wish }: { readonly pair: string; readonly wish: RestoreWish }) {
  const { t } = useTranslation()
  const [isSure, setSure] = useState(false)
  const path = { pair }
  const plan = useLongWork('restore-plan', { pair, post: () => dataOf(api.POST('/api/v1/pairs/{pair}/restores/plan', { params: { path }, body: wish })) })
  const planned = plan.job?.state === 'done' ? plan.job : undefined
  const doing = useLongWork('restore', { pair, post: () => dataOf(api.POST('/api/v1/pairs/{pair}/restores', { params: { path }, body: { plan: planned?.id ?? '' } })) })
  const hasBegun = doing.job !== undefined || doing.isBusy
  return (
    <Stack>
      {!hasBegun && (
        <div>
          <Button kind={planned === undefined ? 'primary' : 'plain'} icon="search" isBusy={plan.isBusy} onClick={plan.begin}>
            {t('backups.restore.look')}
          </Button>
        </div>
      )}
      {!hasBegun && (
        <JobView work={plan} label={t('backups.restore.looking')}>
          {(result) => <WouldDo pair={pair} plan={result} onDo={() => setSure(true)} />}
        </JobView>
      )}
      <Confirm isOpen={isSure} onClose={() => setSure(false)} title={t('backups.restore.do')} willDo={t('backups.restore.willDo')} verb={t('backups.restore.do')} kind="danger" run={async () => doing.begin()} />
      <JobView work={doing} label={t('backups.restore.doing')} failure={(error) => <OrAskSecondPerson error={error} deed={{ deed: 'restore', pair, about: aboutOf(wish) }} />}>
        {(result) => <Done pair={pair} done={result} />}
      </JobView>
    </Stack>
  )
}

/** What a second person agrees to, as the service names it. */
const aboutOf = ({ point, archived, message, folder }: RestoreWish): string => [point ?? archived, (message ?? folder)?.slice(-150)].filter((part) => part !== undefined).join(' ')

function WouldDo({ pair, plan: { planned, listed, stoppedBy }, onDo }: { readonly pair: string; readonly plan: Restored; readonly onDo: () => void }) {
  const { t } = useTranslation()
  const { leftOf } = usePairs()
  if (stoppedBy !== undefined) return <Notice tone="bad" title={t('backups.restore.early', { why: stoppedBy.message })} />
  return (
    <Card
      title={planned.length === 0 ? t('backups.restore.nothing') : t('backups.restore.would')}
      actions={
        planned.length > 0 && (
          <Button kind="danger" icon="undo" onClick={onDo}>
            {t('backups.restore.do')}
          </Button>
        )
      }
    >
      <Stack>
        {planned.length > 0 && <Planned groups={planned} left={leftOf(pair)} />}
        <Listed groups={listed} left={leftOf(pair)} />
      </Stack>
    </Card>
  )
}

function Done({ pair, done: { done, listed, compared, pointBefore, stoppedBy, planned } }: { readonly pair: string; readonly done: Restored }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { leftOf } = usePairs()
  const { exact, same, differs, unread } = compared
  const isWhole = stoppedBy === undefined && planned.length === 0
  return (
    <Card
      title={isWhole ? t('backups.restore.done') : t('backups.restore.early', { why: stoppedBy?.message ?? '' })}
      actions={
        <ButtonLink href={`/pairs/${encodeURIComponent(pair)}`} icon="next">
          {t('backups.restore.next')}
        </ButtonLink>
      }
    >
      <Stack>
        <Counts of={done} left={leftOf(pair)} isDone />
        {exact + same + differs + unread > 0 && (
          <p>
            {t('parts.told', { what: t('backups.restore.readBack'), is: t('backups.compared', { exact: format.number(exact), same: format.number(same), differs: format.number(differs), unread: format.number(unread) }) })}
          </p>
        )}
        {pointBefore !== undefined && <p>{t('backups.restore.before', { point: pointBefore })}</p>}
        <Listed groups={listed} left={leftOf(pair)} />
      </Stack>
    </Card>
  )
}
