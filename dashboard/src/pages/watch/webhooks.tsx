import { useQuery } from '@tanstack/react-query'
import { Fragment, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { CopyText } from '../../parts/copy-text.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Quiet, Row } from '../../parts/stack.tsx'
import { Time } from '../../parts/time.tsx'
import type { Webhook } from './answers.ts'
import { webhooksQuery } from './webhooks-query.ts'
import { WebhookForm } from './webhook-form.tsx'

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
              { title: t('webhooks.url'), cell: ({ url }) => <Address url={url} />, isLong: true },
              { title: t('webhooks.kinds'), cell: ({ kinds }) => (kinds === undefined ? t('watch.all') : t('webhooks.many', { count: kinds.length, n: kinds.length })) },
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

/** Broken behind a slash, where it has to be. */
function Address({ url }: { readonly url: string }) {
  return url.split(/(?<=\w\/)/).map((part, at) => (
    <Fragment key={at}>
      {at > 0 && <wbr />}
      {part}
    </Fragment>
  ))
}

/** Whether what is sent arrives. */
export function Fares({ webhook: { disabled, failingSince, isTried } }: { readonly webhook: Webhook }) {
  const { t } = useTranslation()
  if (disabled !== undefined) return <Badge tone={disabled.because === 'asked' ? 'plain' : 'bad'}>{t(`webhooks.disabled.${disabled.because}`)}</Badge>
  if (failingSince === undefined) return <Badge tone={isTried ? 'good' : 'plain'}>{t(isTried ? 'webhooks.good' : 'webhooks.untried')}</Badge>
  return (
    <Row>
      <Badge tone="wait">{t('webhooks.failing')}</Badge>
      <Quiet>
        {t('webhooks.failingSince')} <Time at={failingSince} />
      </Quiet>
    </Row>
  )
}

function Add() {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const [secret, setSecret] = useState<string>()
  return (
    <>
      <Button icon="plus" onClick={() => setOpen(true)}>
        {t('webhooks.add')}
      </Button>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title={t('webhooks.add')}>
        <WebhookForm
          onDone={(made) => {
            setOpen(false)
            setSecret(made)
          }}
        />
      </Dialog>
      <SecretShown secret={secret} onClose={() => setSecret(undefined)} />
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
