import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'wouter'
import { api, dataOf, queries } from '../../api/client.ts'
import { useKnownPairs } from '../../api/known-pairs.ts'
import type { Measures as Report } from '../../api/schema.ts'
import type { Language } from '../../i18n/languages.ts'
import { Badge, type Tone } from '../../parts/badge.tsx'
import { Button, ButtonLink } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { ConfirmButton } from '../../parts/confirm.tsx'
import { TextAreaField } from '../../parts/field.tsx'
import { useFormat } from '../../parts/format.ts'
import { useFoundWords } from '../../parts/found-words.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Page } from '../../parts/page.tsx'
import { ProblemNotice, useCodeWords } from '../../parts/problem-text.tsx'
import { SideName } from '../../parts/side-name.tsx'
import { Row } from '../../parts/stack.tsx'
import { tell } from '../../parts/toast.tsx'
import { Words } from '../../parts/words.tsx'
import { GateBadge, toneOf } from './measures.tsx'
import styles from './measures.module.css'

type Measure = Report['measures'][number]
type Point = Measure['points'][number]

const OUTCOMES: Readonly<Record<Point['outcome'], Tone>> = { ok: 'good', warning: 'wait', failed: 'bad', unknown: 'plain' }
const STANDINGS = { ok: 'met', warning: 'look', failed: 'mend', unknown: 'later' } as const

/** Measures that are met on another page. */
const ELSEWHERE: readonly string[] = ['backup', 'rollback']

/** The five measures of one pair as a list to be worked through. */
export function MeasuresOfPair() {
  const { t, i18n } = useTranslation()
  const { pair = '' } = useParams()
  const language = i18n.language as Language
  const key = ['measures', language, pair]
  const query = useQuery({ queryKey: key, queryFn: () => dataOf(api.GET('/api/v1/pairs/{pair}/measures', { params: { path: { pair }, query: { language } } })) })
  const look = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/pairs/{pair}/measures/look', { params: { path: { pair }, query: { language } } })),
    onSuccess: (report) => {
      queries.setQueryData(key, report)
      tell(t('measures.looked'))
    },
  })
  return (
    <Page
      title={pair}
      up={{ href: '/measures', title: t('measures.title') }}
      beside={query.data && <GateBadge gate={query.data} />}
      actions={
        <>
          <ButtonLink href={`/measures/${encodeURIComponent(pair)}/steps`} icon="audit">
            {t('measures.steps')}
          </ButtonLink>
          <Button kind="primary" icon="sync" isBusy={look.isPending} onClick={() => look.mutate()}>
            {t('measures.look')}
          </Button>
        </>
      }
    >
      {look.isError && <ProblemNotice error={look.error} />}
      <Loaded query={query}>{(report) => <Shown report={report} onChange={(next) => queries.setQueryData(key, next)} />}</Loaded>
    </Page>
  )
}

interface ShownProps {
  readonly report: Report
  readonly onChange: (next: Report) => void
}

