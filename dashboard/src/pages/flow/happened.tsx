import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { FeedEvent } from '../../api/schema.ts'
import { Count, type Tone } from '../../parts/badge.tsx'
import { classes } from '../../parts/classes.ts'
import { useFormat } from '../../parts/format.ts'
import { Icon, type IconName } from '../../parts/icon.tsx'
import { roomAfter } from '../../parts/room-after.ts'
import { SideName, type Cloud } from '../../parts/side-name.tsx'
import { STATES } from '../../parts/state-badge.tsx'
import { Time } from '../../parts/time.tsx'
import { pairPath } from '../pair/pair-path.ts'
import styles from './flow.module.css'

type Kind = FeedEvent['kind']

const LOOKS: Partial<Record<Kind, readonly [IconName, Tone]>> = {
  'item.copied': ['mail', 'good'],
  'item.marked': ['edit', 'plain'],
  'item.moved': ['folder', 'plain'],
  'item.trashed': ['trash', 'plain'],
  'item.conflict': ['bad', 'wait'],
  'item.set-aside': ['bad', 'wait'],
  'item.departed': ['bad', 'note'],
  'hold.opened': ['decisions', 'wait'],
  'hold.decided': ['decisions', 'good'],
  'hold.closed': ['decisions', 'plain'],
  'pair.state': ['pairs', 'note'],
  'gate.opened': ['measures', 'good'],
  'gate.closed': ['measures', 'wait'],
  'backup.taken': ['backups', 'good'],
  'folder.made': ['folder', 'plain'],
  'folder.changed': ['folder', 'plain'],
  'folder.deleted': ['folder', 'plain'],
  'alert.raised': ['watch', 'wait'],
  'alert.resolved': ['watch', 'good'],
}

const ABOUTS = ['unread', 'unanswered', 'wrong-side', 'sign-in', 'stuck', 'hold', 'lag', 'quota', 'set-aside', 'heartbeat', 'backup'] as const

/** One thing that happened, in one line; `many`: so often, one right after the other. */
export function Happened({ event: { at, kind, pair, on, tookMs, data, by }, many, left }: { readonly event: FeedEvent; readonly many: number; readonly left: Cloud }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const [icon, tone] = LOOKS[kind] ?? ['note', 'plain']
  const state = kind === 'pair.state' ? STATES.find((each) => each === data?.['state']) : undefined
  const about = kind.startsWith('alert.') ? ABOUTS.find((each) => each === data?.['about']) : undefined
  const key = kind.replaceAll('.', '-')
  const words = i18n.exists(`flow.kind.${key}`) ? t(`flow.kind.${key as 'item-copied'}`) : kind
  return (
    <li className={styles['each']}>
      <span className={classes(styles['sign'], styles[tone])}>
        <Icon name={icon} size={16} />
      </span>
      <span className={styles['words']}>
        {words}
        {roomAfter(words)}
        {state !== undefined && t(`pairs.state.${state}`)}
        {about !== undefined && t(`flow.about.${about}`)}
        {on !== undefined && <SideName cloud={on === 'left' ? left : 'outlook'} />}
        {by !== undefined && <span className={styles['quiet']}> {t('flow.by', { by })}</span>}
        {many > 1 && (
          <>
            {' '}
            <Count>× {format.number(many)}</Count>
          </>
        )}
      </span>
      <span className={styles['pair']}>{pair !== undefined && <Link href={pairPath(pair)}>{pair}</Link>}</span>
      <span className={styles['took']}>{tookMs !== undefined && t('flow.took', { time: format.duration(tookMs) })}</span>
      <span className={styles['when']}>
        <Time at={at} />
      </span>
    </li>
  )
}
