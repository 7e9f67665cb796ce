import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useParams } from 'wouter'
import { api, dataOf, queries } from '../../api/client.ts'
import type { WebhookDelivery } from '../../api/schema.ts'
import { useMay } from '../../api/session.ts'
import { Badge, type Tone } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Choice } from '../../parts/choice.tsx'
import { Confirm, ConfirmButton } from '../../parts/confirm.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Empty } from '../../parts/empty.tsx'
import { TextField } from '../../parts/field.tsx'
import { useFormat } from '../../parts/format.ts'
import type { IconName } from '../../parts/icon.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Menu } from '../../parts/menu.tsx'
import { More } from '../../parts/more.tsx'
import { Page } from '../../parts/page.tsx'
import { useProblemWords } from '../../parts/problem-text.tsx'
import { Quiet, Stack } from '../../parts/stack.tsx'
import { Time } from '../../parts/time.tsx'
import { tell } from '../../parts/toast.tsx'
import { useTroubleWords } from '../../parts/trouble-words.ts'
import type { Webhook } from './answers.ts'
import { WebhookForm } from './webhook-form.tsx'
import { askAgain, webhooksQuery } from './webhooks-query.ts'
import { Fares, nameOf, SecretShown } from './webhooks.tsx'

const LOOK_MS = 5000
/** How many deliveries are shown at first, and how many at most. */
const FEW = 50
const MOST = 500
/** What is nearer is told as now. */
const NEARLY_MS = 10_000
const STATES = ['waiting', 'delivered', 'given-up'] as const
const TONES: Readonly<Record<WebhookDelivery['state'], Tone>> = { waiting: 'wait', delivered: 'good', 'given-up': 'bad' }

/** One address outside, and what became of each message to it. */
export function WebhookPage() {
  const { t } = useTranslation()
  const { webhook: id = '' } = useParams()
  const query = useQuery(webhooksQuery)
  const mayChange = useMay('operate')
  const webhook = query.data?.webhooks.find((each) => each.id === id)
  const up = { href: '/watch/webhooks', title: t('webhooks.title') }
  if (webhook === undefined)
    return (
      <Page title={t('webhooks.one')} up={up}>
        <Loaded query={query}>{() => <Empty icon="outside" title={t('webhooks.gone')} />}</Loaded>
      </Page>
    )
  return (
    <Page title={nameOf(webhook)} lead={webhook.url} up={up} beside={<Fares webhook={webhook} />} actions={mayChange && <Acts webhook={webhook} />}>
      <Deliveries webhook={webhook} mayChange={mayChange} />
    </Page>
  )
}

type Act = 'rotate' | 'replay' | 'disable' | 'enable' | 'remove'

const DRAWINGS: Readonly<Record<Act, IconName>> = { rotate: 'key', replay: 'sync', disable: 'pause', enable: 'resume', remove: 'trash' }

function Acts({ webhook }: { readonly webhook: Webhook }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useProblemWords()
  const trouble = useTroubleWords()
  const [act, setAct] = useState<Act>()
  const [isChanging, setChanging] = useState(false)
  const [secret, setSecret] = useState<string>()
  const send = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/webhooks/{id}/test', { params: { path: { id: webhook.id } } })),
    onSuccess: ({ status, problem, tookMs }) => {
      const answered = status === undefined ? trouble(problem ?? 'no-answer') : t('webhooks.answered', { status, time: format.duration(tookMs) })
      const arrived = status !== undefined && status >= 200 && status < 300
      tell(t(arrived ? 'webhooks.arrived' : 'webhooks.lost'), arrived ? 'good' : 'bad', answered)
    },
    onError: (error) => tell(t('webhooks.lost'), 'bad', words(error).what),
  })
  const acts: readonly Act[] = ['rotate', 'replay', webhook.disabled === undefined ? 'disable' : 'enable', 'remove']
  return (
    <>
      <Button isBusy={send.isPending} onClick={() => send.mutate()}>
        {t('webhooks.test')}
      </Button>
      <Menu label={t('watch.moreFor', { name: nameOf(webhook) })} items={[{ label: t('watch.change'), icon: 'edit', onChoose: () => setChanging(true) }, ...acts.map((each) => ({ label: t(`webhooks.act.${each}.verb`), icon: DRAWINGS[each], onChoose: () => setAct(each) }))]} />
      <Dialog isOpen={isChanging} onClose={() => setChanging(false)} title={t('watch.changeTitle', { name: nameOf(webhook) })}>
        <WebhookForm webhook={webhook} onDone={() => setChanging(false)} />
      </Dialog>
      {act !== undefined && <Doing act={act} webhook={webhook} onClose={() => setAct(undefined)} onSecret={setSecret} />}
      <SecretShown secret={secret} onClose={() => setSecret(undefined)} />
    </>
  )
}

