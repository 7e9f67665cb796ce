import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { Alone } from '../../app/alone.tsx'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Form, TextField } from '../../parts/field.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Page } from '../../parts/page.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Row } from '../../parts/stack.tsx'
import { HowTo, Why } from './how-to.tsx'
import { OddPassword } from './odd-password.tsx'
import styles from './invite.module.css'

/** What is behind a one-time link: one person gives one client-specific password. The token is behind the `#`, which no server sees. */
export function Invite() {
  const { t } = useTranslation()
  const [token] = useState(() => window.location.hash.slice(1))
  const query = useQuery({ queryKey: ['invite', token], queryFn: () => dataOf(api.POST('/api/v1/invite/look', { body: { token } })), retry: false, staleTime: Infinity, enabled: token !== '' })
  return (
    <Alone>
      <div className={styles['one']}>
        <Page title={t('setup.invited.title')}>
          {token === '' ? (
            <Notice tone="bad" title={t('setup.invited.cut.title')}>
              {t('setup.invited.cut.text')}
            </Notice>
          ) : (
            <Loaded query={query}>{({ standing, address }) => <Ask token={token} address={address} standing={standing} />}</Loaded>
          )}
        </Page>
      </div>
    </Alone>
  )
}

function Ask({ token, address, standing: before }: { readonly token: string; readonly address: string; readonly standing: 'open' | 'used' | 'expired' | 'locked' }) {
  const { t } = useTranslation()
  const [password, setPassword] = useState('')
  const give = useMutation({ mutationFn: () => dataOf(api.POST('/api/v1/invite', { body: { token, password } })), onSettled: () => setPassword('') })
  const standing = give.data?.standing ?? before
  if (standing !== 'open')
    return (
      <Notice tone={standing === 'used' ? 'good' : 'bad'} title={t(`setup.invited.${standing}.title`)} isNew={give.data !== undefined}>
        {t(`setup.invited.${standing}.text`)}
      </Notice>
    )
  return (
    <Card title={t('setup.invited.for', { address })}>
      <Form
        onSend={() => {
          if (password !== '') give.mutate()
        }}
      >
        <Why>{t('setup.invited.why')}</Why>
        <HowTo title={t('setup.invited.how')} steps={[t('setup.invited.open'), t('setup.invited.make'), t('setup.invited.paste')]} />
        <TextField label={t('setup.password.label')} type="password" autoComplete="new-password" value={password} onText={setPassword} help={t('setup.invited.help')} />
        <OddPassword password={password} />
        {give.isError && <ProblemNotice error={give.error} />}
        {give.data?.found.includes('imap-unreachable') === true && (
          <Notice tone="bad" title={t('setup.invited.unreachable')} isNew>
            {t('setup.invited.again')}
          </Notice>
        )}
        <Row>
          <Button type="submit" kind="primary" isBusy={give.isPending} disabled={password === ''}>
            {give.isPending ? t('setup.checking') : t('setup.invited.send')}
          </Button>
        </Row>
      </Form>
    </Card>
  )
}
