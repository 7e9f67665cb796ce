import { useTranslation } from 'react-i18next'
import type { Overview } from '../../api/schema.ts'
import { Card } from '../../parts/card.tsx'
import { useFormat } from '../../parts/format.ts'
import { Meter } from '../../parts/progress.tsx'

/** How much of what the clouds allow is used. */
export function Shares({ told: { windowShare, months } }: { readonly told: Overview }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Card title={t('overview.shares.title')}>
      <Meter label={t('overview.shares.microsoft')} share={windowShare} value={format.share(windowShare)} note={t('overview.shares.window')} tone={windowShare > 0.9 ? 'wait' : 'plain'} />
      {months.map(({ pair, used, limit, spentOn }) => (
        <Meter
          key={pair}
          label={t('overview.shares.dingtalk')}
          share={used / limit}
          value={t('overview.shares.of', { used: format.number(used), limit: format.number(limit) })}
          note={spentOn === undefined ? t('overview.shares.lasts') : t('overview.shares.spent', { day: format.day(spentOn) })}
          tone={spentOn === undefined ? 'plain' : 'bad'}
        />
      ))}
    </Card>
  )
}
