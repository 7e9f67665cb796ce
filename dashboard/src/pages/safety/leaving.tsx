import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'wouter'
import { api, dataOf } from '../../api/client.ts'
import { useLongWork } from '../../api/job.ts'
import type { Leaving as Report } from '../../api/schema.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { SelectField } from '../../parts/field.tsx'
import { useFormat } from '../../parts/format.ts'
import { Notice } from '../../parts/notice.tsx'
import { Page } from '../../parts/page.tsx'
import { Stack } from '../../parts/stack.tsx'
import { JobView } from '../../parts/job-view.tsx'
import styles from './measures.module.css'
import { Counts, Listed, Planned } from './planned.tsx'
import { saveText } from './save-text.ts'
import { usePairs } from './use-pairs.ts'

/** What is done when somebody leaves: looked at first, then done, then proven. */
export function LeavingPage() {
  const { t } = useTranslation()
  const { pair = '' } = useParams()
  const { leftOf } = usePairs()
  const [copies, setCopies] = useState<'keep' | 'remove'>('keep')
  const [without, setWithout] = useState<'' | 'left' | 'right'>('')
  return (
    <Page title={t('people.leaving.title', { pair })} lead={t('people.leaving.lead')} up={{ href: '/people', title: t('people.title') }}>
      <Card title={t('people.leaving.list')}>
        <ol className={styles['listed']}>
          <li>
            <Link href="/backups">{t('people.leaving.first')}</Link>
          </li>
          <li>{t('people.leaving.second')}</li>
          <li>
            {t('people.leaving.third')}
            <p className={styles['quiet']}>{t('people.leaving.thirdHow')}</p>
          </li>
          <li>
            {t('people.leaving.fourth')}
            <p className={styles['quiet']}>{t('people.leaving.fourthHow')}</p>
          </li>
        </ol>
      </Card>
      <Card title={t('people.leaving.second')}>
        <Stack>
          <SelectField
            label={t('people.leaving.copies')}
            value={copies}
            options={[
              ['keep', t('people.leaving.keep')],
              ['remove', t('people.leaving.remove')],
            ]}
            onChoose={setCopies}
          />
          <SelectField
            label={t('people.leaving.without')}
            value={without}
            options={[
              ['', t('people.leaving.neither')],
              ['left', t(`parts.cloud.${leftOf(pair)}`)],
              ['right', t('parts.cloud.outlook')],
            ]}
            onChoose={setWithout}
          />
          <GiveUp key={`${copies} ${without}`} pair={pair} wish={{ copies, ...(without === '' ? {} : { without }) }} />
        </Stack>
      </Card>
    </Page>
  )
}

function GiveUp({ pair, wish }: { readonly pair: string; readonly wish: { readonly copies: 'keep' | 'remove'; readonly without?: 'left' | 'right' } }) {
  const { t } = useTranslation()
  const [isSure, setSure] = useState(false)
  const path = { pair }
  const plan = useLongWork('leaving-plan', { pair, post: () => dataOf(api.POST('/api/v1/pairs/{pair}/leaving/plan', { params: { path }, body: wish })) })
  const planned = plan.job?.state === 'done' ? plan.job.id : ''
  const doing = useLongWork('leave', { pair, post: () => dataOf(api.POST('/api/v1/pairs/{pair}/leaving', { params: { path }, body: { plan: planned } })) })
  const hasBegun = doing.job !== undefined || doing.isBusy
  return (
    <Stack>
      {!hasBegun && (
        <div>
          <Button kind={planned === '' ? 'primary' : 'plain'} icon="search" isBusy={plan.isBusy} onClick={plan.begin}>
            {t('people.leaving.look')}
          </Button>
        </div>
      )}
      {!hasBegun && (
        <JobView work={plan} label={t('people.leaving.looking')}>
          {(report) => <WouldDo pair={pair} report={report} onDo={() => setSure(true)} />}
        </JobView>
      )}
      <Confirm isOpen={isSure} onClose={() => setSure(false)} title={t('people.leaving.do')} willDo={t('people.leaving.willDo')} verb={t('people.leaving.do')} kind="danger" run={async () => doing.begin()} />
      <JobView work={doing} label={t('people.leaving.doing')}>
        {(report) => <Left pair={pair} report={report} />}
      </JobView>
    </Stack>
  )
}

function WouldDo({ pair, report: { planned, listed, credentials }, onDo }: { readonly pair: string; readonly report: Report; readonly onDo: () => void }) {
  const { t } = useTranslation()
  const { leftOf } = usePairs()
  return (
    <Stack>
      <h3>{t('people.leaving.would')}</h3>
      {planned.length === 0 ? <p>{t('people.leaving.nothing')}</p> : <Planned groups={planned} left={leftOf(pair)} />}
      <p>{t('people.leaving.forgets')}</p>
      <Listed groups={listed} left={leftOf(pair)} />
      <Credentials of={credentials} />
      <div>
        <Button kind="danger" icon="stop" onClick={onDo}>
          {t('people.leaving.do')}
        </Button>
      </div>
    </Stack>
  )
}

function Left({ pair, report }: { readonly pair: string; readonly report: Report }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { leftOf } = usePairs()
  const { proof, audit, done, listed, credentials } = report
  return (
    <Stack>
      <Notice
        tone={proof?.holds === true ? 'good' : 'wait'}
        title={t(proof?.holds === true ? 'people.leaving.holds' : 'people.leaving.notYet')}
        isNew
        actions={
          <Button icon="download" onClick={() => saveText(`tongbu-left-${pair}.json`, `${JSON.stringify(report, undefined, 2)}\n`)}>
            {t('people.leaving.save')}
          </Button>
        }
      >
        {proof !== undefined && <p>{t('people.leaving.proof', { count: proof.left.messages + proof.right.messages, n: format.number(proof.left.messages + proof.right.messages), when: format.moment(proof.at) })}</p>}
        <p>{t('people.leaving.audit', { count: audit.records, n: format.number(audit.records) })}</p>
      </Notice>
      <Counts of={done} left={leftOf(pair)} isDone />
      <Listed groups={listed} left={leftOf(pair)} />
      <Credentials of={credentials} />
    </Stack>
  )
}

/** What only a person can take back. */
function Credentials({ of }: { readonly of: Report['credentials'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Stack>
      <h3>{t('people.leaving.third')}</h3>
      <ul className={styles['points']}>
        {of.map(({ kind, of: whose, what, how, where, neededBy }) => (
          <li key={what} className={styles['point']}>
            <div className={styles['words']}>
              <span className={styles['name']}>
                {t(`people.leaving.credentials.${kind}`)} <code>{whose}</code>
              </span>
              {neededBy.length > 0 && <span>{t('people.leaving.needed', { names: format.list(neededBy) })}</span>}
              {where === undefined ? <pre className={styles['code']}>{how.join('\n')}</pre> : <span>{t(`people.leaving.where.${where}`, { whose })}</span>}
            </div>
          </li>
        ))}
      </ul>
    </Stack>
  )
}
