import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { Alone } from '../../app/alone.tsx'
import { api, dataOf } from '../../api/client.ts'
import { enterAs } from '../../api/session.ts'
import type { Language } from '../../i18n/languages.ts'
import { Button, ButtonLink } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Form, TextField } from '../../parts/field.tsx'
import { useTitle } from '../../parts/page.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Row } from '../../parts/stack.tsx'
import styles from './sign-in.module.css'

/** What is in the address after `#` is the secret; it goes out of sight, and out of the history. */
function takeSecret(): string {
  const secret = window.location.hash.slice(1)
  if (secret !== '') window.history.replaceState(null, '', window.location.pathname)
  return secret
}

/** A link that is good once: somebody chooses their password. */
export function LinkPage() {
  const { t } = useTranslation()
  const [secret] = useState(takeSecret)
  const { data: link, error } = useQuery({ queryKey: ['link', secret], queryFn: () => dataOf(api.POST('/api/v1/links/look', { body: { secret: secret === '' ? '-' : secret } })), retry: false, staleTime: Infinity })
  const title = t(error === null ? 'signIn.link.title' : 'signIn.title')
  useTitle(title)
  return (
    <Alone>
      <div className={styles['page']}>
        <h1>{title}</h1>
        {error !== null && (
          <>
            <ProblemNotice error={error} />
            <Row>
              <ButtonLink icon="next" href="/sign-in">
                {t('signIn.link.other')}
              </ButtonLink>
            </Row>
          </>
        )}
        {link !== undefined && <Choose secret={secret} link={link} />}
      </div>
    </Alone>
  )
}

type Look = { readonly kind: 'first' | 'invite' | 'reset'; readonly name?: string }

function Choose({ secret, link }: { readonly secret: string; readonly link: Look }) {
  const { t, i18n } = useTranslation()
  const [, go] = useLocation()
  const [name, setName] = useState(link.name ?? '')
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const isFirst = link.kind === 'first'
  const use = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/links/use', { body: { secret, password, language: i18n.language as Language, ...(isFirst ? { name } : {}) } })),
    onSuccess: (session) => {
      enterAs(session)
      go('/')
    },
  })
  const differs = again !== '' && again !== password
  return (
    <Card note={t(`signIn.link.${link.kind}`)} title={isFirst ? t('signIn.link.firstTitle') : (link.name ?? '')}>
      <Form onSend={() => use.mutate()}>
        {use.isError && <ProblemNotice error={use.error} />}
        {isFirst && <TextField label={t('signIn.name')} value={name} onText={setName} autoComplete="username" help={t('signIn.link.nameHelp')} required />}
        <TextField label={t('signIn.link.password')} type="password" value={password} onText={setPassword} autoComplete="new-password" help={t('signIn.link.passwordHelp')} required />
        <TextField label={t('signIn.link.again')} type="password" value={again} onText={setAgain} autoComplete="new-password" error={differs ? t('signIn.link.differs') : undefined} required />
        <Button kind="primary" type="submit" isBusy={use.isPending} disabled={password === '' || again !== password || name === ''}>
          {t('signIn.link.use')}
        </Button>
      </Form>
    </Card>
  )
}
