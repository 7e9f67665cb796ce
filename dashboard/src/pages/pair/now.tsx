import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { PairDetail } from '../../api/schema.ts'
import { Badge } from '../../parts/badge.tsx'
import { Card } from '../../parts/card.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Facts } from '../../parts/facts.tsx'
import { useFormat } from '../../parts/format.ts'
import { Columns } from '../../parts/page.tsx'
import { Meter } from '../../parts/progress.tsx'
import { Stack } from '../../parts/stack.tsx'
import { Time } from '../../parts/time.tsx'
import { Findings } from './findings.tsx'

/** Counts, what it cannot hold, and by what rules it goes. */
export function Now({ pair }: { readonly pair: PairDetail }) {
  const { t } = useTranslation()
  return (
    <Columns of="wide-narrow">
      <Stack>
        <Card title={t('pair.findings.title')} note={pair.inStepAt === undefined ? undefined : t('pair.findings.note')}>
          {pair.findings.length > 0 ? <Findings of={pair} /> : pair.inStepAt === undefined ? <Empty icon="wait" title={t('pair.findings.notYet')} /> : <Empty icon="good" title={t('pair.findings.none')} />}
        </Card>
        <Rules pair={pair} />
      </Stack>
      <Counts pair={pair} />
    </Columns>
  )
}

function Counts({ pair: { left, counts, setAside, holds, inStepAt, lastRun, month } }: { readonly pair: PairDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const some = (many: number, to: string) => (many === 0 ? undefined : <Link href={to}>{format.number(many)}</Link>)
  return (
    <Card title={t('pair.counts.title')}>
      <Facts
        of={[
          [t('pair.counts.both'), format.number(counts.both)],
          [t(`parts.cloud.${left}`), format.number(counts.left)],
          [t('parts.cloud.outlook'), format.number(counts.right)],
          [t('pair.counts.holds'), some(holds, '/decisions')],
          [t('pair.counts.setAside'), some(setAside, '/decisions/aside')],
          [t('pair.counts.departed'), some(counts.departed, '/decisions/departed')],
          [t('pair.counts.underWay'), counts.underWay === 0 ? undefined : format.number(counts.underWay)],
          [t('pair.counts.inStep'), inStepAt === undefined ? undefined : <Time at={inStepAt} />],
          [t('pair.counts.lastRun'), lastRun === undefined ? undefined : <Time at={lastRun.endedAt} />],
        ]}
      />
      {month !== undefined && (
        <Meter
          label={t('overview.shares.dingtalk')}
          share={month.used / month.limit}
          value={t('overview.shares.of', { used: format.number(month.used), limit: format.number(month.limit) })}
          note={month.spentOn === undefined ? t('overview.shares.lasts') : t('overview.shares.spent', { day: format.day(month.spentOn) })}
          tone={month.spentOn === undefined ? 'plain' : 'bad'}
        />
      )}
    </Card>
  )
}

function Rules({ pair: { left, policy } }: { readonly pair: PairDetail }) {
  const { t } = useTranslation()
  const nameOf = (side: 'left' | 'right'): string => t(`parts.cloud.${side === 'left' ? left : 'outlook'}`)
  return (
    <Card title={t('pair.rules.title')} note={t('pair.rules.note')}>
      <Facts
        of={[
          [t('pair.rules.conflicts'), t('pair.rules.wins', { side: nameOf(policy.conflictsWonBy) })],
          [t('pair.rules.departed'), t(`pair.rules.departedIs.${policy.departed}`)],
          [t('pair.rules.drafts'), t(policy.drafts ? 'pair.rules.draftsCross' : 'pair.rules.draftsStay')],
          [t('pair.rules.readOnly'), policy.readOnly === undefined ? undefined : <Badge icon="lock">{nameOf(policy.readOnly)}</Badge>],
          [t('pair.rules.noDelete'), policy.noDelete === undefined ? undefined : <Badge icon="lock">{nameOf(policy.noDelete)}</Badge>],
        ]}
      />
    </Card>
  )
}
