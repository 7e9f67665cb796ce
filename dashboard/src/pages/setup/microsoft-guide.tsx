import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { CopyText } from '../../parts/copy-text.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Quiet, Row, Stack } from '../../parts/stack.tsx'
import { Aside, HowTo, Why } from './how-to.tsx'

interface GuideProps {
  readonly cloud: 'global' | 'china'
  readonly signIn: 'secret' | 'certificate' | 'code' | 'device'
  readonly clientId: string
  /** Outlook addresses that the app is to reach. */
  readonly mailboxes: readonly string[]
}

const REASONS = ['read-mail', 'write-mail', 'import-mime', 'imap', 'check-rules', 'check-registration', 'check-defaults', 'stay-signed-in', 'know-who'] as const

/** How the app is registered: what it needs and why, computed from what was chosen, and how it is narrowed to some mailboxes. */
export function MicrosoftGuide({ cloud, signIn, clientId, mailboxes }: GuideProps) {
  const { t } = useTranslation()
  const isPerson = signIn === 'code' || signIn === 'device'
  const asked = { cloud, signIn: isPerson ? ('person' as const) : ('app' as const), ...(clientId === '' ? {} : { clientId }), mailboxes: mailboxes.join(',') }
  const query = useQuery({ queryKey: ['setup-guide', asked], queryFn: () => dataOf(api.GET('/api/v1/setup/guide/microsoft', { params: { query: asked } })), placeholderData: keepPreviousData })
  return (
    <Loaded query={query}>
      {({ console, pages, permissions, redirectUri, restriction }) => (
        <>
          <HowTo
            title={t('setup.microsoft.app.how')}
            steps={[
              <>
                {t('setup.microsoft.app.open')}{' '}
                <a href={pages['register'] ?? ''} target="_blank" rel="noreferrer">
                  {console}
                </a>
              </>,
              t('setup.microsoft.app.register'),
              ...(signIn === 'code' && redirectUri !== undefined
                ? [
                    <>
                      {t('setup.microsoft.app.redirect')} <CopyText text={redirectUri} label={t('setup.microsoft.app.redirectUri')} />
                    </>,
                  ]
                : []),
              ...(isPerson ? [t('setup.microsoft.app.public')] : []),
              <>
                {t(isPerson ? 'setup.microsoft.app.permissionPerson' : 'setup.microsoft.app.permission')}
                <Stack isTight>
                  {permissions.map(({ name, reason }) => (
                    <Row key={name}>
                      <CopyText text={name} label={t('setup.permission')} />
                      <Quiet>{t(`setup.microsoft.reason.${REASONS.find((each) => each === reason) ?? 'write-mail'}`)}</Quiet>
                    </Row>
                  ))}
                </Stack>
              </>,
              t('setup.microsoft.app.consent'),
              ...(signIn === 'secret' ? [t('setup.microsoft.app.secret')] : []),
            ]}
          />
          {signIn === 'code' && redirectUri === undefined && <Notice tone="wait" title={t('setup.microsoft.app.noRedirect')} />}
          {restriction.length > 0 && (
            <Aside title={t('setup.microsoft.narrow.title')}>
              <Why>{t('setup.microsoft.narrow.why')}</Why>
              <CopyText text={restriction.flatMap(({ commands }) => commands).join('\n')} label={t('setup.microsoft.narrow.commands')} />
            </Aside>
          )}
        </>
      )}
    </Loaded>
  )
}