function Shown({ report, onChange }: ShownProps) {
  const { t, i18n } = useTranslation()
  const { leftOf } = useKnownPairs()
  const words = useCodeWords()
  return (
    <>
      {!report.isEnforced && (
        <Notice tone="note" title={t('measures.simulated')}>
          {t('measures.simulatedHow')}
        </Notice>
      )}
      {report.isClockBehind && <Notice tone="bad" title={t('measures.clock')} />}
      {report.isEnforced && <Notice tone={report.isOpen ? 'good' : 'wait'} title={t(report.isOpen ? 'measures.isOpen' : 'measures.isClosed')} />}
      {report.measures.map((measure, at) => (
        <OneMeasure key={measure.measure} measure={measure} number={at + 1} report={report} onChange={onChange} />
      ))}
      {report.remarks.length > 0 && (
        <Card title={t('measures.notes')}>
          <ul className={styles['listed']}>
            {report.remarks.map(({ on, text, code }) => (
              <li key={`${on} ${text}`}>
                {on !== undefined && <SideName cloud={on === 'left' ? leftOf(report.pair) : 'outlook'} />} · <Words text={text} /> {code !== undefined && i18n.language !== 'en' && words(code, { what: code }).what}
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  )
}

function OneMeasure({ measure: { measure, state, points, waiver }, number, report, onChange }: ShownProps & { readonly measure: Measure; readonly number: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const isNarrow = measure === 'credentials' && report.narrowing.length > 0
  return (
    <Card
      title={`${number}. ${t(`measures.name.${measure}`)}`}
      note={t(`measures.why.${measure}`)}
      actions={
        <Row>
          <Badge tone={toneOf(state, report.isEnforced)}>{t(`measures.state.${state}`)}</Badge>
          {state === 'open' && <Waive pair={report.pair} measure={measure} onChange={onChange} />}
          {waiver !== undefined && <TakeBack pair={report.pair} what={measure} onChange={onChange} />}
        </Row>
      }
    >
      {waiver !== undefined && <Notice tone="note" title={t('measures.waivedBy', { name: waiver.by, when: format.moment(waiver.at), because: waiver.because })} />}
      {state === 'open' && (
        <Row isSpread>
          <p className={styles['how']}>{t(`measures.how.${measure}`)}</p>
          {ELSEWHERE.includes(measure) && (
            <ButtonLink href="/backups" icon="backups" isSmall>
              {t('backups.title')}
            </ButtonLink>
          )}
        </Row>
      )}
      <ul className={styles['points']}>
        {points.map((point) => (
          <OnePoint key={point.id} point={point} pair={report.pair} onChange={onChange} />
        ))}
      </ul>
      {isNarrow && (
        <details className={styles['where']}>
          <summary>{t('measures.narrowing')}</summary>
          <pre className={styles['code']}>{report.narrowing.join('\n')}</pre>
        </details>
      )}
    </Card>
  )
}

function OnePoint({ point: { id, outcome, code, values, question, from, by, at }, pair, onChange }: { readonly point: Point; readonly pair: string; readonly onChange: (next: Report) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const found = useFoundWords()
  const left = useLeftWord(pair)
  const who = from === 'answer' && by !== undefined && at !== undefined ? t('measures.by', { name: by, when: format.moment(at) }) : from === 'machine' && at !== undefined ? t('measures.machine', { when: format.moment(at) }) : ''
  return (
    <li className={styles['point']}>
      <div className={styles['words']}>
        <span className={styles['name']}>
          {t(`measures.point.${id}`, { left })}
          <Badge tone={OUTCOMES[outcome]}>{t(`measures.outcome.${question !== undefined && outcome === 'unknown' ? 'answer' : STANDINGS[outcome]}`)}</Badge>
        </span>
        {question !== undefined && <span>{question.asks}</span>}
        <span className={question === undefined ? undefined : styles['quiet']}>{found({ code, values })}</span>
        {who !== '' && <span className={styles['quiet']}>{who}</span>}
        {question !== undefined && (
          <details className={styles['where']}>
            <summary>{t('measures.where')}</summary>
            <p className={styles['quiet']}>
              <Words text={question.where} />
            </p>
          </details>
        )}
      </div>
      {question !== undefined && (
        <div className={styles['buttons']}>
          {from === 'answer' ? <TakeBack pair={pair} what={id} onChange={onChange} /> : <Answer pair={pair} point={id} shown={question.shown} onChange={onChange} />}
        </div>
      )}
    </li>
  )
}

/** What the left side of a pair is called. */
function useLeftWord(pair: string): string {
  const { t } = useTranslation()
  const { leftOf } = useKnownPairs()
  return t(`parts.cloud.${leftOf(pair)}`)
}

function Answer({ pair, point, shown, onChange }: { readonly pair: string; readonly point: Point['id']; readonly shown: string; readonly onChange: (next: Report) => void }) {
  const { t, i18n } = useTranslation()
  const name = t(`measures.point.${point}`, { left: useLeftWord(pair) })
  const answer = useMutation({
    mutationFn: (value: 'yes' | 'no') => dataOf(api.POST('/api/v1/measures/answers', { body: { language: i18n.language as Language, answers: [{ pair, point, value, shown }] } })),
    onSuccess: ({ pairs }) => {
      const [next] = pairs
      if (next !== undefined) onChange(next)
      tell(t('measures.answered'))
    },
  })
  return (
    <>
      <Button isSmall isBusy={answer.isPending} onClick={() => answer.mutate('yes')} aria-label={`${name}: ${t('measures.yes')}`}>
        {t('measures.yes')}
      </Button>
      <Button isSmall isBusy={answer.isPending} onClick={() => answer.mutate('no')} aria-label={`${name}: ${t('measures.no')}`}>
        {t('measures.no')}
      </Button>
      {answer.isError && <ProblemNotice error={answer.error} />}
    </>
  )
}

function TakeBack({ pair, what, onChange }: { readonly pair: string; readonly what: Point['id'] | Measure['measure']; readonly onChange: (next: Report) => void }) {
  const { t, i18n } = useTranslation()
  const withdraw = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/pairs/{pair}/measures/withdrawal', { params: { path: { pair }, query: { language: i18n.language as Language } }, body: { what } })),
    onSuccess: ({ report }) => {
      onChange(report)
      tell(t('measures.tookBack'))
    },
  })
  return (
    <Button isSmall kind="quiet" icon="undo" isBusy={withdraw.isPending} onClick={() => withdraw.mutate()}>
      {t('measures.takeBack')}
    </Button>
  )
}

function Waive({ pair, measure, onChange }: { readonly pair: string; readonly measure: Measure['measure']; readonly onChange: (next: Report) => void }) {
  const { t, i18n } = useTranslation()
  const [because, setBecause] = useState('')
  return (
    <ConfirmButton
      isSmall
      buttonKind="quiet"
      kind="danger"
      label={t('measures.waive')}
      title={t('measures.waiveTitle', { measure: t(`measures.name.${measure}`), pair })}
      willDo={t('measures.waiveWill')}
      verb={t('measures.waive')}
      isIncomplete={because.trim() === ''}
      done={t('measures.waived')}
      run={async () => {
        const { report } = await dataOf(api.POST('/api/v1/pairs/{pair}/measures/{measure}/waiver', { params: { path: { pair, measure }, query: { language: i18n.language as Language } }, body: { because } }))
        onChange(report)
      }}
    >
      <TextAreaField label={t('measures.because')} value={because} onText={setBecause} maxLength={500} />
    </ConfirmButton>
  )
}
