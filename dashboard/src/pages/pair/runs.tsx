import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import type { PairDetail, Run } from '../../api/schema.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Empty } from '../../parts/empty.tsx'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { SideName } from '../../parts/side-name.tsx'
import { Timeline } from '../../parts/timeline.tsx'
import { UndoButton } from './undo.tsx'
import styles from './runs.module.css'

const FEW = 20
const MOST = 200
/** What an undo puts back. */
const UNDOABLE = ['move', 'trash', 'mark'] as const

/** The last runs that changed anything, what each did, and the way back. */
export function Runs({ pair }: { readonly pair: PairDetail }) {
  const { t } = useTranslation()
  const [limit, setLimit] = useState(FEW)
  const query = useQuery({ queryKey: ['pair', pair.name, 'runs', limit], queryFn: () => dataOf(api.GET('/api/v1/pairs/{pair}/runs', { params: { path: { pair: pair.name }, query: { limit } } })), refetchInterval: 5000 })
  return (
    <Loaded query={query}>
      {({ runs }) => (
        <Card title={t('pair.runs.title')} note={t('pair.runs.note')}>
          {runs.length === 0 ? (
            <Empty icon="flow" title={t('pair.runs.none')}>
              {t('pair.runs.noneYet')}
            </Empty>
          ) : (
            <Timeline
              label={t('pair.runs.title')}
              of={runs.map((run) => ({
                key: run.run,
                at: run.to,
                icon: run.isUndo ? ('undo' as const) : ('sync' as const),
                tone: run.isUndo ? ('note' as const) : ('plain' as const),
                title: run.isUndo ? t('pair.runs.undo') : t('pair.runs.run'),
                body: <Done run={run} pair={pair} />,
                actions: isUndoable(run) && <UndoButton run={run.run} pair={pair} />,
              }))}
            />
          )}
          {runs.length === limit && limit < MOST && (
            <Button kind="quiet" icon="down" onClick={() => setLimit(MOST)}>
              {t('parts.more')}
            </Button>
          )}
        </Card>
      )}
    </Loaded>
  )
}

const isUndoable = ({ done, isUndo }: Run): boolean => !isUndo && (['left', 'right'] as const).some((side) => UNDOABLE.some((kind) => (done[side][kind] ?? 0) > 0))

const KINDS = ['copy', 'mark', 'move', 'trash', 'retire', 'create-folder', 'change-folder', 'delete-folder', 'restore-message', 'restore-folder', 'remove-draft', 'strip', 'recovered', 'removed-partial'] as const

/** What was written to each side. */
function Done({ run: { done }, pair: { left } }: { readonly run: Run; readonly pair: PairDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const word = (kind: string, many: number): string => {
    const known = KINDS.find((each) => each === kind)
    return known === undefined ? `${kind} ${format.number(many)}` : t(`steps.done.${known}`, { n: format.number(many), count: many })
  }
  const sides = (['left', 'right'] as const).filter((side) => Object.keys(done[side]).length > 0)
  if (sides.length === 0) return t('pair.runs.noted')
  return (
    <dl className={styles['done']}>
      {sides.map((side) => (
        <div key={side}>
          <dt>
            <SideName cloud={side === 'left' ? left : 'outlook'} />
          </dt>
          <dd>{format.list(Object.entries(done[side]).map(([kind, many]) => word(kind, many)))}</dd>
        </div>
      ))}
    </dl>
  )
}
