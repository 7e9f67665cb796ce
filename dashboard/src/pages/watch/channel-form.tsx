import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { LANGUAGES, type Language } from '../../i18n/languages.ts'
import { Button } from '../../parts/button.tsx'
import { CopyText } from '../../parts/copy-text.tsx'
import { CheckField, Form, RadioField, SelectField, TextField } from '../../parts/field.tsx'
import { useFormat } from '../../parts/format.ts'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Quiet, Row, Stack } from '../../parts/stack.tsx'
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

/** `own`: what only the API can say, and stays as it is. */
type About = keyof typeof KINDS | 'own'

const EMPTY = { name: '', about: 'all' as About, isQuiet: false, from: '22:00', until: '08:00', zone: Intl.DateTimeFormat().resolvedOptions().timeZone, robot: '', sign: '', host: '', security: 'tls' as 'tls' | 'starttls', port: '465', user: '', password: '', sender: '', to: '', url: '', isNewSecret: false }
type Filled = typeof EMPTY
type Set = (some: Partial<Filled>) => void

/** What is there of a channel, as it is filled in: what is secret of it is not known here. */
function filledOf({ name, kinds, quiet, mail }: AlertChannel): Filled {
  const sorted = (list: readonly string[] | undefined): string => JSON.stringify(list?.toSorted())
  const about = ABOUT.find((each) => sorted(KINDS[each]) === sorted(kinds)) ?? 'own'
  const hours = quiet === undefined ? {} : { isQuiet: true, from: quiet.from, until: quiet.to, zone: quiet.zone }
  const sent = mail === undefined ? {} : { host: mail.host, port: String(mail.port), security: mail.security, user: mail.user ?? '', sender: mail.from, to: mail.to.join(', ') }
  return { ...EMPTY, name, about, ...hours, ...sent }
}

/** What signs messages to an address that takes JSON: made here, and shown before it is sent. */
const newSecret = (): string => `whsec_${btoa(String.fromCodePoint(...crypto.getRandomValues(new Uint8Array(32))))}`

function toOf(way: Way, filled: Filled, secret: string) {
  if (way === 'dingtalk') return { way, ...robotOf(filled.robot), secret: filled.sign.trim() }
  if (way === 'webhook') return { way, url: filled.url.trim(), secret }
  const { host, port, security, user, password, sender, to } = filled
  return { way, host: host.trim(), port: Number(port), security, from: sender.trim(), to: listed(to), ...(user === '' ? {} : { user }), ...(password === '' ? {} : { password }) }
}

/** What changes of a way: what is left empty of what is secret stays. */
function toChangeOf(way: Way, filled: Filled, secret: string) {
  const { robot, sign, user, password, url, isNewSecret } = filled
  if (way === 'dingtalk') return { way, ...(robot.trim() === '' ? {} : { url: null, ...robotOf(robot) }), ...(sign.trim() === '' ? {} : { secret: sign.trim() }) }
  if (way === 'webhook') return { way, ...(url.trim() === '' ? {} : { url: url.trim() }), ...(isNewSecret ? { secret } : {}) }
  const { user: _user, ...mail } = toOf('email', filled, secret) as Extract<ReturnType<typeof toOf>, { readonly way: 'email' }>
  return { ...mail, user: user === '' ? null : user, ...(user === '' && password === '' ? { password: null } : {}) }
}

/** A password is given for one server: another one is not sent it. */
const isElsewhere = ({ mail }: AlertChannel, { host, port, security }: Filled): boolean => mail !== undefined && (mail.host !== host.trim() || String(mail.port) !== port || mail.security !== security)

const NEEDED: Readonly<Record<Way, readonly (keyof Filled)[]>> = { dingtalk: ['robot', 'sign'], email: ['host', 'port', 'sender', 'to'], webhook: ['url'] }
function isWhole(way: Way, filled: Filled, channel: AlertChannel | undefined): boolean {
  const secrets = ['robot', 'sign', 'url']
  const needed = NEEDED[way].filter((each) => channel === undefined || !secrets.includes(each))
  const again = channel !== undefined && filled.user !== '' && isElsewhere(channel, filled) ? (['password'] as const) : []
  return (['name', ...needed, ...again] as const).every((each) => String(filled[each]).trim() !== '')
}

