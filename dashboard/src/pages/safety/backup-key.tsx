import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { TextField } from '../../parts/field.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Stack } from '../../parts/stack.tsx'
import { tell } from '../../parts/toast.tsx'
import { KeepKey } from './keep-key.tsx'

/** Makes the key. */
export function BeginBackup({ onMade }: { readonly onMade: () => Promise<void> }) {
  const { t } = useTranslation()
  const make = useMutation({ mutationFn: () => dataOf(api.POST('/api/v1/backups')), onSuccess: onMade })
  return (
    <Card title={t('backups.begin.title')}>
      <Stack>
        <p>{t('backups.begin.body')}</p>
        {make.isError && <ProblemNotice error={make.error} />}
        <div>
          <Button kind="primary" icon="key" isBusy={make.isPending} onClick={() => make.mutate()}>
            {t('backups.begin.verb')}
          </Button>
        </div>
      </Stack>
    </Card>
  )
}

/** The key that was made here, until it is kept: also for whoever comes back to the page. */
export function WaitingKey({ onKept }: { readonly onKept: () => Promise<void> }) {
  const query = useQuery({ queryKey: ['backups', 'key'], queryFn: () => dataOf(api.GET('/api/v1/backups/key')), gcTime: 0 })
  const keep = async (): Promise<void> => {
    await dataOf(api.POST('/api/v1/backups/key-kept', { body: {} }))
    await onKept()
  }
  return <Loaded query={query}>{({ key }) => key !== undefined && <KeepKey backupKey={key} keep={keep} />}</Loaded>
}

/** Whoever types the end of the key has a copy of it. */
export function ShowCopy({ onShown }: { readonly onShown: () => void }) {
  const { t } = useTranslation()
  const [words, setWords] = useState('')
  const show = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/backups/key-copy', { body: { words } })),
    onSuccess: ({ isCopy }) => {
      if (!isCopy) return
      tell(t('backups.copy.yes'))
      onShown()
    },
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        show.mutate()
      }}
    >
      <Stack>
        <h3>{t('backups.copy.title')}</h3>
        <TextField label={t('backups.copy.label')} help={t('backups.copy.help')} value={words} onText={setWords} error={show.data?.isCopy === false ? t('backups.copy.no') : undefined} />
        {show.isError && <ProblemNotice error={show.error} />}
        <div>
          <Button type="submit" icon="key" isBusy={show.isPending} disabled={words.trim().length < 12}>
            {t('backups.copy.verb')}
          </Button>
        </div>
      </Stack>
    </form>
  )
}
