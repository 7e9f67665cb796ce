import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { api, dataOf } from '../../api/client.ts'
import { useKnownPairs } from '../../api/known-pairs.ts'
import type { OpenHold } from '../../api/schema.ts'
import { askAnew } from '../../api/service.ts'
import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { ConfirmButton } from '../../parts/confirm.tsx'
import { Empty } from '../../parts/empty.tsx'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { SideName, type Cloud } from '../../parts/side-name.tsx'
import { Row } from '../../parts/stack.tsx'
import { Steps } from '../../parts/steps.tsx'
import { pairPath } from '../pair/pair-path.ts'

/** What would send a great deal to trash, and waits until somebody has looked. */
export function Holds({ holds }: { readonly holds: readonly OpenHold[] }) {
  const { t } = useTranslation()
  if (holds.length === 0)
    return (
      <Card>
        <Empty icon="good" title={t('decisions.holds.none')}>
          {t('decisions.holds.noneMeans')}
        </Empty>
      </Card>
    )
  return holds.map((hold) => <HoldCard key={`${hold.pair} ${hold.id}`} hold={hold} />)
}

function HoldCard({ hold }: { readonly hold: OpenHold }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { leftOf } = useKnownPairs()
  const [isOpen, setOpen] = useState(false)
  const { pair, id, on, operations, reason, decision } = hold
  const cloud: Cloud = on === 'left' ? leftOf(pair) : 'outlook'
  const n = format.number(operations)
  const decide = async (wanted: 'apply' | 'discard'): Promise<void> => {
    await dataOf(api.POST('/api/v1/pairs/{pair}/holds/{hold}/decision', { params: { path: { pair, hold: id } }, body: { decision: wanted } }))
    await askAnew()
  }
  return (
    <Card
      title={t('decisions.holds.what', { n, count: operations })}
      note={
        <Row>
          <Link href={pairPath(pair)}>{pair}</Link>
          <SideName cloud={cloud} />
        </Row>
      }
      actions={decision !== undefined && <Badge tone="note">{t(`decisions.holds.decided.${decision}`)}</Badge>}
    >
      <p>{t(`decisions.holds.why.${reason}`)}</p>
      <Row>
        <ConfirmButton
          needs="operate"
          kind="primary"
          buttonKind="primary"
          icon="good"
          disabled={decision !== undefined}
          label={t('decisions.holds.keep')}
          title={t('decisions.holds.keepTitle', { n, count: operations })}
          willDo={t('decisions.holds.keepWillDo', { cloud: t(`parts.cloud.${cloud}`) })}
          verb={t('decisions.holds.keep')}
          run={() => decide('discard')}
          done={t('decisions.holds.done')}
        />
        <ConfirmButton
          needs="operate"
          kind="danger"
          icon="trash"
          disabled={decision !== undefined}
          label={t('decisions.holds.apply')}
          title={t('decisions.holds.applyTitle', { n, count: operations })}
          willDo={t('decisions.holds.applyWillDo', { cloud: t(`parts.cloud.${cloud}`) })}
          preview={async () => <Shown told={await readHold(pair, id)} left={leftOf(pair)} />}
          verb={t('decisions.holds.apply')}
          run={() => decide('apply')}
          done={t('decisions.holds.done')}
        />
        <Button icon="down" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? 'decisions.holds.hide' : 'decisions.holds.look')}
        </Button>
      </Row>
      {isOpen && <Inside pair={pair} id={id} left={leftOf(pair)} />}
    </Card>
  )
}

const readHold = (pair: string, hold: string) => dataOf(api.GET('/api/v1/pairs/{pair}/holds/{hold}', { params: { path: { pair, hold } } }))

/** What is held stays as it is; once it is decided, nobody can be asked for it. */
function Inside({ pair, id, left }: { readonly pair: string; readonly id: string; readonly left: Cloud }) {
  const query = useQuery({ queryKey: ['hold', pair, id], queryFn: () => readHold(pair, id), staleTime: 'static' })
  return <Loaded query={query}>{(told) => <Shown told={told} left={left} />}</Loaded>
}

const Shown = ({ told: { steps, total }, left }: { readonly told: Awaited<ReturnType<typeof readHold>>; readonly left: Cloud }) => <Steps steps={steps} total={total} left={left} />
