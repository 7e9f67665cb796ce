import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { useKnownPairs } from '../../api/known-pairs.ts'
import type { Conflict } from '../../api/schema.ts'
import { Badge } from '../../parts/badge.tsx'
import { Card } from '../../parts/card.tsx'
import { ConfirmButton } from '../../parts/confirm.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { SelectField } from '../../parts/field.tsx'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { useMarkWord } from '../../parts/mark-words.ts'
import { More } from '../../parts/more.tsx'
import { SideName, type Cloud } from '../../parts/side-name.tsx'
import { Quiet, Stack } from '../../parts/stack.tsx'
import { Time } from '../../parts/time.tsx'
import { OfMessage } from './of-message.tsx'
import { doUndo, previewUndo } from '../pair/undo.tsx'

const PAGE = 25

/** What both sides changed differently: the value that gave way, the one that was applied, and the other way round. */
export function Conflicts() {
  const { t } = useTranslation()
  const { names, leftOf } = useKnownPairs()
  const [chosen, choose] = useState<string>()
  const pair = chosen ?? names[0]
  if (pair === undefined) return null
  return (
    <Stack>
      {names.length > 1 && <SelectField label={t('decisions.pair')} value={pair} options={names.map((name) => [name, name])} onChoose={choose} />}
      <OfPair key={pair} pair={pair} left={leftOf(pair)} />
    </Stack>
  )
}

function OfPair({ pair, left }: { readonly pair: string; readonly left: Cloud }) {
  const { t } = useTranslation()
  const query = useInfiniteQuery({
    queryKey: ['pair', pair, 'conflicts'],
    queryFn: ({ pageParam }) => dataOf(api.GET('/api/v1/pairs/{pair}/conflicts', { params: { path: { pair }, query: { limit: PAGE, ...(pageParam === '' ? {} : { cursor: Number(pageParam) }) } } })),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })
  return (
    <Loaded query={query}>
      {({ pages }) => (
        <Card isFlush title={pair} note={t('decisions.conflicts.note')}>
          <DataTable
            label={t('decisions.conflicts.title')}
            rows={pages.flatMap(({ conflicts }) => conflicts)}
            keyOf={({ seq }) => String(seq)}
            empty={
              <Empty icon="good" title={t('decisions.conflicts.none')}>
                {t('decisions.conflicts.noneMeans')}
              </Empty>
            }
            columns={[
              { title: t('decisions.conflicts.message'), cell: (conflict) => <About conflict={conflict} /> },
              { title: t('decisions.conflicts.lost'), cell: (conflict) => <Values conflict={conflict} which="lost" cloud={conflict.on === 'left' ? left : 'outlook'} /> },
              { title: t('decisions.conflicts.applied'), cell: (conflict) => <Values conflict={conflict} which="applied" cloud={conflict.on === 'left' ? 'outlook' : left} /> },
              { title: t('decisions.when'), cell: ({ at }) => <Time at={at} />, isNarrow: true },
              { title: t('decisions.actions'), cell: (conflict) => <TakeOther pair={pair} conflict={conflict} left={left} />, isBare: true, isNarrow: true },
            ]}
          />
          <More query={query} />
        </Card>
      )}
    </Loaded>
  )
}

function About({ conflict: { message } }: { readonly conflict: Conflict }) {
  const { t } = useTranslation()
  if (message === undefined) return t('decisions.conflicts.gone')
  return <OfMessage receivedAt={message.receivedAt} folder={message.folder} />
}

function Values({ conflict: { kind, values }, which, cloud }: { readonly conflict: Conflict; readonly which: 'lost' | 'applied'; readonly cloud: Cloud }) {
  const { t } = useTranslation()
  const format = useFormat()
  const word = useMarkWord()
  const words = values.map((value) => (value.field === 'folder' ? t('decisions.inFolder', { folder: String(value[which]) }) : word(value.field, value[which])))
  return (
    <Stack isTight>
      <Quiet>
        <SideName cloud={cloud} />
      </Quiet>
      <span>{kind === 'change-folder' ? t('decisions.conflicts.folderName') : format.list(words)}</span>
    </Stack>
  )
}

function TakeOther({ pair, conflict: { run, message, values, isTakenBack }, left }: { readonly pair: string; readonly conflict: Conflict; readonly left: Cloud }) {
  const { t } = useTranslation()
  if (isTakenBack) return <Badge tone="note">{t('decisions.conflicts.taken')}</Badge>
  if (message === undefined || values.length === 0) return null
  const of = { pair, run, item: message.item }
  return (
    <ConfirmButton
      needs="operate"
      isSmall
      icon="undo"
      label={t('decisions.conflicts.take')}
      title={t('decisions.conflicts.takeTitle')}
      willDo={t('decisions.conflicts.takeWillDo')}
      preview={() => previewUndo(of, left)}
      verb={t('decisions.conflicts.take')}
      run={(onJob) => doUndo(of, onJob)}
      done={t('decisions.conflicts.done')}
    />
  )
}
