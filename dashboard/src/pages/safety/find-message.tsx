import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'wouter'
import { api, dataOf } from '../../api/client.ts'
import type { PointMessage } from '../../api/schema.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Empty } from '../../parts/empty.tsx'
import { SelectField, TextField } from '../../parts/field.tsx'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { More } from '../../parts/more.tsx'
import { Columns, Page } from '../../parts/page.tsx'
import { SideName } from '../../parts/side-name.tsx'
import { Row } from '../../parts/stack.tsx'
import { OrAskSecondPerson } from './ask-second-person.tsx'
import { MailText } from './mail-text.tsx'
import { RestorePlan } from './restore-plan.tsx'
import { takenAtOf } from './taken-at.ts'
import { usePairs } from './use-pairs.ts'

/** Finds one message of a restore point, and puts it back. */
export function FindMessage() {
  const { t } = useTranslation()
  const format = useFormat()
  const { pair = '', point = '' } = useParams()
  const { leftOf } = usePairs()
  const [side, setSide] = useState<'left' | 'right'>('left')
  const [folder, setFolder] = useState('')
  const [since, setSince] = useState('')
  const [until, setUntil] = useState('')
  const [chosen, choose] = useState<PointMessage>()
  const folders = useQuery({ queryKey: ['point-folders', point], queryFn: () => dataOf(api.GET('/api/v1/backups/points/{point}/folders', { params: { path: { point } } })) })
  const query = useInfiniteQuery({
    queryKey: ['point-messages', point, side, folder, since, until],
    initialPageParam: '0',
    queryFn: ({ pageParam }) => dataOf(api.GET('/api/v1/backups/points/{point}/messages', { params: { path: { point }, query: { side, cursor: Number(pageParam), ...(folder === '' ? {} : { folder }), ...(since === '' ? {} : { since }), ...(until === '' ? {} : { until }) } } })),
    getNextPageParam: (last) => last?.next,
  })
  return (
    <Page title={t('backups.find.title')} lead={t('backups.find.lead', { when: format.moment(takenAtOf(point)) })} up={{ href: '/backups', title: t('backups.title') }}>
      <Card title={pair}>
        <Columns of="stats">
          <SelectField
            label={t('backups.find.side')}
            value={side}
            options={[
              ['left', t(`parts.cloud.${leftOf(pair)}`)],
              ['right', t('parts.cloud.outlook')],
            ]}
            onChoose={(next) => {
              setSide(next)
              setFolder('')
            }}
          />
          <SelectField label={t('backups.find.folder')} value={folder} options={[['', t('backups.find.anyFolder')] as const, ...(folders.data?.[side] ?? []).map((name) => [name, name] as const)]} onChoose={setFolder} />
          <TextField label={t('backups.find.since')} type="date" value={since} onText={setSince} />
          <TextField label={t('backups.find.until')} type="date" value={until} onText={setUntil} />
        </Columns>
      </Card>
      <Loaded query={query}>
        {({ pages }) => (
          <Card isFlush>
            <DataTable
              label={t('backups.find.title')}
              rows={pages.flatMap((page) => page?.messages ?? [])}
              keyOf={({ side: on, id }) => `${on} ${id}`}
              empty={<Empty icon="mail" title={t('backups.find.none')} />}
              columns={[
                { title: t('backups.find.received'), cell: ({ receivedAt }) => format.moment(receivedAt) },
                { title: t('backups.find.folder'), cell: ({ folder: name }) => name },
                { title: t('backups.find.size'), cell: ({ size }) => (size === undefined ? '–' : format.bytes(size)), isNumber: true },
                {
                  title: t('backups.find.open'),
                  isBare: true,
                  cell: (message) => (
                    <Button isSmall icon="mail" onClick={() => choose(message)} aria-label={`${t('backups.find.open')}: ${format.moment(message.receivedAt)}, ${message.folder}`}>
                      {t('backups.find.open')}
                    </Button>
                  ),
                },
              ]}
            />
            <More query={query} />
          </Card>
        )}
      </Loaded>
      {chosen !== undefined && <OneMessage key={chosen.id} pair={pair} point={point} message={chosen} onClose={() => choose(undefined)} />}
    </Page>
  )
}

function OneMessage({ pair, point, message, onClose }: { readonly pair: string; readonly point: string; readonly message: PointMessage; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { leftOf } = usePairs()
  const open = useMutation({ mutationFn: () => dataOf(api.POST('/api/v1/backups/points/{point}/messages/opened', { params: { path: { point } }, body: { side: message.side, id: message.id } })) })
  return (
    <Dialog isOpen isWide onClose={onClose} title={t('backups.restore.one')}>
      <Row>
        <SideName cloud={message.side === 'left' ? leftOf(pair) : 'outlook'} />
        <span>
          {message.folder} · {format.moment(message.receivedAt)}
        </span>
        {open.data === undefined && (
          <Button isSmall icon="mail" isBusy={open.isPending} onClick={() => open.mutate()}>
            {t('backups.find.open')}
          </Button>
        )}
      </Row>
      {open.isError && <OrAskSecondPerson error={open.error} deed={{ deed: 'archive-read', pair, about: '' }} />}
      {open.data !== undefined && <MailText mail={open.data} note={t('backups.find.opened')} />}
      <RestorePlan pair={pair} wish={{ point, sides: [message.side], message: message.id, includeDeparted: true }} />
    </Dialog>
  )
}
