import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import type { Setup } from '../../api/schema.ts'
import { Card } from '../../parts/card.tsx'
import { CopyText } from '../../parts/copy-text.tsx'
import { CheckField, Form, RadioField, TextField } from '../../parts/field.tsx'
import { WithStrong } from '../../parts/with-strong.tsx'
import { Aside, HowTo, Why } from './how-to.tsx'
import type { StepProps } from './set-up.tsx'
import { CheckFoot, FoundCard } from './step-parts.tsx'
import { hasGoodSecret, stateOf } from './steps.ts'
import { useSetupStep } from './use-setup.ts'

const PERMISSION = 'Mail.ReadWrite.All'

interface FormState {
  readonly console: 'alimail' | 'dingtalk'
  readonly edition: 'paid' | 'free' | 'unknown'
  readonly hasApp: boolean
  readonly appId: string
  readonly secret: string
  readonly openapiUrl: string
  readonly host: string
  readonly port: string
  readonly tls: boolean
}

const NEW: FormState = { console: 'alimail', edition: 'paid', hasApp: true, appId: '', secret: '', openapiUrl: 'https://alimail-cn.aliyuncs.com', host: 'imap.qiye.aliyun.com', port: '993', tls: true }

function formOf(known: Setup['dingtalk']): FormState {
  if (known === undefined) return NEW
  const { console, edition, appId = '', openapiUrl, imap } = known
  return { console, edition, hasApp: appId !== '', appId, secret: '', openapiUrl, host: imap.host, port: String(imap.port), tls: imap.tls }
}

/** The DingTalk side: where its mail is administered, and the app of the OpenAPI. */
export function DingtalkStep({ setup, onNext }: StepProps) {
  const { t } = useTranslation()
  const known = setup.dingtalk
  const [form, setForm] = useState(() => formOf(known))
  const set = (part: Partial<FormState>): void => setForm({ ...form, ...part })
  const { console, edition, appId, secret, openapiUrl, host, port, tls } = form
  const withApp = form.hasApp && edition !== 'free'
  const step = useSetupStep(() =>
    dataOf(api.PUT('/api/v1/setup/dingtalk', { body: { console, edition, openapiUrl, imap: { host, port: Number(port), tls }, ...(withApp ? { app: { id: appId, ...(secret === '' ? {} : { secret }) } } : {}) } })),
  )
  const isDone = stateOf(setup, 'dingtalk') === 'done'
  return (
    <>
      <Card title={t('setup.dingtalk.title')} note={t('setup.dingtalk.note')}>
        <Form onSend={() => step.mutate(undefined)}>
          <RadioField
            label={t('setup.dingtalk.console.label')}
            value={console}
            onChoose={(console) => set({ console })}
            options={[
              { value: 'alimail', label: t('setup.dingtalk.console.alimail'), help: t('setup.dingtalk.console.alimailHelp') },
              { value: 'dingtalk', label: t('setup.dingtalk.console.dingtalk'), help: t('setup.dingtalk.console.dingtalkHelp') },
            ]}
          />
          <RadioField
            label={t('setup.dingtalk.edition.label')}
            value={edition}
            onChoose={(edition) => set({ edition })}
            options={[
              { value: 'paid', label: t('setup.dingtalk.edition.paid'), help: t('setup.dingtalk.edition.paidHelp') },
              { value: 'free', label: t('setup.dingtalk.edition.free'), help: t('setup.dingtalk.edition.freeHelp') },
              { value: 'unknown', label: t('setup.dingtalk.edition.unknown'), help: t('setup.dingtalk.edition.unknownHelp') },
            ]}
          />
          {edition !== 'free' && <CheckField label={t('setup.dingtalk.app.use')} help={t('setup.dingtalk.app.useHelp')} isOn={form.hasApp} onChange={(hasApp) => set({ hasApp })} />}
          {withApp && (
            <>
              <HowTo
                title={t('setup.dingtalk.app.how')}
                steps={[
                  t(`setup.dingtalk.app.open.${console}`),
                  t('setup.dingtalk.app.create'),
                  <>
                    {t('setup.dingtalk.app.permission')} <CopyText text={PERMISSION} label={t('setup.permission')} />
                  </>,
                  t('setup.dingtalk.app.reopen'),
                ]}
              />
              <Why>{t('setup.dingtalk.app.told')}</Why>
              <TextField label={t('setup.dingtalk.app.id')} value={appId} onText={(appId) => set({ appId })} required />
              <TextField label={t('setup.dingtalk.app.secret')} type="password" value={secret} onText={(secret) => set({ secret })} help={hasGoodSecret(setup, 'dingtalk') ? t('setup.kept') : t('setup.sealed')} required={known?.hasSecret !== true} />
            </>
          )}
          <HowTo title={t('setup.dingtalk.clients.how')} steps={[t(`setup.dingtalk.clients.open.${console}`), t('setup.dingtalk.clients.allow'), t('setup.dingtalk.clients.password')]} />
          <Why>
            <WithStrong text={t('setup.dingtalk.clients.why')} />
          </Why>
          <Aside title={t('setup.dingtalk.servers')}>
            <TextField label={t('setup.dingtalk.openapiUrl')} value={openapiUrl} onText={(openapiUrl) => set({ openapiUrl })} inputMode="url" />
            <TextField label={t('setup.dingtalk.imapHost')} value={host} onText={(host) => set({ host })} />
            <TextField label={t('setup.dingtalk.imapPort')} value={port} onText={(port) => set({ port })} inputMode="numeric" />
            <CheckField label={t('setup.dingtalk.tls')} help={t('setup.dingtalk.tlsHelp')} isOn={tls} onChange={(tls) => set({ tls })} />
          </Aside>
          <CheckFoot step={step} isDone={isDone} onNext={onNext} />
        </Form>
      </Card>
      <FoundCard found={known?.found} />
    </>
  )
}
