import { useTranslation } from 'react-i18next'
import type { TrialMailbox, TrialMessage } from '../../api/schema.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { useFormat } from '../../parts/format.ts'
import { Icon } from '../../parts/icon.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { SideName } from '../../parts/side-name.tsx'
import { Time } from '../../parts/time.tsx'
import { CLOUD, useText, type Edit, type Place } from './trial.ts'
import styles from './message-dialog.module.css'

interface MessageDialogProps {
  /** Which message is read, if any. */
  readonly place: Place | undefined
  readonly look: { readonly left: TrialMailbox; readonly right: TrialMailbox }
  readonly onClose: () => void
  readonly onEdit: (edit: Edit) => void
}

/** One message, to be read and dealt with. */
export function MessageDialog({ place, look, onClose, onEdit }: MessageDialogProps) {
  const message = place === undefined ? undefined : look[place.side].messages.find(({ id }) => id === place.id)
  if (place === undefined || message === undefined) return null
  return <Opened place={place} message={message} onClose={onClose} onEdit={onEdit} />
}

function Opened({ place, message, onClose, onEdit }: Omit<MessageDialogProps, 'place' | 'look'> & { readonly place: Place; readonly message: TrialMessage }) {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useText(place)
  const move = (): void => {
    onEdit({ ...place, kind: 'move', to: 'trash' })
    onClose()
  }
  return (
    <Dialog
      isOpen
      isWide
      onClose={onClose}
      title={message.subject}
      lead={
        <p className={styles['lead']}>
          <SideName cloud={CLOUD[place.side]} />
          <span>{message.from}</span>
          <Time at={message.receivedAt} isExact />
        </p>
      }
      actions={
        <>
          <Button icon="flag" aria-pressed={message.flagged} onClick={() => onEdit({ ...place, kind: 'mark', flagged: !message.flagged })}>
            {t(message.flagged ? 'tryIt.message.unflagThis' : 'tryIt.message.flagThis')}
          </Button>
          {message.folder !== 'trash' && (
            <Button icon="trash" onClick={move}>
              {t('tryIt.message.moveTo', { folder: t('tryIt.folder.trash') })}
            </Button>
          )}
        </>
      }
    >
      <Loaded query={query}>
        {({ text, attachments }) => (
          <>
            <div className={styles['text']}>{text}</div>
            {attachments.map(({ name, bytes }) => (
              <p key={name} className={styles['attachment']}>
                <Icon name="clip" />
                {name} · {format.bytes(bytes)}
              </p>
            ))}
          </>
        )}
      </Loaded>
    </Dialog>
  )
}
