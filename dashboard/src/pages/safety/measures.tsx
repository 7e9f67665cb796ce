import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { api, dataOf } from '../../api/client.ts'
import type { Measures as Report } from '../../api/schema.ts'
import type { Language } from '../../i18n/languages.ts'
import { Badge, type Tone } from '../../parts/badge.tsx'
import { ButtonLink } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { More } from '../../parts/more.tsx'
import { Page } from '../../parts/page.tsx'
import styles from './measures.module.css'

const TONES: Readonly<Record<Report['measures'][number]['state'], Tone>> = { met: 'good', waived: 'note', open: 'wait' }
const MEASURES = ['backup', 'mailbox', 'sign-in', 'credentials', 'rollback'] as const

/** Nothing waits for what is not asked for. */
export const toneOf = (state: Report['measures'][number]['state'], isEnforced: boolean): Tone => (state === 'open' && !isEnforced ? 'plain' : TONES[state])

/** Whether Tongbu may write to each pair, and what is missing. */
export function Measures() {
  const { t, i18n } = useTranslation()
  const language = i18n.language as Language
  const query = useInfiniteQuery({
    queryKey: ['measures', language],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => dataOf(api.GET('/api/v1/measures', { params: { query: { language, ...(pageParam === undefined ? {} : { cursor: pageParam }) } } })),
    getNextPageParam: (last) => last?.next,
  })
  return (
    <Page
      title={t('measures.title')}
      lead={t('measures.lead')}
      actions={
        <ButtonLink href="/measures/answers" icon="edit">
          {t('measures.answerMany')}
        </ButtonLink>
      }
    >
      <Loaded query={query}>
        {({ pages }) => (
          <Card isFlush>
            <DataTable
              label={t('measures.title')}
              rows={pages.flatMap((page) => page?.pairs ?? [])}
              keyOf={({ pair }) => pair}
              columns={[
                { title: t('measures.pair'), cell: ({ pair }) => <Link href={`/measures/${encodeURIComponent(pair)}`}>{pair}</Link> },
                { title: t('measures.gate'), cell: (report) => <GateBadge gate={report} /> },
                { title: t('measures.title'), cell: (report) => <Five report={report} /> },
              ]}
            />
            <More query={query} />
          </Card>
        )}
      </Loaded>
      <Card title={t('measures.five')}>
        <ol className={styles['listed']}>
          {MEASURES.map((measure) => (
            <li key={measure}>
              {t(`measures.name.${measure}`)}
              <p className={styles['quiet']}>{t(`measures.why.${measure}`)}</p>
            </li>
          ))}
        </ol>
      </Card>
    </Page>
  )
}

/** Whether runs may write. */
export function GateBadge({ gate: { isOpen, isEnforced } }: { readonly gate: Pick<Report, 'isOpen' | 'isEnforced'> }) {
  const { t } = useTranslation()
  if (isOpen) return <Badge tone="good">{t('measures.open')}</Badge>
  return isEnforced ? (
    <Badge tone="wait" icon="lock">
      {t('measures.closed')}
    </Badge>
  ) : (
    <Badge tone="plain">{t('measures.notAsked')}</Badge>
  )
}

/** How each of the five stands, in their order. */
function Five({ report: { measures, isEnforced } }: { readonly report: Report }) {
  const { t } = useTranslation()
  return (
    <ol className={styles['five']}>
      {measures.map(({ measure, state }, at) => (
        <li key={measure} title={t(`measures.name.${measure}`)}>
          <Badge tone={toneOf(state, isEnforced)}>
            {at + 1}
            <span className="hidden-but-read">
              {t(`measures.name.${measure}`)}: {t(`measures.state.${state}`)}
            </span>
          </Badge>
        </li>
      ))}
    </ol>
  )
}