/** An hour ago, as a field for a time has it. */
const anHourAgo = (): string => {
  const at = new Date(Date.now() - 3_600_000)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** What is done to a webhook, said before it is done. */
function Doing({ act, webhook, onClose, onSecret }: { readonly act: Act; readonly webhook: Webhook; readonly onClose: () => void; readonly onSecret: (secret: string) => void }) {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const [since, setSince] = useState(anHourAgo)
  const params = { path: { id: webhook.id } }
  const run = async (): Promise<void> => {
    if (act === 'rotate') onSecret((await dataOf(api.POST('/api/v1/webhooks/{id}/secret', { params }))).secret)
    else if (act === 'replay') {
      tell(t('webhooks.again', { n: (await dataOf(api.POST('/api/v1/webhooks/{id}/replay', { params, body: { since: new Date(since).toISOString() } }))).deliveries }))
      await queries.invalidateQueries({ queryKey: ['deliveries'] })
    } else if (act === 'remove') {
      await api.DELETE('/api/v1/webhooks/{id}', { params })
      go('/watch/webhooks')
    } else await api.PATCH('/api/v1/webhooks/{id}', { params, body: { isEnabled: act === 'enable' } })
    await askAgain()
  }
  return (
    <Confirm isOpen onClose={onClose} title={t(`webhooks.act.${act}.title`, { name: nameOf(webhook) })} willDo={t(`webhooks.act.${act}.means`)} verb={t(`webhooks.act.${act}.verb`)} kind={act === 'remove' ? 'danger' : 'primary'} isIncomplete={act === 'replay' && since === ''} run={run}>
      {act === 'replay' && <TextField label={t('webhooks.since')} type="datetime-local" value={since} onText={setSince} />}
    </Confirm>
  )
}

function Deliveries({ webhook: { id }, mayChange }: { readonly webhook: Webhook; readonly mayChange: boolean }) {
  const { t } = useTranslation()
  const [state, setState] = useState<WebhookDelivery['state'] | 'all'>('all')
  const [most, setMost] = useState(FEW)
  // One more tells whether there are more; of the most that can be had nothing tells.
  const limit = Math.min(most + 1, MOST)
  const params = { path: { id }, query: { limit, ...(state === 'all' ? {} : { state }) } }
  const query = useQuery({ queryKey: ['deliveries', id, state, limit], placeholderData: keepPreviousData, queryFn: () => dataOf(api.GET('/api/v1/webhooks/{id}/deliveries', { params })), refetchInterval: LOOK_MS })
  const choice = <Choice label={t('webhooks.state')} value={state} options={[['all', t('watch.all')], ...STATES.map((each) => [each, t(`webhooks.is.${each}`)] as const)]} onChoose={setState} />
  return (
    <Card title={t('webhooks.deliveries')} note={t('webhooks.deliveriesNote')} isFlush actions={choice}>
      <Loaded query={query}>
        {({ deliveries }) => (
          <>
            <DataTable<WebhookDelivery>
              label={t('webhooks.deliveries')}
              rows={deliveries.slice(0, most)}
              keyOf={({ event }) => event}
              empty={
                <Empty icon="outside" title={t('webhooks.noDeliveries')}>
                  {t('webhooks.noDeliveriesMeans')}
                </Empty>
              }
              columns={[
                { title: t('webhooks.event'), cell: ({ kind }) => <EventName kind={kind} /> },
                { title: t('webhooks.at'), cell: ({ at }) => <Time at={at} /> },
                { title: t('webhooks.state'), cell: ({ state }) => <Badge tone={TONES[state]}>{t(`webhooks.is.${state}`)}</Badge> },
                { title: t('webhooks.last'), cell: ({ last, ...tries }) => (last === undefined ? '–' : <Last {...tries} last={last} />) },
                ...(mayChange ? [{ title: t('webhooks.act.replay.verb'), isBare: true, isNarrow: true, cell: (delivery: WebhookDelivery) => <Again webhook={id} delivery={delivery} /> }] : []),
              ]}
            />
            <More query={{ hasNextPage: deliveries.length > most, isFetchingNextPage: false, fetchNextPage: () => setMost(MOST) }} />
          </>
        )}
      </Loaded>
    </Card>
  )
}

/** What happened, in words. */
function useEventWord(kind: WebhookDelivery['kind']): string | undefined {
  const { t, i18n } = useTranslation()
  const key = kind.replaceAll('.', '-') as 'item-copied'
  return i18n.exists(`webhooks.kind.${key}`) ? t(`webhooks.kind.${key}`) : undefined
}

/** The same, and as the receiver has it. */
function EventName({ kind }: { readonly kind: WebhookDelivery['kind'] }) {
  const word = useEventWord(kind)
  return (
    <Stack isTight>
      {word !== undefined && <span>{word}</span>}
      <Quiet>
        <code>{kind}</code>
      </Quiet>
    </Stack>
  )
}

/** What was answered last, and when it is tried next. */
function Last({ last, attempts, dueAt }: Pick<WebhookDelivery, 'attempts' | 'dueAt'> & { readonly last: NonNullable<WebhookDelivery['last']> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const trouble = useTroubleWords()
  // What was due before waits for those before it: nobody can say until when.
  const next = dueAt === undefined || Date.parse(dueAt) < Date.now() + NEARLY_MS ? undefined : dueAt
  return (
    <Stack isTight>
      {last.status === undefined ? <span>{trouble(last.problem ?? 'no-answer')}</span> : <span>{t('webhooks.answered', { status: last.status, time: format.duration(last.tookMs) })}</span>}
      {(attempts > 1 || next !== undefined) && (
        <Quiet>
          {t('webhooks.attempts', { count: attempts })}
          {next !== undefined && (
            <>
              {' · '}
              {t('webhooks.next')} <Time at={next} />
            </>
          )}
        </Quiet>
      )}
    </Stack>
  )
}

function Again({ webhook, delivery: { event, kind } }: { readonly webhook: string; readonly delivery: WebhookDelivery }) {
  const { t } = useTranslation()
  const word = useEventWord(kind)
  return (
    <ConfirmButton
      isSmall
      label={t('webhooks.act.replay.verb')}
      title={t('webhooks.againTitle', { kind: word ?? kind })}
      willDo={t('webhooks.againMeans')}
      verb={t('webhooks.act.replay.verb')}
      done={t('webhooks.again', { n: 1 })}
      run={async () => {
        await api.POST('/api/v1/webhooks/{id}/replay', { params: { path: { id: webhook } }, body: { event } })
        await queries.invalidateQueries({ queryKey: ['deliveries'] })
      }}
    />
  )
}
