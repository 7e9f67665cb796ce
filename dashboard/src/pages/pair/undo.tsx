import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { untilEnded } from '../../api/job.ts'
import type { Began, PairDetail, UndoPlan } from '../../api/schema.ts'
import { askAnew } from '../../api/service.ts'
import { ConfirmButton, nothingToDo } from '../../parts/confirm.tsx'
import { useFormat } from '../../parts/format.ts'
import { Notice } from '../../parts/notice.tsx'
import type { Cloud } from '../../parts/side-name.tsx'
import { Stack } from '../../parts/stack.tsx'
import { Steps } from '../../parts/steps.tsx'

interface Undoing {
  readonly pair: string
  readonly run: string
  /** Only what the run wrote on this message. */
  readonly item?: string
}

/** What taking a run back would do. */
async function askUndo({ pair, run, item }: Undoing): Promise<UndoPlan> {
  const body = { dryRun: true, ...(item === undefined ? {} : { item }) }
  return (await dataOf(api.POST('/api/v1/pairs/{pair}/runs/{run}/undo', { params: { path: { pair, run } }, body }))) as UndoPlan
}

/** The same to be looked at, before it is confirmed. */
export async function previewUndo(of: Undoing, left: Cloud) {
  const plan = await askUndo(of)
  const shown = <UndoPreview plan={plan} left={left} />
  return plan.total === 0 ? nothingToDo(shown) : shown
}

/** Takes it back, and waits until that is done. */
export async function doUndo({ pair, run, item }: Undoing, onJob: (id: string) => void): Promise<void> {
  const body = { dryRun: false, ...(item === undefined ? {} : { item }) }
  const { job } = (await dataOf(api.POST('/api/v1/pairs/{pair}/runs/{run}/undo', { params: { path: { pair, run } }, body }))) as Began
  onJob(job)
  await untilEnded('undo', job)
  await askAnew()
}

/** Takes a run back, after it has shown what that would do. */
export function UndoButton({ run, pair: { name, left } }: { readonly run: string; readonly pair: PairDetail }) {
  const { t } = useTranslation()
  return (
    <ConfirmButton
      needs="operate"
      isSmall
      icon="undo"
      label={t('pair.undo.label')}
      title={t('pair.undo.title')}
      willDo={t('pair.undo.willDo')}
      preview={() => previewUndo({ pair: name, run }, left)}
      verb={t('pair.undo.verb')}
      run={(onJob) => doUndo({ pair: name, run }, onJob)}
      done={t('pair.undo.done')}
    />
  )
}

/** What would be put back, and what stays as it is. */
function UndoPreview({ plan: { steps, total, listed, stays }, left }: { readonly plan: UndoPlan; readonly left: Cloud }) {
  const { t } = useTranslation()
  const format = useFormat()
  const sum = (of: Readonly<Record<string, number>>): number => Object.values(of).reduce((all, each) => all + each, 0)
  if (total === 0) return <Notice tone="note" title={t('pair.undo.nothing')} />
  return (
    <Stack>
      <p>{t('pair.undo.count', { n: format.number(total) })}</p>
      <Steps steps={steps} total={total} left={left} />
      {sum(listed) > 0 && <p>{t('pair.undo.listed', { n: format.number(sum(listed)) })}</p>}
      {sum(stays) > 0 && <p>{t('pair.undo.stays', { n: format.number(sum(stays)) })}</p>}
    </Stack>
  )
}
