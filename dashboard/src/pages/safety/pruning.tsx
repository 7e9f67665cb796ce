import { useTranslation } from 'react-i18next'
import { api, dataOf, queries } from '../../api/client.ts'
import { untilEnded } from '../../api/job.ts'
import { ConfirmButton, nothingToDo } from '../../parts/confirm.tsx'
import { useFormat } from '../../parts/format.ts'

/** Drops what is not kept any more, after it has shown what that is. */
export function Pruning() {
  const { t } = useTranslation()
  const format = useFormat()
  const prune = async (isDryRun: boolean, onJob: (id: string) => void = () => {}) => {
    const { job } = await dataOf(api.POST('/api/v1/backups/prune', { body: { isDryRun } }))
    onJob(job)
    return untilEnded('prune', job)
  }
  return (
    <ConfirmButton
      isSmall
      icon="trash"
      label={t('backups.prune.label')}
      title={t('backups.prune.label')}
      willDo={null}
      preview={async () => {
        const { dropped, deadBytes } = await prune(true)
        return dropped.length === 0 ? nothingToDo(<p>{t('backups.prune.none')}</p>) : <p>{t('backups.prune.would', { count: dropped.length, n: format.number(dropped.length), bytes: format.bytes(deadBytes) })}</p>
      }}
      verb={t('backups.prune.verb')}
      kind="danger"
      buttonKind="quiet"
      run={async (onJob) => {
        await prune(false, onJob)
        await queries.invalidateQueries({ queryKey: ['backups'] })
      }}
    />
  )
}
