import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'wouter'
import { api, dataOf } from '../../api/client.ts'
import { Card } from '../../parts/card.tsx'
import { CheckField, SelectField, TextField } from '../../parts/field.tsx'
import { useFormat } from '../../parts/format.ts'
import { Columns, Page } from '../../parts/page.tsx'
import { Stack } from '../../parts/stack.tsx'
import { RestorePlan, type RestoreWish } from './restore-plan.tsx'
import { takenAtOf } from './taken-at.ts'
import { usePairs } from './use-pairs.ts'

type Sides = 'both' | 'left' | 'right'

/** Goes back to a restore point: what, what that would do, and then that. */
export function Restore() {
  const { t } = useTranslation()
  const format = useFormat()
  const { pair = '', point = '' } = useParams()
  const { leftOf } = usePairs()
  const [sides, setSides] = useState<Sides>('both')
  const [scope, setScope] = useState<'ours' | 'everything'>('ours')
  const [includeDeparted, setDeparted] = useState(false)
  const [folder, setFolder] = useState('')
  const folders = useQuery({ queryKey: ['point-folders', point], queryFn: () => dataOf(api.GET('/api/v1/backups/points/{point}/folders', { params: { path: { point } } })) })
  const mayDepart = scope === 'everything' || folder.trim() !== ''
  const wish: RestoreWish = { point, sides: sides === 'both' ? ['left', 'right'] : [sides], scope, includeDeparted: includeDeparted && mayDepart, ...(folder.trim() === '' ? {} : { folder: folder.trim() }) }
  return (
    <Page title={t('backups.restore.title', { when: format.moment(takenAtOf(point)) })} lead={t('backups.restore.lead')} up={{ href: '/backups', title: t('backups.title') }}>
      <Card title={pair}>
        <Stack>
          <Columns>
            <SelectField
              label={t('backups.restore.sides')}
              value={sides}
              options={[
                ['both', t('backups.restore.both')],
                ['left', t(`parts.cloud.${leftOf(pair)}`)],
                ['right', t('parts.cloud.outlook')],
              ]}
              onChoose={setSides}
            />
            <SelectField
              label={t('backups.restore.scope')}
              help={t(scope === 'everything' ? 'backups.restore.everythingHelp' : 'backups.restore.oursHelp')}
              value={scope}
              options={[
                ['ours', t('backups.restore.ours')],
                ['everything', t('backups.restore.everything')],
              ]}
              onChoose={setScope}
            />
          </Columns>
          <TextField label={t('backups.restore.folder')} list="folders-of-point" value={folder} onText={setFolder} />
          <datalist id="folders-of-point">
            {[...new Set([...(folders.data?.left ?? []), ...(folders.data?.right ?? [])])].map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
          {mayDepart && <CheckField label={t('backups.restore.departed')} isOn={includeDeparted} onChange={setDeparted} />}
        </Stack>
      </Card>
      {/* Another wish has another plan. */}
      <RestorePlan key={JSON.stringify(wish)} pair={pair} wish={wish} />
    </Page>
  )
}
