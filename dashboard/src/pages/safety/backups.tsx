import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf, queries } from '../../api/client.ts'
import { useLongWork } from '../../api/job.ts'
import { useMay } from '../../api/session.ts'
import type { paths, RestorePoint } from '../../api/schema.ts'
import { Badge } from '../../parts/badge.tsx'
import { Button, ButtonLink } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Facts } from '../../parts/facts.tsx'
import { SelectField } from '../../parts/field.tsx'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Menu } from '../../parts/menu.tsx'
import { More } from '../../parts/more.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Columns, Page } from '../../parts/page.tsx'
import { Row, Stack } from '../../parts/stack.tsx'
import { Timeline } from '../../parts/timeline.tsx'
import { Words } from '../../parts/words.tsx'
import { BeginBackup, ShowCopy, WaitingKey } from './backup-key.tsx'
import { JobView } from '../../parts/job-view.tsx'
import styles from './measures.module.css'
import { Pruning } from './pruning.tsx'
import { usePairs } from './use-pairs.ts'

export type BackupStanding = paths['/api/v1/backups']['get']['responses'][200]['content']['application/json']

const again = (): Promise<void> => queries.invalidateQueries({ queryKey: ['backups'] })

/** Restore points, and whether the backup can be relied on. */
export function Backups() {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: ['backups', 'standing'], queryFn: () => dataOf(api.GET('/api/v1/backups')) })
  return (
    <Page title={t('backups.title')} lead={t('backups.lead')}>
      <Loaded query={query}>{(standing) => <Standing standing={standing} />}</Loaded>
    </Page>
  )
}

function Standing({ standing }: { readonly standing: BackupStanding }) {
  const { t } = useTranslation()
  const mayAdminister = useMay('administer')
  if (standing.state === 'none')
    return (
      <Card>
        <Empty icon="backups" title={t('backups.none.title')}>
          <Words text={t('backups.none.body')} />
        </Empty>
      </Card>
    )
  if (standing.state === 'broken') return <Notice tone="bad" title={t('backups.broken')}>{standing.problem?.message}</Notice>
  return (
    <>
      {standing.state === 'not-begun' && <BeginBackup onMade={again} />}
      {standing.keyWaits === true && mayAdminister && <WaitingKey onKept={again} />}
      {standing.state === 'ready' && (
        <>
          <Columns>
            <Sure standing={standing} />
            <Take standing={standing} />
          </Columns>
          <Points />
        </>
      )}
    </>
  )
}

/** Where it is, and whether it was read back. */
function Sure({ standing: { folder, keyFile, verified, keyCopyShown, keyWaits } }: { readonly standing: BackupStanding }) {
  const { t } = useTranslation()
  const format = useFormat()
  const verify = useLongWork('verify', { post: () => dataOf(api.POST('/api/v1/backups/verification')), onDone: () => void again() })
  const read = verified === undefined ? t('backups.facts.never') : t(verified.isWhole ? 'backups.facts.whole' : 'backups.facts.notWhole', { when: format.moment(verified.at) })
  const copy = keyCopyShown === undefined ? t('backups.copy.never') : t('backups.copy.shown', { name: keyCopyShown.by ?? '–', when: format.moment(keyCopyShown.at) })
  return (
    <Card
      title={t('backups.facts.title')}
      actions={
        <Button icon="good" isBusy={verify.isBusy} onClick={verify.begin}>
          {t('backups.verify')}
        </Button>
      }
    >
      <Stack>
        <Facts
          of={[
            [t('backups.facts.folder'), folder],
            [t('backups.facts.keyFile'), keyFile],
            [t('backups.facts.verified'), <Badge key="read" tone={verified?.isWhole === true ? 'good' : verified === undefined ? 'wait' : 'bad'}>{read}</Badge>],
            [t('backups.facts.copy'), <Badge key="copy" tone={keyCopyShown === undefined ? 'wait' : 'good'}>{copy}</Badge>],
          ]}
        />
        <JobView work={verify} label={t('backups.verify')}>
          {({ points, messages, damage }) => (
            <Notice tone={damage.length === 0 ? 'good' : 'bad'} title={damage.length === 0 ? t('backups.verified', { points: format.number(points), messages: format.number(messages) }) : t('backups.damaged', { count: damage.length, n: format.number(damage.length) })}>
              {damage.length > 0 && (
                <ul className={styles['listed']}>
                  {damage.slice(0, 20).map(({ file, code, n, of }) => (
                    <li key={file}>
                      {file}: {t(`backups.damage.${code}`, { n, of })}
                    </li>
                  ))}
                </ul>
              )}
            </Notice>
          )}
        </JobView>
        {/* A key that is on the page proves nothing. */}
        {keyCopyShown === undefined && keyWaits !== true && <ShowCopy onShown={() => void again()} />}
      </Stack>
    </Card>
  )
}

/** A restore point now, and a rehearsal. */
function Take({ standing }: { readonly standing: BackupStanding }) {
  const { t } = useTranslation()
  const [chosen, choose] = useState('')
  const pair = chosen === '' ? (standing.pairs[0]?.pair ?? '') : chosen
  const { last, isLate = false } = standing.pairs.find((each) => each.pair === pair) ?? {}
  return (
    <Card title={t('backups.take')}>
      <Stack>
        <SelectField label={t('backups.pairs')} value={pair} options={standing.pairs.map((each) => [each.pair, each.pair] as const)} onChoose={choose} />
        {last !== undefined && isLate && <Notice tone="wait" title={t('backups.late')} />}
        <TakeOne key={pair} pair={pair} />
      </Stack>
    </Card>
  )
}

