import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { Card } from '../../parts/card.tsx'
import { Form, RadioField, TextField } from '../../parts/field.tsx'
import { Consent, ConsentNotice } from '../connections/consent.tsx'
import { Certificate } from './certificate.tsx'
import { Aside, Why } from './how-to.tsx'
import { MicrosoftGuide } from './microsoft-guide.tsx'
import type { StepProps } from './set-up.tsx'
import { CheckFoot, FoundCard } from './step-parts.tsx'
import { hasGoodSecret, stateOf } from './steps.ts'
import { useSetupStep } from './use-setup.ts'

const CLOUDS = {
  global: { graphUrl: 'https://graph.microsoft.com/v1.0', loginUrl: 'https://login.microsoftonline.com' },
  china: { graphUrl: 'https://microsoftgraph.chinacloudapi.cn/v1.0', loginUrl: 'https://login.partner.microsoftonline.cn' },
} as const

const KINDS = ['secret', 'certificate', 'code', 'device'] as const

type Cloud = keyof typeof CLOUDS

type Registration = Pick<NonNullable<StepProps['setup']['microsoft']>, 'signIn' | 'tenant' | 'clientId'>

const isSame = (known: Registration | undefined, shown: Registration): boolean => known?.signIn === shown.signIn && known.tenant === shown.tenant && known.clientId === shown.clientId

/** The Microsoft side: the app registration, and whether Microsoft knows it. */
export function MicrosoftStep({ setup, onNext }: StepProps) {
  const { t } = useTranslation()
  const known = setup.microsoft
  const [cloud, setCloud] = useState<Cloud>(known?.cloud ?? 'global')
  const [tenant, setTenant] = useState(known?.tenant ?? '')
  const [clientId, setClientId] = useState(known?.clientId ?? '')
  const [secret, setSecret] = useState('')
  const [signIn, setSignIn] = useState(known?.signIn ?? 'secret')
  const [graphUrl, setGraphUrl] = useState(known?.graphUrl ?? CLOUDS.global.graphUrl)
  const [loginUrl, setLoginUrl] = useState(known?.loginUrl ?? CLOUDS.global.loginUrl)
  const chooseCloud = (next: Cloud): void => {
    setCloud(next)
    setGraphUrl(CLOUDS[next].graphUrl)
    setLoginUrl(CLOUDS[next].loginUrl)
  }
  const step = useSetupStep(() => dataOf(api.PUT('/api/v1/setup/microsoft', { body: { cloud, tenant, clientId, signIn, graphUrl, loginUrl, ...(secret === '' || signIn === 'certificate' ? {} : { secret }) } })))
  const isDone = stateOf(setup, 'microsoft') === 'done' && isSame(known, { signIn, tenant, clientId })
  return (
    <>
      <ConsentNotice />
      <Card title={t('setup.microsoft.title')} note={t('setup.microsoft.note')}>
        <Form onSend={() => step.mutate(undefined)}>
          <RadioField
            label={t('setup.microsoft.cloud.label')}
            value={cloud}
            onChoose={chooseCloud}
            options={[
              { value: 'global', label: t('setup.microsoft.cloud.global'), help: t('setup.microsoft.cloud.globalHelp') },
              { value: 'china', label: t('setup.microsoft.cloud.china'), help: t('setup.microsoft.cloud.chinaHelp') },
            ]}
          />
          <RadioField
            label={t('setup.microsoft.kind.label')}
            value={signIn}
            onChoose={setSignIn}
            options={KINDS.map((kind) => ({ value: kind, label: t(`setup.microsoft.kind.${kind}`), help: t(`setup.microsoft.kind.${kind}Help`) }))}
          />
          <MicrosoftGuide cloud={cloud} signIn={signIn} clientId={clientId} mailboxes={setup.people.map(({ right }) => right)} />
          {(signIn === 'secret' || signIn === 'certificate') && <Why>{t('setup.microsoft.app.why')}</Why>}
          <TextField label={t('setup.microsoft.tenant')} value={tenant} onText={setTenant} help={t('setup.microsoft.tenantHelp')} required />
          <TextField label={t('setup.microsoft.clientId')} value={clientId} onText={setClientId} help={t('setup.microsoft.clientIdHelp')} required />
          {signIn === 'certificate' ? (
            <Certificate />
          ) : (
            <TextField
              label={t('setup.microsoft.secret')}
              type="password"
              value={secret}
              onText={setSecret}
              help={hasGoodSecret(setup, 'microsoft') ? t('setup.kept') : t(signIn === 'secret' ? 'setup.microsoft.secretHelp' : 'setup.microsoft.secretMaybe')}
              required={known?.hasSecret !== true && signIn === 'secret'}
            />
          )}
          <Aside title={t('setup.microsoft.servers')}>
            <TextField label={t('setup.microsoft.loginUrl')} value={loginUrl} onText={setLoginUrl} inputMode="url" />
            <TextField label={t('setup.microsoft.graphUrl')} value={graphUrl} onText={setGraphUrl} inputMode="url" />
          </Aside>
          <CheckFoot step={step} isDone={isDone} onNext={onNext} />
        </Form>
      </Card>
      <FoundCard found={known?.found} />
      {known !== undefined && isSame(known, { signIn, tenant, clientId }) && (
        <Card title={t('connections.consent.title')} note={t('setup.microsoft.app.consentHere')}>
          <Consent cloud={known.cloud} begin={() => dataOf(api.POST('/api/v1/setup/microsoft/consent', { body: {} }))} />
        </Card>
      )}
    </>
  )
}
