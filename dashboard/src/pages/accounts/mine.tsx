import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf, queries } from '../../api/client.ts'
import type { OpenSession, Person } from '../../api/schema.ts'
import { enterAs, refreshSession } from '../../api/session.ts'
import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Form, TextField } from '../../parts/field.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Columns } from '../../parts/page.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Row, Stack } from '../../parts/stack.tsx'
import { Time } from '../../parts/time.tsx'
import { tell } from '../../parts/toast.tsx'
import { SecondFactor } from './second-factor.tsx'

/** One's own account. */
export function Mine({ person }: { readonly person: Person }) {
  const { t } = useTranslation()
  return (
    <Stack>
      {person.hasPassword ? (
        <Columns>
          <Password />
          <SecondFactor isOn={person.hasSecondFactor} />
        </Columns>
      ) : (
        <Card>{t('accounts.elsewhere')}</Card>
      )}
      <Sessions />
    </Stack>
  )
}

function Password() {
  const { t } = useTranslation()
  const [password, setPassword] = useState('')
  const [newPassword, setNew] = useState('')
  const change = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/account/password', { body: { password, newPassword } })),
    onSuccess: (session) => {
      setPassword('')
      setNew('')
      enterAs(session)
      tell(t('accounts.password.done'))
    },
  })
  return (
    <Card title={t('accounts.password.title')} note={t('accounts.password.note')}>
      <Form onSend={() => change.mutate()}>
        {change.isError && <ProblemNotice error={change.error} />}
        <TextField label={t('accounts.password.old')} type="password" value={password} onText={setPassword} autoComplete="current-password" />
        <TextField label={t('accounts.password.new')} type="password" value={newPassword} onText={setNew} autoComplete="new-password" help={t('signIn.link.passwordHelp')} />
        <Row>
          <Button type="submit" isBusy={change.isPending} disabled={password === '' || newPassword === ''}>
            {t('accounts.password.change')}
          </Button>
        </Row>
      </Form>
    </Card>
  )
}

function Sessions() {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: ['sessions'], queryFn: () => dataOf(api.GET('/api/v1/sessions')) })
  const end = useMutation({
    mutationFn: (id: string | undefined) => (id === undefined ? api.DELETE('/api/v1/sessions') : api.DELETE('/api/v1/sessions/{id}', { params: { path: { id } } })),
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ['sessions'] }), refreshSession()]),
  })
  return (
    <Card
      title={t('accounts.sessions.title')}
      note={t('accounts.sessions.note')}
      isFlush
      actions={
        (query.data?.sessions.length ?? 0) > 1 && (
          <Button icon="signOut" isBusy={end.isPending} onClick={() => end.mutate(undefined)}>
            {t('accounts.sessions.others')}
          </Button>
        )
      }
    >
      <Loaded query={query}>
        {({ sessions }) => (
          <DataTable<OpenSession>
            label={t('accounts.sessions.title')}
            rows={sessions}
            keyOf={({ id }) => id}
            columns={[
              { title: t('accounts.sessions.from'), cell: ({ from, agent }) => `${from} · ${browserOf(agent)}` },
              { title: t('accounts.sessions.since'), cell: ({ since }) => <Time at={since} isExact /> },
              { title: t('accounts.sessions.seen'), cell: ({ seen }) => <Time at={seen} /> },
              {
                title: t('accounts.sessions.end'),
                isBare: true,
                isNarrow: true,
                cell: ({ id, isThis }) =>
                  isThis ? (
                    <Badge tone="good">{t('accounts.sessions.this')}</Badge>
                  ) : (
                    <Button isSmall kind="quiet" icon="signOut" onClick={() => end.mutate(id)}>
                      {t('accounts.sessions.end')}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  )
}

/** What a browser calls itself is long, and mostly of other browsers. */
const browserOf = (agent: string): string => /(Edg|Firefox|OPR|Chrome|Safari)\/[\d]+/.exec(agent)?.[0].replace('Edg', 'Edge').replace('/', ' ') ?? agent.slice(0, 30)
