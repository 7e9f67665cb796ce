import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import type { SetupPerson } from '../../api/schema.ts'
import { Badge, type Tone } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { ConfirmButton } from '../../parts/confirm.tsx'
import { CopyButton, CopyText } from '../../parts/copy-text.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Form, TextField } from '../../parts/field.tsx'
import { useFormat } from '../../parts/format.ts'
import { Notice } from '../../parts/notice.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Quiet, Row, Stack } from '../../parts/stack.tsx'
import { AddPeople } from './add-people.tsx'
import { FoundList } from './found-list.tsx'
import { Why } from './how-to.tsx'
import { OddPassword } from './odd-password.tsx'
import type { StepProps } from './set-up.tsx'
import { useAskAgain, useSetupStep } from './use-setup.ts'
import styles from './pairs-step.module.css'

const TONES: Readonly<Record<SetupPerson['state'], Tone>> = { ready: 'good', unchecked: 'wait', wrong: 'bad', invited: 'note', password: 'wait' }

/** Who is connected: their two addresses, and the client-specific password of each. */
export function PairsStep({ setup, onNext }: StepProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [asked, setAsked] = useState<string>()
  const lacking = setup.people.filter(({ state, hasPassword }) => !hasPassword && state !== 'invited').map(({ name }) => name)
  const remove = useSetupStep((name: string) => dataOf(api.DELETE('/api/v1/setup/people/{name}', { params: { path: { name } } })))
  const check = useSetupStep((name: string) => dataOf(api.POST('/api/v1/setup/people/{name}/check', { params: { path: { name } } })))
  const isReady = setup.people.some(({ state }) => state === 'ready')
  const shown = setup.people.find(({ name }) => name === asked)
  return (
    <>
      <Card title={t('setup.pairs.title')} note={t('setup.pairs.note')}>
        <AddPeople />
      </Card>
      <Card title={t('setup.pairs.people')} actions={<Invites names={lacking} />} isFlush>
        <DataTable
          label={t('setup.pairs.people')}
          rows={setup.people}
          keyOf={({ name }) => name}
          empty={
            setup.connected.length === 0 ? (
              <Empty icon="people" title={t('setup.pairs.empty')} />
            ) : (
              <Empty icon="people" title={t('setup.pairs.emptyMore')}>
                {t('setup.pairs.connected', { pairs: format.list(setup.connected) })}
              </Empty>
            )
          }
          columns={[
            {
              title: t('setup.pairs.name'),
              cell: ({ name, wave }) => (
                <>
                  {name} {wave !== undefined && <Quiet>{wave}</Quiet>}
                </>
              ),
            },
            {
              title: t('setup.pairs.mailboxes'),
              cell: ({ left, right }) => (
                <span className={styles['addresses']}>
                  <Address of={left} />
                  <Address of={right} />
                </span>
              ),
            },
            { title: t('setup.pairs.state'), cell: (person) => <PersonState person={person} /> },
            {
              title: t('setup.pairs.actions'),
              isBare: true,
              cell: ({ name, state, hasPassword }) => (
                <div className={styles['actions']}>
                  <Button isSmall icon="key" onClick={() => setAsked(name)} aria-label={t(hasPassword ? 'setup.pairs.changeOf' : 'setup.pairs.giveOf', { name })}>
                    {hasPassword ? t('setup.pairs.change') : t('setup.pairs.give')}
                  </Button>
                  {hasPassword && state !== 'ready' && (
                    <Button isSmall icon="sync" isBusy={check.isPending && check.variables === name} onClick={() => check.mutate(name)} aria-label={t('setup.pairs.checkOf', { name })}>
                      {t('setup.pairs.check')}
                    </Button>
                  )}
                  <Button isSmall kind="quiet" icon="trash" isBusy={remove.isPending && remove.variables === name} onClick={() => remove.mutate(name)} aria-label={t('setup.pairs.removeOf', { name })} />
                </div>
              ),
            },
          ]}
        />
      </Card>
      {(check.error ?? remove.error) !== null && <ProblemNotice error={check.error ?? remove.error} />}
      {isReady && (
        <Row>
          <Button kind="primary" icon="next" onClick={onNext}>
            {t('setup.goOn')}
          </Button>
        </Row>
      )}
      {shown !== undefined && <PasswordDialog person={shown} onClose={() => setAsked(undefined)} />}
    </>
  )
}