function TakeOne({ pair }: { readonly pair: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const take = useLongWork('back-up', { pair, post: () => dataOf(api.POST('/api/v1/backups/points', { body: { pair } })), onDone: () => void again() })
  const rehearse = useLongWork('rehearse', { pair, post: () => dataOf(api.POST('/api/v1/pairs/{pair}/rehearsals', { params: { path: { pair } }, body: {} })) })
  return (
    <Stack>
      <Row>
        <Button kind="primary" icon="backups" isBusy={take.isBusy} onClick={take.begin}>
          {t('backups.take')}
        </Button>
        <Button icon="undo" isBusy={rehearse.isBusy} onClick={rehearse.begin}>
          {t('backups.rehearse')}
        </Button>
      </Row>
      <p className={styles['quiet']}>{t('backups.rehearseHelp')}</p>
      <JobView work={take} label={t('backups.takeTitle', { pair })}>
        {({ read, known }) => <Notice tone="good" title={t('backups.taken', { read: format.number(read), known: format.number(known) })} />}
      </JobView>
      <JobView work={rehearse} label={t('backups.rehearseTitle', { pair })}>
        {({ isEqual }) => <Notice tone={isEqual ? 'good' : 'bad'} title={t(isEqual ? 'backups.rehearsed.yes' : 'backups.rehearsed.no')} />}
      </JobView>
    </Stack>
  )
}

function Points() {
  const { t } = useTranslation()
  const { names } = usePairs()
  const [pair, choose] = useState('')
  const query = useInfiniteQuery({
    queryKey: ['backups', 'points', pair],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => dataOf(api.GET('/api/v1/backups/points', { params: { query: { limit: 50, ...(pair === '' ? {} : { pair }), ...(pageParam === undefined ? {} : { cursor: pageParam }) } } })),
    getNextPageParam: (last) => last?.next,
  })
  return (
    <Card title={t('backups.points')} actions={<Pruning />}>
      <Stack>
        {names.length > 1 && <SelectField label={t('backups.pairs')} value={pair} options={[['', t('backups.all')] as const, ...names.map((name) => [name, name] as const)]} onChoose={choose} />}
        <Loaded query={query}>
          {({ pages }) => {
            const points = pages.flatMap((page) => page?.points ?? [])
            if (points.length === 0)
              return (
                <Empty icon="backups" title={t('backups.noPoints.title')}>
                  {t('backups.noPoints.body')}
                </Empty>
              )
            return <PointLine points={points} />
          }}
        </Loaded>
        <More query={query} />
      </Stack>
    </Card>
  )
}

function PointLine({ points }: { readonly points: readonly RestorePoint[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { leftOf } = usePairs()
  return (
    <Timeline
      label={t('backups.points')}
      of={points.map((point) => {
        const { id, pair, takenAt, why, pinned, left, right } = point
        const lacking = left.unreadable + right.unreadable
        return {
          key: id,
          at: takenAt,
          icon: 'backups',
          tone: lacking === 0 ? 'good' : 'wait',
          title: (
            <Row>
              <span>{pair}</span>
              <Badge icon={false}>{t(`backups.why.${why}`)}</Badge>
              {pinned && (
                <Badge tone="note" icon="lock">
                  {t('backups.pinned')}
                </Badge>
              )}
            </Row>
          ),
          body: <Told parts={[format.moment(takenAt), t('backups.size', { left: t(`parts.cloud.${leftOf(pair)}`), inLeft: format.number(left.messages), inRight: format.number(right.messages), bytes: format.bytes(left.bytes + right.bytes) }), ...(lacking === 0 ? [] : [t('backups.lacking', { count: lacking, n: format.number(lacking) })])]} />,
          actions: <PointActions point={point} />,
        }
      })}
    />
  )
}

const Told = ({ parts }: { readonly parts: readonly string[] }) => (
  <span className={styles['told']}>
    {parts.map((part) => (
      <span key={part}>{part}</span>
    ))}
  </span>
)

function PointActions({ point: { id, pair, pinned } }: { readonly point: RestorePoint }) {
  const { t } = useTranslation()
  const download = (format: string): void => location.assign(`/api/v1/backups/points/${encodeURIComponent(id)}/export?format=${format}`)
  const pin = async (): Promise<void> => {
    await api.PATCH('/api/v1/backups/points/{point}', { params: { path: { point: id } }, body: { pinned: !pinned } })
    await again()
  }
  return (
    <Row>
      <ButtonLink href={`/backups/${encodeURIComponent(pair)}/${encodeURIComponent(id)}`} icon="undo" isSmall>
        {t('backups.goBack')}
      </ButtonLink>
      <ButtonLink href={`/backups/${encodeURIComponent(pair)}/${encodeURIComponent(id)}/messages`} icon="search" isSmall>
        {t('backups.messages')}
      </ButtonLink>
      <Menu
        label={t('backups.more')}
        items={[
          { label: t(pinned ? 'backups.unpin' : 'backups.pin'), icon: 'lock', onChoose: () => void pin() },
          ...['EML', 'mbox', 'Maildir'].map((format) => ({ label: t('backups.export', { format }), icon: 'download' as const, onChoose: () => download(format.toLowerCase()) })),
        ]}
      />
    </Row>
  )
}
