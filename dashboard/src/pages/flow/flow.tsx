import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKnownPairs } from '../../api/known-pairs.ts'
import type { FeedEvent } from '../../api/schema.ts'
import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Choice } from '../../parts/choice.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Loading } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { Row } from '../../parts/stack.tsx'
import { useFlow, type Connection } from './follow.ts'
import { Happened } from './happened.tsx'
import styles from './flow.module.css'

const GROUPS = ['all', 'messages', 'changes', 'other'] as const

type Group = (typeof GROUPS)[number]

/** What crosses, as it happens. Without a word of what the mail says. */
export function Flow() {
  const { t } = useTranslation()
  const { events, connection, isLoaded } = useFlow()
  const { names, leftOf } = useKnownPairs()
  const [group, setGroup] = useState<Group>('all')
  const [pair, setPair] = useState('')
  const held = useRef<readonly FeedEvent[]>(undefined)
  const [isHeld, setHeld] = useState(false)
  const shown = gathered(((isHeld ? held.current : undefined) ?? events).filter((event) => isOf(event, group) && (pair === '' || event.pair === pair)))
  return (
    <Page
      title={t('flow.title')}
      lead={t('flow.lead')}
      beside={<Live connection={connection} />}
      actions={
        <Button
          icon={isHeld ? 'resume' : 'pause'}
          aria-pressed={isHeld}
          onClick={() => {
            held.current = events
            setHeld(!isHeld)
          }}
        >
          {t(isHeld ? 'flow.goOn' : 'flow.hold')}
        </Button>
      }
    >
      <Row>
        <Choice label={t('flow.group.label')} value={group} options={GROUPS.map((each) => [each, t(`flow.group.${each}`)])} onChoose={setGroup} />
        {names.length > 1 && <Choice label={t('flow.pair')} value={pair} options={[['', t('flow.allPairs')], ...names.map((name) => [name, name] as const)]} onChoose={setPair} />}
      </Row>
      {!isLoaded && connection === 'connecting' ? (
        <Loading />
      ) : (
        <Card isFlush>
          {shown.length === 0 ? (
            <Empty icon="flow" title={t('flow.none')}>
              {t('flow.noneYet')}
            </Empty>
          ) : (
            <ol className={styles['list']} aria-label={t('flow.title')}>
              {shown.map(({ key, event, many }) => (
                <Happened key={key} event={event} many={many} left={event.pair === undefined ? 'dingtalk' : leftOf(event.pair)} />
              ))}
            </ol>
          )}
        </Card>
      )}
    </Page>
  )
}

function isOf({ kind }: FeedEvent, group: Group): boolean {
  const isMessage = kind === 'item.copied' || kind === 'item.restored' || kind === 'item.recovered'
  const isChange = !isMessage && (kind.startsWith('item.') || kind.startsWith('folder.')) && kind !== 'item.set-aside' && kind !== 'item.departed'
  if (group === 'all') return kind !== 'run.ended'
  return group === 'messages' ? isMessage : group === 'changes' ? isChange : !isMessage && !isChange && kind !== 'run.ended'
}

/** Of the same right after each other only the newest, and how many they are: a first copy is a few lines. Its name is that of the oldest, which stays. */
function gathered(events: readonly FeedEvent[]): readonly { readonly key: string; readonly event: FeedEvent; readonly many: number }[] {
  const all: { key: string; event: FeedEvent; many: number }[] = []
  for (const event of events) {
    const last = all.at(-1)
    if (last === undefined || !isSame(last.event, event)) all.push({ key: event.id, event, many: 1 })
    else all.splice(-1, 1, { key: event.id, event: last.event, many: last.many + 1 })
  }
  return all
}

const isSame = (a: FeedEvent, b: FeedEvent): boolean => (a.kind.startsWith('item.') || a.kind === 'content.read') && a.kind === b.kind && a.pair === b.pair && a.on === b.on && a.by === b.by && a.tookMs === undefined && b.tookMs === undefined

function Live({ connection }: { readonly connection: Connection }) {
  const { t } = useTranslation()
  return (
    <span role="status">
      <Badge tone={connection === 'live' ? 'good' : 'note'} icon={connection === 'live' ? 'flow' : 'wait'}>
        {t(`flow.connection.${connection}`)}
      </Badge>
    </span>
  )
}
