import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import type { PairDetail } from '../../api/schema.ts'
import { askAnew } from '../../api/service.ts'
import { useMay } from '../../api/session.ts'
import { Button } from '../../parts/button.tsx'
import { ConfirmButton } from '../../parts/confirm.tsx'
import { useProblemWords } from '../../parts/problem-text.tsx'
import { tell } from '../../parts/toast.tsx'

/** Run it now, pause it, go on. */
export function PairActions({ pair: { name, paused, state } }: { readonly pair: PairDetail }) {
  const { t } = useTranslation()
  const words = useProblemWords()
  const mayOperate = useMay('operate')
  const given = { params: { path: { pair: name } }, body: {} }
  const sync = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/pairs/{pair}/sync', given)),
    onSuccess: () => {
      if (state === 'gate') tell(t('pair.sync.gated'), 'note')
      else tell(t('pair.sync.done'))
      void askAnew()
    },
    onError: (error) => tell(words(error).what, 'bad', words(error).next),
  })
  const resume = async (): Promise<void> => {
    await dataOf(api.POST('/api/v1/pairs/{pair}/resume', given))
    await askAnew()
  }
  const pause = async (): Promise<void> => {
    await dataOf(api.POST('/api/v1/pairs/{pair}/pause', given))
    await askAnew()
  }
  const waits = state === 'sign-in' || state === 'stuck'
  return (
    <>
      {mayOperate && paused === undefined && (
        <Button kind={state === 'decide' || state === 'gate' || waits ? 'plain' : 'primary'} icon="sync" isBusy={sync.isPending} onClick={() => sync.mutate()}>
          {t('pair.sync.label')}
        </Button>
      )}
      {paused === undefined && <ConfirmButton needs="operate" icon="pause" label={t('pair.pause.label')} title={t('pair.pause.title', { name })} willDo={t('pair.pause.willDo')} verb={t('pair.pause.label')} run={pause} done={t('pair.pause.done')} />}
      {(paused?.all === false || waits) && <ConfirmButton needs="operate" icon="resume" label={t('pair.resume.label')} title={t('pair.resume.title', { name })} willDo={t('pair.resume.willDo')} verb={t('pair.resume.label')} run={resume} done={t('pair.resume.done')} />}
    </>
  )
}
