import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { CheckField, Form, TextAreaField, TextField } from '../../parts/field.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { CLOUD, useNewMail, type Side } from './trial.ts'

interface ComposeDialogProps {
  readonly side: Side
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** Somebody writes to the mailbox of one side. */
export function ComposeDialog({ side, isOpen, onClose }: ComposeDialogProps) {
  return isOpen ? <Compose side={side} onClose={onClose} /> : null
}

function Compose({ side, onClose }: Omit<ComposeDialogProps, 'isOpen'>) {
  const { t } = useTranslation()
  const id = useId()
  const [from, setFrom] = useState(() => t('tryIt.compose.fromExample'))
  const [subject, setSubject] = useState(() => t('tryIt.compose.subjectExample'))
  const [text, setText] = useState(() => t('tryIt.compose.textExample'))
  const [withAttachment, setAttachment] = useState(false)
  const send = useNewMail(side, onClose)
  const isIncomplete = from.trim() === '' || subject.trim() === ''
  const sendIt = (): void => {
    if (!isIncomplete) send.mutate({ from, subject, text, withAttachment })
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('tryIt.compose.title', { cloud: t(`parts.cloud.${CLOUD[side]}`) })}
      lead={t('tryIt.compose.lead')}
      actions={
        <>
          <Button onClick={onClose}>{t('parts.cancel')}</Button>
          <Button kind="primary" type="submit" form={id} isBusy={send.isPending} disabled={isIncomplete}>
            {t('tryIt.compose.send')}
          </Button>
        </>
      }
    >
      <Form id={id} onSend={sendIt}>
        <TextField label={t('tryIt.compose.from')} value={from} maxLength={80} onText={setFrom} />
        <TextField label={t('tryIt.compose.subject')} value={subject} maxLength={200} onText={setSubject} />
        <TextAreaField label={t('tryIt.compose.text')} rows={6} value={text} maxLength={5000} onText={setText} />
        <CheckField label={t('tryIt.compose.attachment')} isOn={withAttachment} onChange={setAttachment} />
      </Form>
      {send.isError && <ProblemNotice error={send.error} />}
    </Dialog>
  )
}