/** A new way by which people are told, or one that is there already. */
export function ChannelForm({ channel, onDone }: { readonly channel?: AlertChannel; readonly onDone: () => void }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const [way, setWay] = useState<Way>(channel?.way ?? 'dingtalk')
  const [language, setLanguage] = useState(channel?.language ?? (i18n.language as Language))
  const [secret] = useState(newSecret)
  const [filled, setFilled] = useState(channel === undefined ? EMPTY : () => filledOf(channel))
  const set: Set = (some) => setFilled({ ...filled, ...some })
  const keep = useMutation({
    mutationFn: () =>
      channel === undefined
        ? dataOf(api.POST('/api/v1/watch/channels', { body: bodyOf(filled, language, toOf(way, filled, secret)) }))
        : dataOf(api.PATCH('/api/v1/watch/channels/{id}', { params: { path: { id: channel.id }, header: { 'if-match': channel.etag } }, body: { ...nothingOf(filled), ...bodyOf(filled, language, toChangeOf(way, filled, secret)) } })),
    onSuccess: onDone,
    onSettled: lookAgain,
  })
  const isNew = channel === undefined
  return (
    <Form onSend={() => keep.mutate()}>
      {isNew && <RadioField label={t('watch.channels.way')} value={way} onChoose={setWay} options={WAYS.map((value) => ({ value, label: t(`watch.channels.ways.${value}`), help: t(`watch.channels.wayMeans.${value}`) }))} />}
      <TextField label={t('watch.name')} value={filled.name} onText={(name) => set({ name })} help={t('watch.channels.nameHelp')} />
      {way === 'dingtalk' && <Robot filled={filled} set={set} isNew={isNew} />}
      {way === 'email' && <Email filled={filled} set={set} isNew={isNew} isElsewhere={!isNew && isElsewhere(channel, filled)} />}
      {way === 'webhook' && (
        <>
          <TextField label={t('watch.channels.url')} type="url" value={filled.url} onText={(url) => set({ url })} {...(isNew ? {} : { help: t('watch.channels.keep'), placeholder: channel.leadsTo })} />
          {!isNew && <CheckField label={t('watch.channels.newSecret')} isOn={filled.isNewSecret} onChange={(isNewSecret) => set({ isNewSecret })} />}
          {(isNew || filled.isNewSecret) && (
            <Stack isTight>
              <Quiet>{t('watch.channels.secretHelp')}</Quiet>
              <CopyText text={secret} label={t('watch.channels.secret')} />
            </Stack>
          )}
        </>
      )}
      <SelectField label={t('watch.channels.about')} value={filled.about} options={[...ABOUT, ...(filled.about === 'own' ? (['own'] as const) : [])].map((each) => [each, t(`watch.channels.of.${each}`)] as const)} onChoose={(about) => set({ about })} />
      <SelectField label={t('frame.language')} value={language} options={Object.entries(LANGUAGES) as [Language, string][]} onChoose={setLanguage} />
      <CheckField label={t('watch.channels.quiet')} help={t('watch.channels.quietHelp', { zone: format.zone(filled.zone) })} isOn={filled.isQuiet} onChange={(isQuiet) => set({ isQuiet })} />
      {filled.isQuiet && (
        <>
          <TextField label={t('watch.channels.from')} type="time" value={filled.from} onText={(from) => set({ from })} />
          <TextField label={t('watch.channels.until')} type="time" value={filled.until} onText={(until) => set({ until })} />
        </>
      )}
      {keep.isError && <ProblemNotice error={keep.error} />}
      <Row>
        <Button kind="primary" type="submit" isBusy={keep.isPending} disabled={!isWhole(way, filled, channel)}>
          {t(isNew ? 'watch.channels.add' : 'watch.save')}
        </Button>
      </Row>
    </Form>
  )
}

function bodyOf<To>({ name, about, isQuiet, from, until, zone }: Filled, language: Language, to: To) {
  const kinds = about === 'own' ? undefined : KINDS[about]
  return { name, language, to, ...(kinds === undefined ? {} : { kinds }), ...(isQuiet ? { quiet: { from, to: until, zone } } : {}) }
}

/** What a change takes away, unless it says otherwise. */
const nothingOf = ({ about }: Filled) => ({ quiet: null, ...(about === 'own' ? {} : { kinds: null }) })

interface Part {
  readonly filled: Filled
  readonly set: Set
  readonly isNew: boolean
}

function Robot({ filled, set, isNew }: Part) {
  const { t } = useTranslation()
  return (
    <>
      <TextField label={t('watch.channels.robot')} value={filled.robot} onText={(robot) => set({ robot })} help={t(isNew ? 'watch.channels.robotHelp' : 'watch.channels.keep')} />
      <TextField label={t('watch.channels.sign')} type="password" autoComplete="new-password" value={filled.sign} onText={(sign) => set({ sign })} help={t(isNew ? 'watch.channels.signHelp' : 'watch.channels.keep')} />
    </>
  )
}

/** The usual port of each. */
const PORTS = { tls: '465', starttls: '587' } as const

function Email({ filled, set, isNew, isElsewhere }: Part & { readonly isElsewhere: boolean }) {
  const { t } = useTranslation()
  return (
    <>
      <TextField label={t('watch.channels.to')} value={filled.to} onText={(to) => set({ to })} help={t('watch.channels.toHelp')} />
      <TextField label={t('watch.channels.sender')} type="email" value={filled.sender} onText={(sender) => set({ sender })} />
      <TextField label={t('watch.channels.host')} value={filled.host} onText={(host) => set({ host })} />
      <SelectField label={t('watch.channels.security')} value={filled.security} options={[['tls', 'TLS'], ['starttls', 'STARTTLS']]} onChoose={(security) => set({ security, port: PORTS[security] })} />
      <TextField label={t('watch.channels.port')} type="number" min={1} max={65_535} value={filled.port} onText={(port) => set({ port })} />
      <TextField label={t('watch.channels.user')} value={filled.user} onText={(user) => set({ user })} />
      <TextField label={t('watch.channels.password')} type="password" autoComplete="new-password" value={filled.password} onText={(password) => set({ password })} help={t(isNew ? 'watch.channels.passwordHelp' : isElsewhere ? 'watch.channels.passwordAgain' : 'watch.channels.keep')} />
    </>
  )
}
