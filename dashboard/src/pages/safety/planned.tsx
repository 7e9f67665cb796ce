import { useTranslation } from 'react-i18next'
import type { ListedGroup, StepGroup } from '../../api/schema.ts'
import { useFormat } from '../../parts/format.ts'
import { SideName, type Cloud } from '../../parts/side-name.tsx'
import { Stack } from '../../parts/stack.tsx'
import { Steps } from '../../parts/steps.tsx'
import styles from './planned.module.css'

const KINDS = ['copy', 'mark', 'move', 'trash', 'retire', 'remove-draft', 'restore-message', 'strip', 'create-folder', 'restore-folder', 'change-folder', 'delete-folder'] as const
const NOTES = ['changed-since', 'gone', 'left', 'superseded', 'forbidden', 'one-side-only', 'only-copy', 'unreadable', 'damaged', 'cannot-create', 'unlisted', 'edited-draft', 'folder-in-use', 'differs', 'unsure', 'in-mime', 'last', 'unproven', 'changed', 'refused'] as const

interface Told {
  readonly kind: string
  readonly on: 'left' | 'right'
  readonly count: number
}

/** How much of what kind, on which side. */
export function Counts({ of, left, isDone = false }: { readonly of: readonly Told[]; readonly left: Cloud; readonly isDone?: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = (kind: string, count: number): string => {
    const n = format.number(count)
    const known = KINDS.find((each) => each === kind)
    return known === undefined ? n : t(`${isDone ? 'steps.done' : 'work.will'}.${known}`, { n, count })
  }
  return (
    <ul className={styles['counts']}>
      {of.map(({ kind, on, count }) => (
        <li key={`${kind} ${on}`}>
          <SideName cloud={on === 'left' ? left : 'outlook'} />
          <span>{words(kind, count)}</span>
        </li>
      ))}
    </ul>
  )
}

/** What would be done: how much of each kind, and each thing for who wants to see it. */
export function Planned({ groups, left }: { readonly groups: readonly StepGroup[]; readonly left: Cloud }) {
  const { t } = useTranslation()
  return (
    <Stack>
      <Counts of={groups} left={left} />
      <details className={styles['each']}>
        <summary>{t('work.each')}</summary>
        {groups.map(({ kind, on, steps, count }) => (
          <Steps key={`${kind} ${on}`} steps={steps} total={count} left={left} />
        ))}
      </details>
    </Stack>
  )
}

/** What will not be as it was, and why. */
export function Listed({ groups, left }: { readonly groups: readonly ListedGroup[]; readonly left: Cloud }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (groups.length === 0) return null
  return (
    <div className={styles['listed']}>
      <h3>{t('work.listed')}</h3>
      <ul className={styles['counts']}>
        {groups.map(({ why, on, count }) => {
          const known = NOTES.find((each) => each === why)
          return (
            <li key={`${why} ${on}`}>
              <SideName cloud={on === 'left' ? left : 'outlook'} />
              <span>{t('parts.withMore', { what: known === undefined ? why : t(`work.notes.${known}`), more: format.number(count) })}</span>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
