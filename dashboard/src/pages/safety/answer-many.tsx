import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf, queries } from '../../api/client.ts'
import { useKnownPairs } from '../../api/known-pairs.ts'
import type { Measures as Report } from '../../api/schema.ts'
import type { Language } from '../../i18n/languages.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Choice } from '../../parts/choice.tsx'
import { Empty } from '../../parts/empty.tsx'
import { CheckField } from '../../parts/field.tsx'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { ProblemNotice } from '../../parts/problem-text.tsx'
import { Row } from '../../parts/stack.tsx'
import { tell } from '../../parts/toast.tsx'
import { Words } from '../../parts/words.tsx'
import styles from './measures.module.css'

type PointId = Report['measures'][number]['points'][number]['id']
type Value = 'none' | 'yes' | 'no'

interface Question {
  readonly key: string
  readonly point: PointId
  readonly asks: string
  readonly where: string
  readonly shown: string
  readonly pairs: readonly string[]
}

interface Given {
  readonly value: Value
  readonly without: readonly string[]
}

/** Each question once, for all pairs that it is asked of. */
export function AnswerMany() {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const language = i18n.language as Language
  const query = useQuery({ queryKey: ['measures', language, 'all'], queryFn: () => allReports(language) })
  const [given, setGiven] = useState<Readonly<Record<string, Given>>>({})
  const questions = questionsIn(query.data ?? [])
  const answers = questions.flatMap(({ key, point, shown, pairs }) => {
    const { value = 'none', without = [] } = given[key] ?? {}
    return value === 'none' ? [] : pairs.filter((pair) => !without.includes(pair)).map((pair) => ({ pair, point, value, shown }))
  })
  const save = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/measures/answers', { body: { language, answers } })),
    onSuccess: async () => {
      setGiven({})
      tell(t('measures.answered'))
      await queries.invalidateQueries({ queryKey: ['measures'] })
    },
  })
  return (
    <Page title={t('measures.many.title')} lead={t('measures.many.lead')} up={{ href: '/measures', title: t('measures.title') }}>
      <Loaded query={query}>
        {() =>
          questions.length === 0 ? (
            <Card>
              <Empty icon="good" title={t('measures.many.none')} />
            </Card>
          ) : (
            <Card>
              {questions.map((question) => (
                <OneQuestion key={question.key} question={question} given={given[question.key] ?? { value: 'none', without: [] }} onGive={(next) => setGiven({ ...given, [question.key]: next })} />
              ))}
              {save.isError && <ProblemNotice error={save.error} />}
              <Row>
                <Button kind="primary" disabled={answers.length === 0} isBusy={save.isPending} onClick={() => save.mutate()}>
                  {t('measures.many.save')}
                </Button>
                <span className={styles['quiet']} aria-live="polite">
                  {t('measures.many.count', { n: format.number(answers.length) })}
                </span>
              </Row>
            </Card>
          )
        }
      </Loaded>
    </Page>
  )
}

function OneQuestion({ question: { point, asks, where, pairs }, given: { value, without }, onGive }: { readonly question: Question; readonly given: Given; readonly onGive: (next: Given) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { leftOf } = useKnownPairs()
  const name = t(`measures.point.${point}`, { left: t(`parts.cloud.${leftOf(pairs[0] ?? '')}`) })
  const options: [Value, string][] = [
    ['none', t('measures.many.unanswered')],
    ['yes', t('measures.yes')],
    ['no', t('measures.no')],
  ]
  return (
    <div className={styles['question']}>
      <h2>{name}</h2>
      <p>{asks}</p>
      <p className={styles['quiet']}>
        <Words text={where} />
      </p>
      <Choice label={name} value={value} options={options} onChoose={(next) => onGive({ value: next, without })} />
      {value !== 'none' && pairs.length > 1 && (
        <fieldset className={styles['pairs']}>
          <legend>{t('measures.many.for')}</legend>
          <CheckField label={t('measures.many.all', { n: format.number(pairs.length) })} isOn={without.length === 0} onChange={(isOn) => onGive({ value, without: isOn ? [] : pairs })} />
          {pairs.map((pair) => (
            <CheckField key={pair} label={pair} isOn={!without.includes(pair)} onChange={(isOn) => onGive({ value, without: isOn ? without.filter((each) => each !== pair) : [...without, pair] })} />
          ))}
        </fieldset>
      )}
    </div>
  )
}

async function allReports(language: Language): Promise<readonly Report[]> {
  const reports: Report[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await dataOf(api.GET('/api/v1/measures', { params: { query: { language, limit: 200, ...(cursor === undefined ? {} : { cursor }) } } }))
    reports.push(...page.pairs)
    cursor = page.next
    if (cursor === undefined) return reports
  }
}

/** What is not answered yet, each question with the pairs that it is asked of in the same words. */
function questionsIn(reports: readonly Report[]): readonly Question[] {
  const found = new Map<string, Question>()
  for (const { pair, measures } of reports) {
    for (const { id, isMet, question } of measures.flatMap(({ points }) => points)) {
      if (question === undefined || isMet) continue
      const key = `${id} ${question.shown}`
      const known = found.get(key)
      found.set(key, { key, point: id, ...question, pairs: [...(known?.pairs ?? []), pair] })
    }
  }
  return [...found.values()]
}
