import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf, queries } from '../../api/client.ts'
import type { ApiToken, Person } from '../../api/schema.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { ConfirmButton } from '../../parts/confirm.tsx'
import { CopyText } from '../../parts/copy-text.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Form, RadioField, SelectField, TextField } from '../../parts/field.tsx'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Row } from '../../parts/stack.tsx'
import { Time } from '../../parts/time.tsx'

type Scope = Person['scopes'][number]
const DAYS = ['30', '90', '365'] as const

const lookAgain = () => queries.invalidateQueries({ queryKey: ['tokens'] })

/** What programs sign in with. */
export function Tokens({ scopes }: { readonly scopes: Person['scopes'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useQuery({ queryKey: ['tokens'], queryFn: () => dataOf(api.GET('/api/v1/tokens')) })
  return (
    <Card title={t('accounts.tabs.tokens')} note={t('accounts.tokens.note')} isFlush actions={<Make scopes={scopes} />}>
      <Loaded query={query}>
        {({ tokens }) => (
          <DataTable<ApiToken>
            label={t('accounts.tabs.tokens')}
            rows={tokens}
            keyOf={({ id }) => id}
            empty={
              <Empty icon="key" title={t('accounts.tokens.none.title')}>
                {t('accounts.tokens.none.body')}
              </Empty>
            }
            columns={[
              { title: t('accounts.tokens.name'), cell: ({ name }) => name },
              { title: t('accounts.tokens.owner'), cell: ({ owner }) => owner },
              { title: t('accounts.tokens.may'), cell: ({ scopes: of }) => format.list(of.map((scope) => t(`accounts.scope.${scope}`))) },
              { title: t('accounts.tokens.used'), cell: ({ usedAt }) => (usedAt === undefined ? '–' : <Time at={usedAt} />) },
              { title: t('accounts.tokens.ends'), cell: ({ expiresAt }) => <Time at={expiresAt} isExact /> },
              {
                title: t('accounts.tokens.revoke'),
                isBare: true,
                isNarrow: true,
                cell: ({ id, name }) => (
                  <ConfirmButton
                    isSmall
                    label={t('accounts.tokens.revoke')}
                    title={t('accounts.tokens.revokeTitle', { name })}
                    willDo={t('accounts.tokens.revokeMeans')}
                    verb={t('accounts.tokens.revoke')}
                    kind="danger"
                    run={async () => {
                      await api.DELETE('/api/v1/tokens/{id}', { params: { path: { id } } })
                      await lookAgain()
                    }}
                  />
                ),
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  )
}

function Make({ scopes }: { readonly scopes: readonly Scope[] }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const [name, setName] = useState('')
  const [scope, setScope] = useState<Scope>('read')
  const [days, setDays] = useState<(typeof DAYS)[number]>('90')
  const make = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/tokens', { body: { name, scopes: [scope], days: Number(days) } })),
    onSuccess: async () => {
      setOpen(false)
      setName('')
      await lookAgain()
    },
  })
  return (
    <>
      <Button icon="plus" onClick={() => setOpen(true)}>
        {t('accounts.tokens.make')}
      </Button>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title={t('accounts.tokens.make')}>
        <Form onSend={() => make.mutate()}>
          {make.isError && <ProblemNotice error={make.error} />}
          <TextField label={t('accounts.tokens.name')} value={name} onText={setName} help={t('accounts.tokens.nameHelp')} />
          <RadioField label={t('accounts.tokens.may')} value={scope} onChoose={setScope} options={scopes.map((each) => ({ value: each, label: t(`accounts.scope.${each}`), help: t(`accounts.scopeMeans.${each}`) }))} />
          <SelectField label={t('accounts.tokens.lasts')} value={days} options={DAYS.map((each) => [each, t('accounts.tokens.days', { n: each })] as const)} onChoose={setDays} />
          <Row>
            <Button kind="primary" type="submit" isBusy={make.isPending} disabled={name.trim() === ''}>
              {t('accounts.tokens.make')}
            </Button>
          </Row>
        </Form>
      </Dialog>
      <Dialog isOpen={make.data !== undefined} onClose={() => make.reset()} title={t('accounts.tokens.made')} lead={t('accounts.tokens.madeNote')}>
        <CopyText text={make.data?.token ?? ''} label={t('accounts.tokens.made')} />
      </Dialog>
    </>
  )
}
