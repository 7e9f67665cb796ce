import { useTranslation } from 'react-i18next'
import { resumeEverything, stopEverything, useService } from '../api/service.ts'
import { ConfirmButton } from '../parts/confirm.tsx'
import { Notice } from '../parts/notice.tsx'
import { roomAfter } from '../parts/room-after.ts'
import { Time } from '../parts/time.tsx'
import styles from './stop-everything.module.css'

/** The red button, on every page. Not there while everything is stopped already, or nothing is connected. */
export function StopButton() {
  const { t } = useTranslation()
  const { data: service } = useService()
  if (service === undefined || service.stopped !== undefined) return null
  return (
    <span className={styles['stop']}>
      <ConfirmButton
        needs="operate"
        icon="stop"
        kind="danger"
        label={t('frame.stop.label')}
        title={t('frame.stop.title')}
        willDo={
          <>
            <p>{t('frame.stop.willDo')}</p>
            <p>{t('frame.stop.wont')}</p>
          </>
        }
        verb={t('frame.stop.verb')}
        run={stopEverything}
        done={t('frame.stop.done')}
      />
    </span>
  )
}

/** Tells on every page that nothing is done, since when and by whom, and takes it back. */
export function StoppedNotice() {
  const { t } = useTranslation()
  const { data: service } = useService()
  if (service?.stopped === undefined) return null
  const { by, since } = service.stopped
  const told = t('frame.stopped.by', { by })
  return (
    <div className={styles['stopped']}>
      <Notice
        tone="bad"
        isNew
        title={t('frame.stopped.title')}
        actions={<ConfirmButton needs="operate" icon="resume" label={t('frame.stopped.resume')} title={t('frame.stopped.resumeTitle')} willDo={t('frame.stopped.willDo')} verb={t('frame.stopped.resume')} run={resumeEverything} done={t('frame.stopped.done')} />}
      >
        <p>
          {told}
          {roomAfter(told)}
          <Time at={since} />
        </p>
      </Notice>
    </div>
  )
}
