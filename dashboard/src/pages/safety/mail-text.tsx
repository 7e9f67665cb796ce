import { useTranslation } from 'react-i18next'
import { Facts } from '../../parts/facts.tsx'
import { useFormat } from '../../parts/format.ts'
import { Notice } from '../../parts/notice.tsx'
import { Stack } from '../../parts/stack.tsx'
import styles from './measures.module.css'

interface Mail {
  readonly subject: string
  readonly from: readonly { readonly name: string; readonly address: string }[]
  readonly to: readonly { readonly name: string; readonly address: string }[]
  readonly receivedAt: string
  readonly attachments: readonly string[]
  readonly text?: string
}

/** What a message says, as plain text: nothing in it is loaded or run. */
export function MailText({ mail: { subject, from, to, receivedAt, attachments, text }, note }: { readonly mail: Mail; readonly note: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const people = (those: Mail['from']): string => format.list(those.map(({ name, address }) => (name === '' ? address : `${name} <${address}>`)))
  return (
    <Stack>
      <Notice tone="note" title={note} />
      <Facts
        of={[
          [t('backups.find.subject'), subject === '' ? t('backups.find.noSubject') : subject],
          [t('backups.find.from'), people(from)],
          [t('backups.find.to'), people(to)],
          [t('backups.find.received'), format.exact(receivedAt)],
          [t('backups.find.attached'), attachments.length === 0 ? undefined : format.list(attachments)],
        ]}
      />
      {text !== undefined && <pre className={styles['text']}>{text}</pre>}
    </Stack>
  )
}
