import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { refreshSession } from '../../api/session.ts'
import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { ConfirmButton } from '../../parts/confirm.tsx'
import { CopyButton, CopyText } from '../../parts/copy-text.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Form, TextField } from '../../parts/field.tsx'
import { Notice } from '../../parts/notice.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Row } from '../../parts/stack.tsx'
import styles from './accounts.module.css'

/** Codes of a telephone beside the password. */
export function SecondFactor({ isOn }: { readonly isOn: boolean }) {
  const { t } = useTranslation()
  const [codes, setCodes] = useState<readonly string[]>([])
  return (
    <Card title={t('accounts.totp.title')} note={t('accounts.totp.note')} actions={<Badge tone={isOn ? 'good' : 'wait'}>{t(isOn ? 'accounts.totp.on' : 'accounts.totp.off')}</Badge>}>
      <Row>{isOn ? <Remove /> : <Enrol onDone={setCodes} />}</Row>
      <Dialog isOpen={codes.length > 0} onClose={() => setCodes([])} title={t('accounts.totp.codes')} lead={t('accounts.totp.codesNote')}>
        <ul className={styles['codes']}>
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <Row>
          <CopyButton text={codes.join('\n')}>{t('parts.copyAll')}</CopyButton>
        </Row>
      </Dialog>
    </Card>
  )
}

function Enrol({ onDone }: { readonly onDone: (codes: readonly string[]) => void }) {
  const { t } = useTranslation()
  const begin = useMutation({ mutationFn: () => dataOf(api.POST('/api/v1/account/totp')) })
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const close = (): void => {
    begin.reset()
    setPassword('')
    setCode('')
  }
  const confirm = useMutation({
    mutationFn: (pending: string) => dataOf(api.PUT('/api/v1/account/totp', { body: { password, code, pending } })),
    onSuccess: async ({ recoveryCodes }) => {
      close()
      await refreshSession()
      onDone(recoveryCodes)
    },
  })
  const { data: begun } = begin
  return (
    <>
      <Button icon="key" isBusy={begin.isPending} onClick={() => begin.mutate()}>
        {t('accounts.totp.begin')}
      </Button>
      {begin.isError && <ProblemNotice error={begin.error} />}
      <Dialog isOpen={begun !== undefined} onClose={close} title={t('accounts.totp.begin')} lead={t('accounts.totp.scan')}>
        {begun !== undefined && (
          <Form onSend={() => confirm.mutate(begun.pending)}>
            <img className={styles['picture']} src={begun.picture} alt={t('accounts.totp.picture')} width="200" height="200" />
            <CopyText text={begun.secret} label={t('accounts.totp.secret')} />
            {confirm.isError && <ProblemNotice error={confirm.error} />}
            <TextField label={t('signIn.code')} value={code} onText={setCode} autoComplete="one-time-code" inputMode="numeric" />
            <TextField label={t('accounts.password.old')} type="password" value={password} onText={setPassword} autoComplete="current-password" />
            <Row>
              <Button kind="primary" type="submit" isBusy={confirm.isPending} disabled={code === '' || password === ''}>
                {t('accounts.totp.confirm')}
              </Button>
            </Row>
          </Form>
        )}
      </Dialog>
    </>
  )
}

function Remove() {
  const { t } = useTranslation()
  const [password, setPassword] = useState('')
  return (
    <ConfirmButton
      label={t('accounts.totp.remove')}
      title={t('accounts.totp.remove')}
      willDo={t('accounts.totp.removeMeans')}
      verb={t('accounts.totp.remove')}
      kind="danger"
      isIncomplete={password === ''}
      run={async () => {
        await api.POST('/api/v1/account/totp/remove', { body: { password } })
        setPassword('')
        await refreshSession()
      }}
    >
      <TextField label={t('accounts.password.old')} type="password" value={password} onText={setPassword} autoComplete="current-password" />
    </ConfirmButton>
  )
}

/** A link that is shown once. */
export function LinkShown({ path, onClose }: { readonly path: string | undefined; readonly onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog isOpen={path !== undefined} onClose={onClose} title={t('accounts.link.title')} lead={t('accounts.link.lead')}>
      <CopyText text={`${window.location.origin}${path ?? ''}`} label={t('accounts.link.title')} />
      <Notice tone="note" title={t('accounts.link.once')} />
    </Dialog>
  )
}
