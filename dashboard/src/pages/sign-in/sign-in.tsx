import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Redirect, useSearch } from 'wouter'
import { Alone } from '../../app/alone.tsx'
import { api, dataOf } from '../../api/client.ts'
import type { Session } from '../../api/schema.ts'
import { enterAs, useSession } from '../../api/session.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { CopyText } from '../../parts/copy-text.tsx'
import { Form, TextField } from '../../parts/field.tsx'
import { Notice } from '../../parts/notice.tsx'
import { useTitle } from '../../parts/page.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Stack } from '../../parts/stack.tsx'
import styles from './sign-in.module.css'

const PATH = '/sign-in'

/** Who are you? */
export function SignIn({ session }: { readonly session: Session }) {
  const { t } = useTranslation()
  const [isAgain, setAgain] = useState(false)
  useTitle(t('signIn.title'))
  return (
    <Alone>
      <div className={styles['page']}>
        <h1>{t('signIn.title')}</h1>
        {session.isNew && <NobodyYet />}
        <Problem />
        {session.state === 'code' && !isAgain ? <Code onBack={() => setAgain(true)} /> : <Password onEntered={() => setAgain(false)} />}
        {session.hasOidc && (
          <Button icon="outside" onClick={() => window.location.assign(`/api/v1/session/oidc?to=${encodeURIComponent(wanted())}`)}>
            {t('signIn.elsewhere')}
          </Button>
        )}
      </div>
    </Alone>
  )
}

/** The page that was asked for, and not this one. */
const wanted = (): string => (window.location.pathname === PATH ? '/' : window.location.pathname + window.location.search)

/** Why a sign-in elsewhere came to nothing: the browser was sent back with the code of it. */
function Problem() {
  const { t, i18n } = useTranslation()
  const code = new URLSearchParams(useSearch()).get('problem') ?? ''
  if (code === '') return null
  const key = (i18n.exists(`errors.${code}`) ? code : 'FAILED') as 'FAILED'
  return (
    <Notice tone="bad" title={t(`errors.${key}.what`)} isNew>
      <p>{t(`errors.${key}.next`)}</p>
    </Notice>
  )
}

/** Where one is sent that has no page to go back to. */
export function SignInPage() {
  const { data: session } = useSession()
  if (session === undefined) return null
  return session.state === 'signed-in' ? <Redirect to="/" /> : <SignIn session={session} />
}

function NobodyYet() {
  const { t } = useTranslation()
  return (
    <Notice tone="note" title={t('signIn.new.title')}>
      <Stack isTight>
        <p>{t('signIn.new.text')}</p>
        <CopyText text="npx tongbu accounts link" label={t('signIn.new.command')} />
      </Stack>
    </Notice>
  )
}

function Password({ onEntered }: { readonly onEntered: () => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const enter = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/session', { body: { name, password } })),
    onSuccess: (session) => {
      onEntered()
      enterAs(session)
    },
  })
  return (
    <Card>
      <Form onSend={() => enter.mutate()}>
        {enter.isError && <ProblemNotice error={enter.error} />}
        <TextField label={t('signIn.name')} value={name} onText={setName} autoComplete="username" required />
        <TextField label={t('signIn.password')} type="password" value={password} onText={setPassword} autoComplete="current-password" required help={t('signIn.lost')} />
        <Button kind="primary" type="submit" isBusy={enter.isPending} disabled={name === '' || password === ''}>
          {t('signIn.enter')}
        </Button>
      </Form>
    </Card>
  )
}

function Code({ onBack }: { readonly onBack: () => void }) {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const enter = useMutation({ mutationFn: () => dataOf(api.POST('/api/v1/session/code', { body: { code } })), onSuccess: enterAs })
  return (
    <Card>
      <Form onSend={() => enter.mutate()}>
        {enter.isError && <ProblemNotice error={enter.error} />}
        <TextField label={t('signIn.code')} help={t('signIn.codeHelp')} value={code} onText={setCode} autoComplete="one-time-code" required />
        <div className={styles['row']}>
          <Button kind="primary" type="submit" isBusy={enter.isPending} disabled={code === ''}>
            {t('signIn.enter')}
          </Button>
          <Button kind="quiet" onClick={onBack}>
            {t('signIn.back')}
          </Button>
        </div>
      </Form>
    </Card>
  )
}
