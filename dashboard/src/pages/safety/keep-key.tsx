import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BackupKey } from '../../api/schema.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { CheckField } from '../../parts/field.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Row } from '../../parts/stack.tsx'
import { tell } from '../../parts/toast.tsx'
import { saveText } from './save-text.ts'
import styles from './keep-key.module.css'

interface KeepKeyProps {
  readonly backupKey: BackupKey
  /** Says that a copy is kept. */
  readonly keep: () => Promise<unknown>
}

/** The key of the backup, to be taken elsewhere before one goes on. What is printed is this alone. */
export function KeepKey({ backupKey: { folder, keyFile, recipient, secret }, keep }: KeepKeyProps) {
  const { t } = useTranslation()
  const [isKept, setKept] = useState(false)
  const keeping = useMutation({ mutationFn: keep })
  const how = t('backups.key.how', { page: 'docs/operations/lost-key.md' })
  const lines = [t('backups.key.name'), t('backups.key.what'), how, folder, recipient]
  const asFile = (): void => saveText('tongbu-backup-key.txt', `${lines.map((line) => `# ${line}\n`).join('')}${secret}\n`, 'text/plain')
  return (
    <Card title={t('backups.key.title')} note={t('backups.key.what')}>
      <div className={styles['paper']}>
        <strong className={styles['onPaper']}>{t('backups.key.name')}</strong>
        <code className={styles['key']}>{secret}</code>
        <Facts
          of={[
            [t('backups.facts.folder'), <code key="folder">{folder}</code>],
            [t('backups.facts.keyFile'), <code key="file">{keyFile}</code>],
          ]}
        />
        <p className={styles['onPaper']}>{t('backups.key.what')}</p>
        <p className={styles['onPaper']}>{how}</p>
      </div>
      <Row>
        <Button icon="copy" onClick={() => void navigator.clipboard.writeText(secret).then(() => tell(t('parts.copied')))}>
          {t('backups.key.copy')}
        </Button>
        <Button icon="download" onClick={asFile}>
          {t('backups.key.download')}
        </Button>
        <Button icon="print" onClick={() => window.print()}>
          {t('backups.key.print')}
        </Button>
      </Row>
      <p>{t('backups.key.where')}</p>
      <CheckField label={t('backups.key.kept')} help={t('backups.key.keptHelp')} isOn={isKept} onChange={setKept} />
      {keeping.isError && <ProblemNotice error={keeping.error} />}
      <Row>
        <Button kind="primary" icon="next" disabled={!isKept} isBusy={keeping.isPending} onClick={() => keeping.mutate()}>
          {t('backups.key.goOn')}
        </Button>
      </Row>
    </Card>
  )
}
