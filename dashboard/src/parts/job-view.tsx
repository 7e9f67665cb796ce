import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemError } from '../api/client.ts'
import { endJob, useJob, type JobKind, type JobOf, type LongWork } from '../api/job.ts'
import type { Job } from '../api/schema.ts'
import { Button } from './button.tsx'
import { useFormat } from './format.ts'
import { Notice } from './notice.tsx'
import { ProblemNotice } from './problem-text.tsx'
import { Progress } from './progress.tsx'
import styles from './job-view.module.css'

const PHASES = ['checking', 'listing', 'reading', 'reading-back', 'pruning', 'backing-up', 'recovering', 'observing', 'matching', 'planning', 'applying', 'verifying', 'exporting', 'searching', 'erasing'] as const

type Result<Kind extends JobKind> = NonNullable<JobOf<Kind>['result']>

/** How far long work is, why it failed, or what came out. */
export function JobView<Kind extends JobKind>({ work, label, failure, children }: { readonly work: LongWork<Kind>; readonly label: string; /** How it is shown that it could not begin. */ readonly failure?: (error: unknown) => ReactNode; readonly children?: (result: Result<Kind>, job: JobOf<Kind>) => ReactNode }) {
  const { t } = useTranslation()
  const { job, error } = work
  return (
    <div aria-live="polite" className={styles['told']}>
      {error !== null && error !== undefined && (failure?.(error) ?? <ProblemNotice error={error} />)}
      {job?.state === 'running' && <Running job={job} label={label} />}
      {job?.state === 'cancelled' && <Notice tone="note" title={t('work.cancelled')} />}
      {job?.state === 'failed' && job.problem !== undefined && <ProblemNotice error={new ProblemError(job.problem)} />}
      {job?.state === 'done' && job.result !== undefined && children?.(job.result as Result<Kind>, job)}
    </div>
  )
}

/** How far a job is, for whoever waits for its end; nothing once that has come. */
export function JobProgress({ id, label }: { readonly id: string; readonly label: string }) {
  const job = useJob(id)
  return job?.state === 'running' ? <Running job={job} label={label} /> : null
}

function Running({ job: { id, progress }, label }: { readonly job: Job; readonly label: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const phase = PHASES.find((each) => each === progress?.phase)
  const { done = 0, total, endsAt } = progress ?? {}
  const value = total === undefined ? format.number(done) : t('work.of', { done: format.number(done), total: format.number(total) })
  const note = [phase === undefined ? '' : t(`work.phase.${phase}`), endsAt === undefined ? '' : t('work.endsAt', { at: format.clock(endsAt) })].filter((part) => part !== '').join(' · ')
  return (
    <div role="group" aria-label={label}>
      <Progress label={label} share={total === undefined || total === 0 ? 0 : done / total} value={progress === undefined ? t('work.begins') : value} note={note === '' ? undefined : note} tone="note" />
      <Button kind="quiet" isSmall icon="close" onClick={() => void endJob(id)}>
        {t('work.end')}
      </Button>
    </div>
  )
}
