import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { LANGUAGES, type Language } from '../../i18n/languages.ts'
import { Button } from '../../parts/button.tsx'
import { CopyText } from '../../parts/copy-text.tsx'
import { CheckField, Form, RadioField, SelectField, TextField } from '../../parts/field.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Quiet, Stack } from '../../parts/stack.tsx'
import type { AlertChannel } from './answers.ts'
import { listed } from './at-least-one.ts'
import { robotOf } from './robot-of.ts'
import { lookAgain } from './look-again.ts'

const WAYS = ['dingtalk', 'email', 'webhook'] as const
type Way = AlertChannel['way']

/** What a channel may be told of. */
const KINDS: Readonly<Record<'all' | 'messages' | 'service', AlertChannel['kinds']>> = {
  all: undefined,
  messages: ['unread', 'unanswered', 'wrong-side'],
  service: ['sign-in', 'stuck', 'hold', 'lag', 'quota', 'set-aside', 'heartbeat', 'backup'],
}
const ABOUT = ['all', 'messages', 'service'] as const

const EMPTY = { name: '', about: 'all' as keyof typeof KINDS, isQuiet: false, from: '22:00', until: '08:00', robot: '', sign: '', host: '', security: 'tls' as 'tls' | 'starttls', port: '465', user: '', password: '', sender: '', to: '', url: '' }
type Filled = typeof EMPTY
type Set = (some: Partial<Filled>) => void

/** What signs messages to an address that takes JSON: made here, and shown before it is sent. */
const newSecret = (): string => `whsec_${btoa(String.fromCodePoint(...crypto.getRandomValues(new Uint8Array(32))))}`

function toOf(way: Way, filled: Filled, secret: string) {
  if (way === 'dingtalk') return { way, ...robotOf(filled.robot), secret: filled.sign.trim() }
  if (way === 'webhook') return { way, url: filled.url.trim(), secret }
  const { host, port, security, user, password, sender, to } = filled
  return { way, host: host.trim(), port: Number(port), security, from: sender.trim(), to: listed(to), ...(user === '' ? {} : { user }), ...(password === '' ? {} : { password }) }
}

const NEEDED: Readonly<Record<Way, readonly (keyof Filled)[]>> = { dingtalk: ['robot', 'sign'], email: ['host', 'port', 'sender', 'to'], webhook: ['url'] }
const isWhole = (way: Way, filled: Filled): boolean => (['name', ...NEEDED[way]] as const).every((each) => String(filled[each]).trim() !== '')

/** A new way by which people are told. */
export function ChannelForm({ onDone }: { readonly onDone: () => void }) {
  const { t, i18n } = useTranslation()
  const [way, setWay] = useState<Way>('dingtalk')
  const [language, setLanguage] = useState(i18n.language as Language)
  const [secret] = useState(newSecret)
  const [filled, setFilled] = useState(EMPTY)
  const set: Set = (some) => setFilled({ ...filled, ...some })
  const add = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/watch/channels', { body: bodyOf(filled, language, toOf(way, filled, secret)) })),
    onSuccess: async () => {
      onDone()
      await lookAgain()
    },
  })
  return (
    <Form onSend={() => add.mutate()}>
      <RadioField label={t('watch.channels.way')} value={way} onChoose={setWay} options={WAYS.map((value) => ({ value, label: t(`watch.channels.ways.${value}`), help: t(`watch.channels.wayMeans.${value}`) }))} />
      <TextField label={t('watch.name')} value={filled.name} onText={(name) => set({ name })} help={t('watch.channels.nameHelp')} />
      {way === 'dingtalk' && <Robot filled={filled} set={set} />}
      {way === 'email' && <Email filled={filled} set={set} />}
      {way === 'webhook' && (
        <>
          <TextField label={t('watch.channels.url')} type="url" value={filled.url} onText={(url) => set({ url })} />
          <Stack isTight>
            <Quiet>{t('watch.channels.secretHelp')}</Quiet>
            <CopyText text={secret} label={t('watch.channels.secret')} />
          </Stack>
        </>
      )}
      <SelectField label={t('watch.channels.about')} value={filled.about} options={ABOUT.map((each) => [each, t(`watch.channels.of.${each}`)] as const)} onChoose={(about) => set({ about })} />
      <SelectField label={t('frame.language')} value={language} options={Object.entries(LANGUAGES) as [Language, string][]} onChoose={setLanguage} />
      <CheckField label={t('watch.channels.quiet')} help={t('watch.channels.quietHelp')} isOn={filled.isQuiet} onChange={(isQuiet) => set({ isQuiet })} />
      {filled.isQuiet && (
        <>
          <TextField label={t('watch.channels.from')} type="time" value={filled.from} onText={(from) => set({ from })} />
          <TextField label={t('watch.channels.until')} type="time" value={filled.until} onText={(until) => set({ until })} />
        </>
      )}
      {add.isError && <ProblemNotice error={add.error} />}
      <Button kind="primary" type="submit" isBusy={add.isPending} disabled={!isWhole(way, filled)}>
        {t('watch.channels.add')}
      </Button>
    </Form>
  )
}

function bodyOf<To>({ name, about, isQuiet, from, until }: Filled, language: Language, to: To) {
  const kinds = KINDS[about]
  return { name, language, to, ...(kinds === undefined ? {} : { kinds }), ...(isQuiet ? { quiet: { from, to: until, zone: Intl.DateTimeFormat().resolvedOptions().timeZone } } : {}) }
}

interface Part {
  readonly filled: Filled
  readonly set: Set
}

function Robot({ filled, set }: Part) {
  const { t } = useTranslation()
  return (
    <>
      <TextField label={t('watch.channels.robot')} value={filled.robot} onText={(robot) => set({ robot })} help={t('watch.channels.robotHelp')} />
      <TextField label={t('watch.channels.sign')} type="password" autoComplete="new-password" value={filled.sign} onText={(sign) => set({ sign })} help={t('watch.channels.signHelp')} />
    </>
  )
}

/** The usual port of each. */
const PORTS = { tls: '465', starttls: '587' } as const

function Email({ filled, set }: Part) {
  const { t } = useTranslation()
  return (
    <>
      <TextField label={t('watch.channels.to')} value={filled.to} onText={(to) => set({ to })} help={t('watch.channels.toHelp')} />
      <TextField label={t('watch.channels.sender')} type="email" value={filled.sender} onText={(sender) => set({ sender })} />
      <TextField label={t('watch.channels.host')} value={filled.host} onText={(host) => set({ host })} />
      <SelectField label={t('watch.channels.security')} value={filled.security} options={[['tls', 'TLS'], ['starttls', 'STARTTLS']]} onChoose={(security) => set({ security, port: PORTS[security] })} />
      <TextField label={t('watch.channels.port')} type="number" min={1} max={65_535} value={filled.port} onText={(port) => set({ port })} />
      <TextField label={t('watch.channels.user')} value={filled.user} onText={(user) => set({ user })} />
      <TextField label={t('watch.channels.password')} type="password" autoComplete="new-password" value={filled.password} onText={(password) => set({ password })} help={t('watch.channels.passwordHelp')} />
    </>
  )
}
