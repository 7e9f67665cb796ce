import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { useLongWork } from '../../api/job.ts'
import type { Measures } from '../../api/schema.ts'
import { Button, ButtonLink } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { CheckField } from '../../parts/field.tsx'
import { JobView } from '../../parts/job-view.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Row, Stack } from '../../parts/stack.tsx'
import { FirstConnect } from './first-connect.tsx'
import { PersonSignIn } from './person-sign-in.tsx'
import { ProbeResult } from './probe-result.tsx'
import type { StepProps } from './set-up.tsx'
import { isProbedWell, probeKey, useMeasures, useProbes } from './use-connected.ts'

/** A message each way: what arrived, after how long, and what differs. */
export function TestStep({ setup: { connected, microsoft } }: StepProps) {
  const { t } = useTranslation()
  const measures = useMeasures(connected)
  const isTested = useProbes(connected).every(({ data }) => data?.last !== undefined && isProbedWell(data.last))
  if (connected.length === 0) return <FirstConnect />
  return (
    <>
      <Notice tone="note" title={t('setup.test.title')}>
        {t('setup.test.note')}
      </Notice>
      {connected.map((pair) => (
        <PairTest key={pair} pair={pair} measures={measures.data?.find((each) => each.pair === pair)} isPersonal={microsoft?.signIn === 'code' || microsoft?.signIn === 'device'} />
      ))}
      <Row>
        <ButtonLink kind={isTested ? 'primary' : 'plain'} icon="overview" href="/">
          {t('setup.test.done')}
        </ButtonLink>
      </Row>
    </>
  )
}

function PairTest({ pair, measures, isPersonal }: { readonly pair: string; readonly measures: Measures | undefined; readonly isPersonal: boolean }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [isPermitted, setPermitted] = useState(false)
  const last = useProbes([pair])[0]?.data?.last
  const isClosed = measures !== undefined && measures.isEnforced && !measures.isOpen
  const test = useLongWork('probe', {
    pair,
    post: () => dataOf(api.POST('/api/v1/pairs/{pair}/probe', { params: { path: { pair } }, body: { beforeGate: isClosed && isPermitted } })),
    onDone: () => void queries.invalidateQueries({ queryKey: probeKey(pair) }),
  })
  return (
    <Card title={pair}>
      <Stack>
        {isPersonal && <PersonSignIn pair={pair} />}
        {isClosed && <CheckField label={t('setup.test.permit')} help={t('setup.test.permitHelp')} isOn={isPermitted} onChange={setPermitted} />}
        <Row>
          <Button kind={last !== undefined && isProbedWell(last) ? 'plain' : 'primary'} icon="pairs" isBusy={test.isBusy} disabled={measures === undefined || (isClosed && !isPermitted)} onClick={test.begin} aria-label={t(last === undefined ? 'setup.test.runOf' : 'setup.test.againOf', { pair })}>
            {test.isBusy ? t('setup.test.running') : t(last === undefined ? 'setup.test.run' : 'setup.test.again')}
          </Button>
        </Row>
        <JobView work={test} label={t('setup.test.running')} />
        <div aria-live="polite">{!test.isBusy && last !== undefined && <ProbeResult probed={last} />}</div>
      </Stack>
    </Card>
  )
}
