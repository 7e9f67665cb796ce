import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { LANGUAGES } from '../../i18n/languages.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useProblemWords } from '../../parts/problem-text.tsx'
import { Menu } from '../../parts/menu.tsx'
import { Row } from '../../parts/stack.tsx'
import { tell } from '../../parts/toast.tsx'
import { useTroubleWords } from '../../parts/trouble-words.ts'
import type { AlertChannel } from './answers.ts'
import { ChannelForm } from './channel-form.tsx'
import { lookAgain } from './look-again.ts'

/** By which ways people are told. `mayChange`: else they are only seen. */
export function Channels({ mayChange }: { readonly mayChange: boolean }) {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: ['watch', 'channels'], queryFn: () => dataOf(api.GET('/api/v1/watch/channels')) })
  const [isAdding, setAdding] = useState(false)
  const add = mayChange && (
    <Button icon="plus" onClick={() => setAdding(true)}>
      {t('watch.channels.add')}
    </Button>
  )
  return (
    <Card title={t('watch.channels.title')} note={t(mayChange ? 'watch.channels.note' : 'watch.channels.readOnly')} isFlush actions={add}>
      <Loaded query={query}>
        {({ channels }) => (
          <DataTable<AlertChannel>
            label={t('watch.channels.title')}
            rows={channels}
            keyOf={({ id }) => id}
            empty={
              <Empty icon="mail" title={t('watch.channels.none')}>
                {t('watch.channels.noneMeans')}
              </Empty>
            }
            columns={[
              { title: t('watch.name'), cell: ({ name }) => name },
              { title: t('watch.channels.way'), cell: ({ way, leadsTo }) => `${t(`watch.channels.ways.${way}`)} · ${leadsTo}`, isLong: true },
              { title: t('frame.language'), cell: ({ language }) => LANGUAGES[language] },
              { title: t('watch.channels.quiet'), cell: ({ quiet }) => (quiet === undefined ? '–' : `${quiet.from}–${quiet.to}`) },
              ...(mayChange ? [{ title: t('watch.more'), isBare: true, cell: (channel: AlertChannel) => <Acts channel={channel} /> }] : []),
            ]}
          />
        )}
      </Loaded>
      <Dialog isOpen={isAdding} onClose={() => setAdding(false)} title={t('watch.channels.add')}>
        <ChannelForm onDone={() => setAdding(false)} />
      </Dialog>
    </Card>
  )
}

function Acts({ channel }: { readonly channel: AlertChannel }) {
  const { t } = useTranslation()
  const { id, name, way, leadsTo } = channel
  const [act, setAct] = useState<'change' | 'remove'>()
  const end = (): void => setAct(undefined)
  const words = useProblemWords()
  const trouble = useTroubleWords()
  const params = { path: { id } }
  const send = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/watch/channels/{id}/test', { params })),
    onSuccess: ({ arrived, problem = 'no-answer', n }) => (arrived ? tell(t('watch.channels.arrived')) : tell(t('watch.channels.lost'), 'bad', trouble(problem, n))),
    onError: (error) => tell(t('watch.channels.lost'), 'bad', words(error).what),
  })
  return (
    <Row>
      <Button isSmall isBusy={send.isPending} onClick={() => send.mutate()}>
        {t('watch.channels.test')}
      </Button>
      <Menu
        isSmall
        label={t('watch.moreFor', { name })}
        items={[
          { label: t('watch.change'), icon: 'edit', onChoose: () => setAct('change') },
          { label: t('watch.remove'), icon: 'trash', onChoose: () => setAct('remove') },
        ]}
      />
      <Dialog isOpen={act === 'change'} onClose={end} title={t('watch.changeTitle', { name })} lead={`${t(`watch.channels.ways.${way}`)} · ${leadsTo}`}>
        <ChannelForm channel={channel} onDone={end} />
      </Dialog>
      {act === 'remove' && (
        <Confirm
          isOpen
          onClose={end}
          title={t('watch.removeTitle', { name })}
          willDo={t('watch.channels.removeMeans')}
          verb={t('watch.remove')}
          kind="danger"
          run={async () => {
            await api.DELETE('/api/v1/watch/channels/{id}', { params })
            await lookAgain()
          }}
        />
      )}
    </Row>
  )
}