/** Broken before its `@` where it is too long for one line. */
function Address({ of: address }: { readonly of: string }) {
  const at = address.lastIndexOf('@')
  return (
    <span>
      {address.slice(0, at)}
      <wbr />
      {address.slice(at)}
    </span>
  )
}

function PersonState({ person: { state, found } }: { readonly person: SetupPerson }) {
  const { t } = useTranslation()
  const wrong = [...found.left, ...found.right].filter(({ weight }) => weight === 'wrong')
  return (
    <Stack isTight>
      <span>
        <Badge tone={TONES[state]}>{t(`setup.pairs.states.${state}`)}</Badge>
      </span>
      {wrong.map(({ code, about }) => (
        <Quiet key={code}>{t(`found.${code}.what`, { about: about ?? t('setup.noReason') })}</Quiet>
      ))}
    </Stack>
  )
}

/** Takes one client-specific password and tries it once. */
function PasswordDialog({ person, onClose }: { readonly person: SetupPerson; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const [password, setPassword] = useState('')
  const give = useSetupStep(async () => {
    const setup = await dataOf(api.PUT('/api/v1/setup/people/{name}/password', { params: { path: { name: person.name } }, body: { password } }))
    setPassword('')
    if (setup.people.find(({ name }) => name === person.name)?.state === 'ready') onClose()
    return setup
  })
  const send = (): void => {
    if (password !== '' && !give.isPending) give.mutate(undefined)
  }
  const found = [...person.found.left, ...person.found.right]
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('setup.password.title', { address: person.left })}
      lead={t('setup.password.lead')}
      actions={
        <>
          <Button onClick={onClose}>{t('parts.close')}</Button>
          <Button kind="primary" isBusy={give.isPending} disabled={password === ''} onClick={send}>
            {give.isPending ? t('setup.checking') : t('setup.password.try')}
          </Button>
        </>
      }
    >
      <Form onSend={send}>
        <Why>{t('setup.password.where')}</Why>
        <TextField label={t('setup.password.label')} type="password" autoComplete="new-password" value={password} onText={setPassword} help={t('setup.password.help')} />
        <OddPassword password={password} />
      </Form>
      {give.isError && <ProblemNotice error={give.error} />}
      {!give.isPending && <FoundList found={found} label={t('setup.foundTitle')} />}
    </Dialog>
  )
}

/** Makes links by which people give their own passwords, and shows each of them once: also when nobody lacks one any more. */
function Invites({ names }: { readonly names: readonly string[] }) {
  const { t } = useTranslation()
  const askAgain = useAskAgain()
  const invite = useMutation({ mutationFn: () => dataOf(api.POST('/api/v1/setup/invites', { body: { names: [...names], days: 7 } })), onSuccess: askAgain })
  const isLocal = /^(localhost|127\.|\[?::1)/.test(window.location.hostname)
  return (
    <>
      {names.length > 0 && (
        <ConfirmButton
          icon="mail"
          label={t('setup.invite.button', { count: names.length })}
          title={t('setup.invite.title', { count: names.length })}
          willDo={t('setup.invite.willDo')}
          verb={t('setup.invite.verb')}
          run={() => invite.mutateAsync()}
        >
          {isLocal && <Notice tone="wait" title={t('setup.invite.local')} />}
        </ConfirmButton>
      )}
      {invite.data !== undefined && <Links links={invite.data.links} onClose={() => invite.reset()} />}
    </>
  )
}

interface Link {
  readonly name: string
  readonly path: string
  readonly expiresAt: string
}

function Links({ links, onClose }: { readonly links: readonly Link[]; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { origin } = window.location
  return (
    <Dialog isOpen onClose={onClose} title={t('setup.invite.made')} lead={t('setup.invite.once')} isWide>
      <Stack>
        {links.map(({ name, path, expiresAt }) => (
          <Stack key={name} isTight>
            <strong>{name}</strong>
            <CopyText text={`${origin}${path}`} label={t('setup.invite.linkOf', { name })} />
            <Quiet>{t('setup.invite.until', { when: format.moment(expiresAt) })}</Quiet>
          </Stack>
        ))}
        {links.length > 1 && (
          <Row>
            <CopyButton text={links.map(({ name, path }) => `${name},${origin}${path}`).join('\n')}>{t('parts.copyAll')}</CopyButton>
          </Row>
        )}
      </Stack>
    </Dialog>
  )
}
