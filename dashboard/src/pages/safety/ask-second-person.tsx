import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf, ProblemError } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { TextAreaField } from '../../parts/field.tsx'
import { Notice } from '../../parts/notice.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Stack } from '../../parts/stack.tsx'

interface Asked {
  readonly deed: 'restore' | 'archive-read'
  readonly pair: string
  readonly about: string
}

/** A failure; where it is that a second person has to agree, the way to ask one. */
export function OrAskSecondPerson({ error, deed }: { readonly error: unknown; readonly deed: Asked }) {
  const isAsked = error instanceof ProblemError && error.code === 'SECOND_PERSON'
  return isAsked ? <Ask deed={deed} /> : <ProblemNotice error={error} />
}

function Ask({ deed }: { readonly deed: Asked }) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const ask = useMutation({ mutationFn: () => dataOf(api.POST('/api/v1/second-person', { body: { ...deed, reason } })) })
  if (ask.isSuccess) return <Notice tone="wait" title={t('work.second.asked')} isNew />
  return (
    <Notice tone="wait" title={t('work.second.needed')} isNew>
      <Stack>
        <TextAreaField label={t('work.second.why')} value={reason} onText={setReason} maxLength={500} />
        {ask.isError && <ProblemNotice error={ask.error} />}
        <div>
          <Button icon="people" isBusy={ask.isPending} disabled={reason.trim() === ''} onClick={() => ask.mutate()}>
            {t('work.second.ask')}
          </Button>
        </div>
      </Stack>
    </Notice>
  )
}
