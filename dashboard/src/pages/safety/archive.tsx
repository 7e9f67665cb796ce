import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { useLongWork } from '../../api/job.ts'
import type { ArchivedMessage } from '../../api/schema.ts'
import { Button, ButtonLink } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Empty } from '../../parts/empty.tsx'
import { SelectField, TextField } from '../../parts/field.tsx'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Columns, Page } from '../../parts/page.tsx'
import { Stack } from '../../parts/stack.tsx'
import { Words } from '../../parts/words.tsx'
import { OrAskSecondPerson } from './ask-second-person.tsx'
import { Holds } from './holds.tsx'
import { JobView } from '../../parts/job-view.tsx'
import { MailText } from './mail-text.tsx'
import styles from './measures.module.css'
import { RestorePlan } from './restore-plan.tsx'
import { usePairs } from './use-pairs.ts'

const NOTHING = { words: '', from: '', to: '', since: '', until: '' }
type Asked = typeof NOTHING

function queryOf({ words, ...rest }: Asked) {
  const named = Object.fromEntries(Object.entries(rest).filter(([, value]) => value.trim() !== '')) as Partial<Omit<Asked, 'words'>>
  const each = words.split(/\s+/).filter((word) => word !== '')
  return { ...named, ...(each.length === 0 ? {} : { words: each }) }
}

/** What mailboxes ever held, where it is kept. */
export function Archive() {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: ['archive'], queryFn: () => dataOf(api.GET('/api/v1/archive')) })
  return (
    <Page title={t('archive.title')} lead={t('archive.lead')} up={{ href: '/audit', title: t('audit.title') }}>
      <Loaded query={query}>
        {({ isConfigured, holds }) =>
          isConfigured ? (
            <>
              <Search />
              <Holds holds={holds} />
            </>
          ) : (
            <Card>
              <Empty icon="audit" title={t('archive.off.title')}>
                <Words text={t('archive.off.body')} />
              </Empty>
            </Card>
          )
        }
      </Loaded>
    </Page>
  )
}

function Search() {
  const { t } = useTranslation()
  const format = useFormat()
  const [asked, ask] = useState(NOTHING)
  const [chosen, choose] = useState<ArchivedMessage>()
  const search = useMutation({ mutationFn: () => dataOf(api.POST('/api/v1/archive/search', { body: { ...queryOf(asked), limit: 100 } })) })
  const field = (name: keyof Asked, type = 'text', help?: string) => <TextField label={t(`archive.${name}`)} type={type} help={help} value={asked[name]} onText={(value) => ask({ ...asked, [name]: value })} />
  return (
    <>
      <Card title={t('archive.search')}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            search.mutate()
          }}
        >
          <Stack>
            {field('words', 'search', t('archive.wordsHelp'))}
            <Columns of="stats">
              {field('from')}
              {field('to')}
              {field('since', 'date')}
              {field('until', 'date')}
            </Columns>
            <div className={styles['ends']}>
              <Button type="submit" kind="primary" icon="search" isBusy={search.isPending}>
                {t('archive.search')}
              </Button>
              {search.data !== undefined && search.data.messages.length > 0 && <Export query={queryOf(asked)} />}
            </div>
            {search.isError && <OrAskSecondPerson error={search.error} deed={{ deed: 'archive-read', pair: '@tongbu', about: '' }} />}
          </Stack>
        </form>
      </Card>
      {search.data !== undefined && (
        <Card isFlush>
          <DataTable
            label={t('archive.title')}
            rows={search.data.messages}
            keyOf={({ ref }) => ref}
            empty={<Empty icon="search" title={t('archive.none')} />}
            columns={[
              { title: t('archive.columns.subject'), cell: ({ subject }) => (subject === '' ? t('backups.find.noSubject') : subject) },
              { title: t('archive.columns.from'), cell: ({ from }) => format.list(from.map(({ name, address }) => (name === '' ? address : name))) },
              { title: t('archive.columns.received'), cell: ({ receivedAt }) => format.moment(receivedAt) },
              { title: t('archive.columns.pair'), cell: ({ pair }) => pair },
              {
                title: t('archive.read'),
                isBare: true,
                cell: (message) => (
                  <Button isSmall icon="mail" aria-label={`${t('archive.read')}: ${message.subject}`} onClick={() => choose(message)}>
                    {t('archive.read')}
                  </Button>
                ),
              },
            ]}
          />
          {!search.data.isAll && <Notice tone="note" title={t('archive.more')} />}
        </Card>
      )}
      {chosen !== undefined && <OneArchived key={chosen.ref} message={chosen} onClose={() => choose(undefined)} />}
    </>
  )
}

function OneArchived({ message, onClose }: { readonly message: ArchivedMessage; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { leftOf } = usePairs()
  const [side, setSide] = useState<'left' | 'right'>(message.places[0]?.side ?? 'left')
  const query = useQuery({ queryKey: ['archived', message.ref], queryFn: () => dataOf(api.GET('/api/v1/archive/messages/{ref}', { params: { path: { ref: message.ref } } })), staleTime: Infinity })
  return (
    <Dialog isOpen isWide onClose={onClose} title={message.subject === '' ? t('backups.find.noSubject') : message.subject}>
      <Loaded query={query}>
        {(opened) => (
          <Stack>
            <MailText mail={opened} note={t('archive.readBy')} />
            <p>
              {t('parts.told', { what: t('archive.seenIn'), is: format.list(opened.places.map(({ side: on, folder }) => `${t(`parts.cloud.${on === 'left' ? leftOf(message.pair) : 'outlook'}`)} / ${folder}`)) })}
            </p>
            {opened.holds.length > 0 && <Notice tone="note" title={t('archive.held', { names: format.list(opened.holds) })} />}
          </Stack>
        )}
      </Loaded>
      <SelectField
        label={t('archive.into')}
        value={side}
        options={[
          ['left', t(`parts.cloud.${leftOf(message.pair)}`)],
          ['right', t('parts.cloud.outlook')],
        ]}
        onChoose={setSide}
      />
      <RestorePlan key={side} pair={message.pair} wish={{ archived: message.ref, sides: [side] }} />
    </Dialog>
  )
}

const FORMATS = ['eml', 'mbox', 'jsonl', 'pdf'] as const

function Export({ query }: { readonly query: ReturnType<typeof queryOf> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [chosen, choose] = useState<(typeof FORMATS)[number]>('eml')
  const work = useLongWork('archive-export', { post: () => dataOf(api.POST('/api/v1/archive/exports', { body: { ...query, format: chosen } })) })
  return (
    <Stack>
      <div className={styles['ends']}>
        <SelectField label={t('archive.format')} value={chosen} options={FORMATS.map((each) => [each, t(`archive.formats.${each}`)] as const)} onChoose={choose} />
        <Button icon="download" isBusy={work.isBusy} onClick={work.begin}>
          {t('archive.export')}
        </Button>
      </div>
      <JobView work={work} label={t('archive.exportTitle')}>
        {({ messages }, { id }) => (
          <Notice
            tone="good"
            title={t('archive.exported', { count: messages, n: format.number(messages) })}
            actions={
              <ButtonLink href={`/api/v1/jobs/${id}/file`} isDownload icon="download">
                {t('archive.download')}
              </ButtonLink>
            }
          />
        )}
      </JobView>
    </Stack>
  )
}
