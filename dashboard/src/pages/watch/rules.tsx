import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Empty } from '../../parts/empty.tsx'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Menu } from '../../parts/menu.tsx'
import { Stack } from '../../parts/stack.tsx'
import type { WatchRule } from './answers.ts'
import { folderShown } from './folder-words.ts'
import { lookAgain } from './look-again.ts'
import { usePairName } from './pair-name.ts'
import { RuleForm } from './rule-form.tsx'
import { Trial, type RuleWish } from './trial.tsx'

/** Rules about messages. */
export function Rules() {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useQuery({ queryKey: ['watch', 'rules'], queryFn: () => dataOf(api.GET('/api/v1/watch/rules')) })
  const pairName = usePairName()
  const [isAdding, setAdding] = useState(false)
  const [doing, setDoing] = useState<{ readonly act: 'try' | 'change' | 'remove'; readonly rule: WatchRule }>()
  const end = (): void => setDoing(undefined)
  const add = (
    <Button icon="plus" onClick={() => setAdding(true)}>
      {t('watch.rules.add')}
    </Button>
  )
  return (
    <Card title={t('watch.rules.title')} note={t('watch.rules.note')} isFlush actions={add}>
      <Loaded query={query}>
        {({ rules }) => (
          <DataTable<WatchRule>
            label={t('watch.rules.title')}
            rows={rules}
            keyOf={({ id }) => id}
            empty={
              <Empty icon="watch" title={t('watch.rules.none')}>
                {t('watch.rules.noneMeans')}
              </Empty>
            }
            columns={[
              { title: t('watch.name'), cell: ({ name }) => name },
              { title: t('watch.rules.when'), cell: ({ about, hours }) => t(`watch.rules.for.${about}`, { count: hours ?? 0 }) },
              { title: t('watch.rules.which'), cell: (rule) => <Which rule={rule} /> },
              { title: t('watch.pair'), cell: ({ pairs }) => (pairs === undefined ? t('watch.all') : format.list(pairs.map(pairName))) },
              {
                title: t('watch.more'),
                isBare: true,
                isNarrow: true,
                cell: (rule) => (
                  <Menu
                    isSmall
                    label={t('watch.moreFor', { name: rule.name })}
                    items={[
                      { label: t('watch.try.begin'), icon: 'search', onChoose: () => setDoing({ act: 'try', rule }) },
                      { label: t('watch.change'), icon: 'edit', onChoose: () => setDoing({ act: 'change', rule }) },
                      { label: t('watch.remove'), icon: 'trash', onChoose: () => setDoing({ act: 'remove', rule }) },
                    ]}
                  />
                ),
              },
            ]}
          />
        )}
      </Loaded>
      <Dialog isOpen={isAdding} onClose={() => setAdding(false)} title={t('watch.rules.add')}>
        <RuleForm onDone={() => setAdding(false)} />
      </Dialog>
      {doing?.act === 'try' && (
        <Dialog isOpen onClose={end} title={t('watch.try.title', { name: doing.rule.name })}>
          <Trial wish={wishOf(doing.rule)} />
        </Dialog>
      )}
      {doing?.act === 'change' && (
        <Dialog isOpen onClose={end} title={t('watch.changeTitle', { name: doing.rule.name })}>
          <RuleForm rule={doing.rule} onDone={end} />
        </Dialog>
      )}
      {doing?.act === 'remove' && <Remove rule={doing.rule} onClose={end} />}
    </Card>
  )
}

/** What may be sent back of a rule. */
const wishOf = ({ id: _id, etag: _etag, by: _by, createdAt: _createdAt, ...wish }: WatchRule): RuleWish => wish

function Remove({ rule: { id, name }, onClose }: { readonly rule: WatchRule; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const run = async (): Promise<void> => {
    await api.DELETE('/api/v1/watch/rules/{id}', { params: { path: { id } } })
    await lookAgain()
  }
  return <Confirm isOpen onClose={onClose} title={t('watch.removeTitle', { name })} willDo={t('watch.rules.removeMeans')} verb={t('watch.remove')} kind="danger" run={run} />
}

/** Of which messages, in a few words. */
function Which({ rule: { from, keywords, folder } }: { readonly rule: WatchRule }) {
  const { t } = useTranslation()
  const words = [from !== undefined && t('watch.rules.of.from', { from }), keywords !== undefined && t('watch.rules.of.keywords', { keywords: keywords.join(' / ') }), folder !== undefined && t('watch.rules.of.folder', { folder: folderShown(folder, t('watch.rules.inbox')) })].filter((each) => each !== false)
  if (words.length === 0) return <>{t('watch.all')}</>
  return (
    <Stack isTight>
      {words.map((each) => (
        <span key={each}>{each}</span>
      ))}
    </Stack>
  )
}
