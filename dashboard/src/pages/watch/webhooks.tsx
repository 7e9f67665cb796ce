import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { api, dataOf, queries } from '../../api/client.ts'
import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { CopyText } from '../../parts/copy-text.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Empty } from '../../parts/empty.tsx'
import { CheckField, Form, TextField } from '../../parts/field.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Quiet, Row } from '../../parts/stack.tsx'
import { Time } from '../../parts/time.tsx'
import type { Webhook } from './answers.ts'
import { atLeastOne } from './at-least-one.ts'
import { GROUPS } from './event-groups.ts'

const LOOK_MS = 15_000

export const webhooksQuery = { queryKey: ['webhooks'], queryFn: () => dataOf(api.GET('/api/v1/webhooks')), refetchInterval: LOOK_MS }
export const askAgain = () => queries.invalidateQueries({ queryKey: ['webhooks'] })

/** Addresses outside that are told of events. */
export function Webhooks({ mayChange }: { readonly mayChange: boolean }) {
  const { t } = useTranslation()
  const query = useQuery(webhooksQuery)
  return (
    <Card title={t('webhooks.title')} note={t('webhooks.note')} isFlush actions={mayChange && <Add />}>
      <Loaded query={query}>
        {({ webhooks }) => (
          <DataTable<Webhook>
            label={t('webhooks.title')}
            rows={webhooks}
            keyOf={({ id }) => id}
            empty={
              <Empty icon="outside" title={t('webhooks.none')}>
                {t('webhooks.noneMeans')}
              </Empty>
            }
            columns={[
              { title: t('watch.name'), cell: (webhook) => <Link href={`/watch/webhooks/${encodeURIComponent(webhook.id)}`}>{nameOf(webhook)}</Link> },
              { title: t('webhooks.url'), cell: ({ url }) => url },
              { title: t('webhooks.kinds'), cell: ({ kinds }) => (kinds === undefined ? t('watch.all') : t('webhooks.many', { n: kinds.length })) },
              { title: t('webhooks.fares'), cell: (webhook) => <Fares webhook={webhook} /> },
              { title: t('webhooks.waiting'), isNumber: true, cell: ({ waiting }) => waiting },
            ]}
          />
        )}
      </Loaded>
    </Card>
  )
}

/** What it is called: where it has no name, the host that it leads to. */
export const nameOf = ({ name, url }: Webhook): string => name ?? new URL(url).host

/** Whether what is sent arrives. */
export function Fares({ webhook: { disabled, failingSince } }: { readonly webhook: Webhook }) {
  const { t } = useTranslation()
  if (disabled !== undefined) return <Badge tone={disabled.because === 'asked' ? 'plain' : 'bad'}>{t(`webhooks.disabled.${disabled.because}`)}</Badge>
  if (failingSince === undefined) return <Badge tone="good">{t('webhooks.good')}</Badge>
  return (
    <Row>
      <Badge tone="wait">{t('webhooks.failing')}</Badge>
      <Quiet>
        <Time at={failingSince} />
      </Quiet>
    </Row>
  )
}

function Add() {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const [url, setUrl] = useState('')
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<readonly string[]>([])
  const add = useMutation({
    mutationFn: () => {
      const kinds = atLeastOne(GROUPS.filter(({ group }) => chosen.includes(group)).flatMap(({ kinds }) => kinds))
      return dataOf(api.POST('/api/v1/webhooks', { body: { url: url.trim(), ...(name.trim() === '' ? {} : { name: name.trim() }), ...(kinds === undefined ? {} : { kinds }) } }))
    },
    onSuccess: async () => {
      setOpen(false)
      setUrl('')
      setName('')
      await askAgain()
    },
  })
  return (
    <>
      <Button icon="plus" onClick={() => setOpen(true)}>
        {t('webhooks.add')}
      </Button>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title={t('webhooks.add')}>
        <Form onSend={() => add.mutate()}>
          {add.isError && <ProblemNotice error={add.error} />}
          <TextField label={t('webhooks.url')} type="url" value={url} onText={setUrl} help={t('webhooks.urlHelp')} />
          <TextField label={t('watch.name')} value={name} onText={setName} />
          <Quiet>{t('webhooks.kindsHelp')}</Quiet>
          {GROUPS.map(({ group }) => (
            <CheckField key={group} label={t(`webhooks.group.${group}`)} isOn={chosen.includes(group)} onChange={(isOn) => setChosen(isOn ? [...chosen, group] : chosen.filter((each) => each !== group))} />
          ))}
          <Button kind="primary" type="submit" isBusy={add.isPending} disabled={url.trim() === ''}>
            {t('webhooks.add')}
          </Button>
        </Form>
      </Dialog>
      <SecretShown secret={add.data?.secret} onClose={() => add.reset()} />
    </>
  )
}

/** What messages are signed with, this once. */
export function SecretShown({ secret, onClose }: { readonly secret: string | undefined; readonly onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog isOpen={secret !== undefined} onClose={onClose} title={t('webhooks.secret')} lead={t('webhooks.secretNote')}>
      <CopyText text={secret ?? ''} label={t('webhooks.secret')} />
    </Dialog>
  )
}
