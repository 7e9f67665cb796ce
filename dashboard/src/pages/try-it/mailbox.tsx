import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TrialFolder, TrialMailbox, TrialMessage } from '../../api/schema.ts'
import { Count } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { classes } from '../../parts/classes.ts'
import { Icon } from '../../parts/icon.tsx'
import { Menu, type MenuItem } from '../../parts/menu.tsx'
import { SideName } from '../../parts/side-name.tsx'
import { Time } from '../../parts/time.tsx'
import { ComposeDialog } from './compose-dialog.tsx'
import { CLOUD, signatureOf, type Edit, type Side } from './trial.ts'
import { useFolderName } from './use-folder-name.ts'
import styles from './mailbox.module.css'

interface MailboxProps {
  readonly side: Side
  readonly mailbox: TrialMailbox
  readonly onOpen: (id: string) => void
  readonly onEdit: (edit: Edit) => void
}

/** So long a row shows that it has just come or changed. */
const FRESH_MS = 4000
/** Folders of the clouds' own are shown only where something lies in them, but for these. */
const ALWAYS: readonly (string | undefined)[] = ['inbox', 'trash']
const ORDER = ['inbox', 'sent', 'drafts', undefined, 'junk', 'trash'] as const

/** One of the two mailboxes, all of its folders below each other. */
export function Mailbox({ side, mailbox, onOpen, onEdit }: MailboxProps) {
  const { t } = useTranslation()
  const [isWriting, setWriting] = useState(false)
  const fresh = useFresh(mailbox.messages)
  const shown = foldersShown(mailbox)
  return (
    <Card
      title={<SideName cloud={CLOUD[side]} />}
      note={mailbox.address}
      isFlush
      actions={
        <Button icon="plus" isSmall onClick={() => setWriting(true)}>
          {t('tryIt.write')}
        </Button>
      }
    >
      {shown.map((folder) => (
        <Folder key={folder.key} folder={folder} folders={shown} messages={mailbox.messages.filter((message) => message.folder === folder.key)} {...{ side, fresh, onOpen, onEdit }} />
      ))}
      <ComposeDialog side={side} isOpen={isWriting} onClose={() => setWriting(false)} />
    </Card>
  )
}

function foldersShown({ folders, messages }: TrialMailbox): readonly TrialFolder[] {
  const isShown = ({ key, role, name }: TrialFolder): boolean => ALWAYS.includes(role) || (role === undefined && name !== 'Archive') || messages.some(({ folder }) => folder === key)
  return folders.filter(isShown).sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role) || (a.name < b.name ? -1 : 1))
}

interface FolderProps extends Pick<MailboxProps, 'side' | 'onOpen' | 'onEdit'> {
  readonly folder: TrialFolder
  readonly folders: readonly TrialFolder[]
  readonly messages: readonly TrialMessage[]
  readonly fresh: ReadonlySet<string>
}

function Folder({ folder, folders, messages, fresh, ...about }: FolderProps) {
  const { t } = useTranslation()
  const nameOf = useFolderName()
  return (
    <section className={styles['folder']}>
      <h3 className={styles['name']}>
        <Icon name={folder.role === 'trash' ? 'trash' : 'folder'} size={16} />
        {nameOf(folder)}
        <Count>{messages.length}</Count>
      </h3>
      {messages.length === 0 ? (
        <p className={styles['nothing']}>{t('tryIt.nothing')}</p>
      ) : (
        <ul className={styles['messages']}>
          {messages.map((message) => (
            <Row key={message.id} message={message} folders={folders} isFresh={fresh.has(message.id)} {...about} />
          ))}
        </ul>
      )}
    </section>
  )
}

interface RowProps extends Pick<MailboxProps, 'side' | 'onOpen' | 'onEdit'> {
  readonly message: TrialMessage
  readonly folders: readonly TrialFolder[]
  readonly isFresh: boolean
}

function Row({ side, message, folders, isFresh, onOpen, onEdit }: RowProps) {
  const { t } = useTranslation()
  const { id, subject, read, flagged, attachments } = message
  const open = (): void => {
    onOpen(id)
    if (!read) onEdit({ side, id, kind: 'mark', read: true })
  }
  return (
    <li className={classes(styles['message'], !read && styles['unread'], isFresh && styles['fresh'])}>
      <button type="button" className={styles['open']} onClick={open}>
        <span className={styles['from']}>
          {!read && <span className={styles['dot']} role="img" aria-label={t('tryIt.message.unread')} />}
          <span className={styles['cut']}>{message.from}</span>
        </span>
        <span className={styles['when']}>
          {attachments > 0 && (
            <span role="img" aria-label={t('tryIt.message.attachments', { count: attachments })}>
              <Icon name="clip" size={15} />
            </span>
          )}
          <Time at={message.receivedAt} />
        </span>
        <span className={styles['subject']}>{subject}</span>
      </button>
      <div className={styles['actions']}>
        <button type="button" className={classes(styles['flag'], flagged && styles['flagged'])} aria-pressed={flagged} aria-label={t('tryIt.message.flag', { subject })} onClick={() => onEdit({ side, id, kind: 'mark', flagged: !flagged })}>
          <Icon name="flag" />
        </button>
        <Menu label={t('tryIt.message.more', { subject })} items={useMessageMenu(side, message, folders, onEdit)} />
      </div>
    </li>
  )
}

function useMessageMenu(side: Side, { id, read, folder: here }: TrialMessage, folders: readonly TrialFolder[], onEdit: MailboxProps['onEdit']): readonly MenuItem[] {
  const { t } = useTranslation()
  const nameOf = useFolderName()
  return [
    { label: t(read ? 'tryIt.message.markUnread' : 'tryIt.message.markRead'), icon: 'mail', onChoose: () => onEdit({ side, id, kind: 'mark', read: !read }) },
    ...folders
      .filter(({ key }) => key !== here)
      .map((folder): MenuItem => ({ label: t('tryIt.message.moveTo', { folder: nameOf(folder) }), icon: folder.role === 'trash' ? 'trash' : 'folder', onChoose: () => onEdit({ side, id, kind: 'move', to: folder.key }) })),
  ]
}

/** The messages that have come or changed a moment ago; none of those that were there when the page was opened. */
function useFresh(messages: readonly TrialMessage[]): ReadonlySet<string> {
  const before = useRef<ReadonlySet<string>>(undefined)
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => {
    const known = before.current
    before.current = new Set(messages.map(signatureOf))
    const changed = known === undefined ? [] : messages.filter((message) => !known.has(signatureOf(message))).map(({ id }) => id)
    if (changed.length === 0) return
    setFresh((others) => new Set([...others, ...changed]))
    setTimeout(() => setFresh((others) => new Set([...others].filter((id) => !changed.includes(id)))), FRESH_MS)
  }, [messages])
  return fresh
}
