import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { CheckField, Form, RadioField, SelectField, TextField } from '../../parts/field.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Row } from '../../parts/stack.tsx'
import type { StepProps } from './set-up.tsx'
import { useSetupStep } from './use-setup.ts'

/** What is carried, what never happens, and where the backup goes. */
export function PolicyStep({ setup, onNext }: StepProps) {
  const { t } = useTranslation()
  const [policy, setPolicy] = useState(setup.policy)
  const set = (part: Partial<typeof policy>): void => setPolicy({ ...policy, ...part })
  const step = useSetupStep(async () => {
    const { noDelete, startDate, backupFolder, ...rest } = policy
    const kept = { ...rest, ...(noDelete === undefined ? {} : { noDelete }), ...(startDate === undefined ? {} : { startDate }), ...(backupFolder === undefined ? {} : { backupFolder }) }
    const next = await dataOf(api.PUT('/api/v1/setup/policy', { body: kept }))
    onNext()
    return next
  })
  const noDelete = policy.noDelete ?? 'none'
  return (
    <Card title={t('setup.policy.title')} note={t('setup.policy.note')}>
      <Form onSend={() => step.mutate(undefined)}>
        <RadioField
          label={t('setup.policy.direction.label')}
          value={policy.direction}
          onChoose={(direction) => set({ direction })}
          options={[
            { value: 'both', label: t('setup.policy.direction.both'), help: t('setup.policy.direction.bothHelp') },
            { value: 'to-outlook', label: t('setup.policy.direction.toOutlook'), help: t('setup.policy.direction.toOutlookHelp') },
            { value: 'to-dingtalk', label: t('setup.policy.direction.toDingtalk'), help: t('setup.policy.direction.toDingtalkHelp') },
          ]}
        />
        <CheckField label={t('setup.policy.drafts')} help={t('setup.policy.draftsHelp')} isOn={policy.drafts} onChange={(drafts) => set({ drafts })} />
        <TextField
          label={t('setup.policy.startDate.label')}
          help={t('setup.policy.startDate.help')}
          type="date"
          value={policy.startDate ?? ''}
          onText={(date) => {
            const { startDate: _before, ...rest } = policy
            setPolicy(date === '' ? rest : { ...rest, startDate: date })
          }}
        />
        <CheckField label={t('setup.policy.atNight')} help={t('setup.policy.atNightHelp')} isOn={policy.atNight} onChange={(atNight) => set({ atNight })} />
        <SelectField
          label={t('setup.policy.noDelete.label')}
          help={t('setup.policy.noDelete.help')}
          value={noDelete}
          options={[
            ['none', t('setup.policy.noDelete.none')],
            ['dingtalk', t('parts.cloud.dingtalk')],
            ['outlook', t('parts.cloud.outlook')],
          ]}
          onChoose={(side) => {
            const { noDelete: _before, ...rest } = policy
            setPolicy(side === 'none' ? rest : { ...rest, noDelete: side })
          }}
        />
        <RadioField
          label={t('setup.policy.departed.label')}
          value={policy.departed}
          onChoose={(departed) => set({ departed })}
          options={[
            { value: 'keep', label: t('setup.policy.departed.keep'), help: t('setup.policy.departed.keepHelp') },
            { value: 'trash', label: t('setup.policy.departed.trash'), help: t('setup.policy.departed.trashHelp') },
          ]}
        />
        <SelectField
          label={t('setup.policy.conflicts.label')}
          help={t('setup.policy.conflicts.help')}
          value={policy.conflictsWonBy}
          options={[
            ['outlook', t('parts.cloud.outlook')],
            ['dingtalk', t('parts.cloud.dingtalk')],
          ]}
          onChoose={(conflictsWonBy) => set({ conflictsWonBy })}
        />
        <TextField
          label={t('setup.policy.backup.label')}
          help={t('setup.policy.backup.help')}
          value={policy.backupFolder ?? ''}
          onText={(folder) => {
            const { backupFolder: _before, ...rest } = policy
            setPolicy(folder === '' ? rest : { ...rest, backupFolder: folder })
          }}
        />
        {step.isError && <ProblemNotice error={step.error} />}
        <Row>
          <Button type="submit" kind="primary" icon="next" isBusy={step.isPending}>
            {t('setup.policy.save')}
          </Button>
        </Row>
      </Form>
    </Card>
  )
}
