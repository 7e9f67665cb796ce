import { useQuery } from '@tanstack/react-query'
import { api, dataOf } from '../../api/client.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { KeepKey } from '../safety/keep-key.tsx'
import { useSetupStep } from './use-setup.ts'

/** The key of the backup that the set-up has made: nothing comes after it before it is kept. */
export function NewBackupKey() {
  const query = useQuery({ queryKey: ['setup-backup-key'], queryFn: () => dataOf(api.GET('/api/v1/setup/backup-key')), gcTime: 0 })
  const kept = useSetupStep(() => dataOf(api.POST('/api/v1/setup/backup-key/kept', { body: {} })))
  return <Loaded query={query}>{({ key }) => key !== undefined && <KeepKey backupKey={key} keep={() => kept.mutateAsync(undefined)} />}</Loaded>
}
