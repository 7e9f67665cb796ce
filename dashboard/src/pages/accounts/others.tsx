import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf, queries } from '../../api/client.ts'
import type { Account } from '../../api/schema.ts'
import { LANGUAGES, type Language } from '../../i18n/languages.ts'
import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Form, RadioField, SelectField, TextField } from '../../parts/field.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Menu } from '../../parts/menu.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Row } from '../../parts/stack.tsx'
import { Time } from '../../parts/time.tsx'
import { LinkShown } from './second-factor.tsx'

const ROLES = ['administrator', 'operator', 'auditor'] as const
type Role = (typeof ROLES)[number]
type Act = 'role' | 'link' | 'disable' | 'enable' | 'reset' | 'remove'

const lookAgain = () => queries.invalidateQueries({ queryKey: ['accounts'] })

/** Everybody who may sign in. */
export function Others({ self }: { readonly self: string }) {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: ['accounts'], queryFn: () => dataOf(api.GET('/api/v1/accounts')) })
  const [link, setLink] = useState<string>()
  const [doing, setDoing] = useState<{ readonly act: Act; readonly account: Account }>()
  return (
    <Card title={t('accounts.others.title')} note={t('accounts.others.note')} isFlush actions={<Invite onLink={setLink} />}>
      <Loaded query={query}>
        {({ accounts }) => (
          <DataTable<Account>
            label={t('accounts.others.title')}
            rows={accounts}
            keyOf={({ id }) => id}
            columns={[
              { title: t('signIn.name'), cell: ({ name }) => name },
              { title: t('accounts.others.role'), cell: ({ role }) => t(`accounts.role.${role}`) },
              { title: t('accounts.others.with'), cell: (account) => <Ways account={account} /> },
              { title: t('accounts.others.last'), cell: ({ signedInAt }) => (signedInAt === undefined ? '–' : <Time at={signedInAt} />) },
              { title: t('accounts.others.more'), isBare: true, isNarrow: true, cell: (account) => <Menu isSmall label={t('accounts.others.moreFor', { name: account.name })} items={actsFor(account, self).map((act) => ({ label: t(`accounts.act.${act}.verb`), onChoose: () => setDoing({ act, account }) }))} /> },
            ]}
          />
        )}
      </Loaded>
      {doing !== undefined && <Doing {...doing} onClose={() => setDoing(undefined)} onLink={setLink} />}
      <LinkShown path={link} onClose={() => setLink(undefined)} />
    </Card>
  )
}

const actsFor = ({ id, status, hasSecondFactor }: Account, self: string): readonly Act[] => [
  'role',
  ...(status === 'disabled' ? (['enable'] as const) : (['link'] as const)),
  ...(hasSecondFactor && id !== self ? (['reset'] as const) : []),
  ...(status === 'disabled' || id === self ? [] : (['disable'] as const)),
  ...(id === self ? [] : (['remove'] as const)),
]

function Ways({ account: { status, hasPassword, hasSecondFactor, issuer } }: { readonly account: Account }) {
  const { t } = useTranslation()
  if (status !== 'active') return <Badge tone={status === 'invited' ? 'wait' : 'bad'}>{t(`accounts.status.${status}`)}</Badge>
  const ways = [hasPassword && t('signIn.password'), hasSecondFactor && t('accounts.totp.title'), issuer !== undefined && t('accounts.others.company')].filter((way) => way !== false)
  return <>{ways.join(' + ')}</>
}

/** What is done to an account, said before it is done. */
function Doing({ act, account: { id, name, role }, onClose, onLink }: { readonly act: Act; readonly account: Account; readonly onClose: () => void; readonly onLink: (path: string) => void }) {
  const { t } = useTranslation()
  const [next, setNext] = useState<Role>(role)
  const params = { path: { id } }
  const run = async (): Promise<void> => {
    if (act === 'link') onLink((await dataOf(api.POST('/api/v1/accounts/{id}/link', { params, body: { dropsSecondFactor: false } }))).link.path)
    else if (act === 'reset') await api.POST('/api/v1/accounts/{id}/reset-totp', { params })
    else if (act === 'remove') await api.DELETE('/api/v1/accounts/{id}', { params })
    else await api.PATCH('/api/v1/accounts/{id}', { params, body: act === 'role' ? { role: next } : { isEnabled: act === 'enable' } })
    await lookAgain()
  }
  return (
    <Confirm isOpen onClose={onClose} title={t(`accounts.act.${act}.title`, { name })} willDo={t(`accounts.act.${act}.means`)} verb={t(`accounts.act.${act}.verb`)} kind={act === 'remove' || act === 'disable' ? 'danger' : 'primary'} isIncomplete={act === 'role' && next === role} run={run}>
      {act === 'role' && <RoleField value={next} onChoose={setNext} />}
    </Confirm>
  )
}

function RoleField({ value, onChoose }: { readonly value: Role; readonly onChoose: (role: Role) => void }) {
  const { t } = useTranslation()
  return <RadioField label={t('accounts.others.role')} value={value} onChoose={onChoose} options={ROLES.map((each) => ({ value: each, label: t(`accounts.role.${each}`), help: t(`accounts.roleMeans.${each}`) }))} />
}

function Invite({ onLink }: { readonly onLink: (path: string) => void }) {
  const { t, i18n } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('auditor')
  const [language, setLanguage] = useState(i18n.language as Language)
  const invite = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/accounts', { body: { name, role, language } })),
    onSuccess: async ({ link }) => {
      setOpen(false)
      setName('')
      onLink(link.path)
      await lookAgain()
    },
  })
  return (
    <>
      <Button icon="plus" onClick={() => setOpen(true)}>
        {t('accounts.others.invite')}
      </Button>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title={t('accounts.others.invite')}>
        <Form onSend={() => invite.mutate()}>
          {invite.isError && <ProblemNotice error={invite.error} />}
          <TextField label={t('signIn.name')} value={name} onText={setName} help={t('accounts.others.nameHelp')} />
          <RoleField value={role} onChoose={setRole} />
          <SelectField label={t('frame.language')} value={language} options={Object.entries(LANGUAGES) as [Language, string][]} onChoose={setLanguage} />
          <Row>
            <Button kind="primary" type="submit" isBusy={invite.isPending} disabled={name.trim() === ''}>
              {t('accounts.others.makeLink')}
            </Button>
          </Row>
        </Form>
      </Dialog>
    </>
  )
}
