import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, dataOf } from '../../api/client.ts'
import { LANGUAGES, type Language } from '../../i18n/languages.ts'
import { ButtonLink } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Facts } from '../../parts/facts.tsx'
import { SelectField } from '../../parts/field.tsx'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Meter } from '../../parts/progress.tsx'
import { SideName } from '../../parts/side-name.tsx'
import { Quiet, Row, Stack } from '../../parts/stack.tsx'
import { CopyButton } from '../../parts/copy-text.tsx'
import { Words } from '../../parts/words.tsx'
import styles from './measures.module.css'
import { usePairs } from './use-pairs.ts'

/** From this share of the mark on it is told. */
const NEAR = 0.8

/** What crosses, how much, and how many people it concerns. */
export function RegisterView() {
  const { t } = useTranslation()
  const format = useFormat()
  const { leftOf } = usePairs()
  const unsaid = <Quiet>{t('people.register.unsaid')}</Quiet>
  const query = useQuery({ queryKey: ['register'], queryFn: () => dataOf(api.GET('/api/v1/privacy/register')) })
  return (
    <Loaded query={query}>
      {({ months, people, mark, findings, facts }) => (
        <Stack>
          {findings.map(({ code }) => (
            <Notice key={code} tone={code === 'PEOPLE_REACHED' || code === 'PEOPLE_MILLION' ? 'bad' : 'wait'} title={<Words text={t(`people.register.findings.${code}`)} />} />
          ))}
          <Card title={t('people.register.title')} note={t('people.register.lead')} actions={<Files />}>
            <Stack>
              {people === undefined ? (
                <Notice tone="note" title={<Words text={t('people.register.uncounted')} />} />
              ) : (
                <>
                  <Meter label={t('people.register.counter', { year: people.year })} share={people.right / mark} value={t('people.register.of', { n: format.number(people.right), mark: format.number(mark) })} tone={people.right >= mark ? 'bad' : people.right >= mark * NEAR ? 'wait' : 'good'} note={t('people.register.mark', { mark: format.number(mark) })} />
                  <p>
                    {t('parts.told', { what: t('people.register.counterLeft', { year: people.year }), is: format.number(people.left) })}
                  </p>
                </>
              )}
              <Facts
                of={[
                  [t('people.register.facts.company'), facts.company ?? unsaid],
                  [t('people.register.facts.contact'), facts.contact ?? unsaid],
                  [t('people.register.facts.places'), facts.places === undefined ? unsaid : `${facts.places.left} ⇄ ${facts.places.right}`],
                  [t('people.register.facts.authority'), facts.authority ?? unsaid],
                  [t('people.register.facts.since'), facts.since === undefined ? unsaid : format.date(facts.since)],
                ]}
              />
            </Stack>
          </Card>
          <Card isFlush>
            <DataTable
              label={t('people.register.title')}
              rows={months}
              keyOf={({ month, pair, to }) => `${month} ${pair} ${to}`}
              empty={<Empty icon="flow" title={t('people.register.none')} />}
              columns={[
                { title: t('people.register.month'), cell: ({ month }) => format.month(month) },
                { title: t('people.columns.pair'), cell: ({ pair }) => pair },
                { title: t('people.register.from'), cell: ({ from, pair }) => <SideName cloud={from === 'left' ? leftOf(pair) : 'outlook'} /> },
                { title: t('people.register.to'), cell: ({ to, pair }) => <SideName cloud={to === 'left' ? leftOf(pair) : 'outlook'} /> },
                { title: t('people.register.messages'), cell: ({ messages }) => format.number(messages), isNumber: true },
                { title: t('people.register.bytes'), cell: ({ bytes }) => format.bytes(bytes), isNumber: true },
                { title: t('people.register.changes'), cell: ({ changes }) => format.number(changes), isNumber: true },
              ]}
            />
          </Card>
        </Stack>
      )}
    </Loaded>
  )
}

function Files() {
  const { t } = useTranslation()
  return (
    <Row>
      <ButtonLink href="/api/v1/privacy/register/file?format=csv" isDownload icon="download">
        {t('people.register.csv')}
      </ButtonLink>
      <ButtonLink href="/api/v1/privacy/register/file?format=md" isDownload icon="download">
        {t('people.register.markdown')}
      </ButtonLink>
    </Row>
  )
}

const FACTS = ['company', 'contact', 'places', 'authority', 'since'] as const

/** A draft for employees. */
export function Notices() {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const [language, choose] = useState(i18n.language as Language)
  const query = useQuery({ queryKey: ['notice', language], queryFn: () => dataOf(api.GET('/api/v1/privacy/notice', { params: { query: { language } } })) })
  return (
    <Card title={t('people.notice.title')} note={t('people.notice.lead')} actions={query.data !== undefined && <CopyButton text={query.data.text}>{t('people.notice.copy')}</CopyButton>}>
      <Stack>
        <div className={styles['narrow']}>
          <SelectField label={t('people.notice.language')} value={language} options={Object.entries(LANGUAGES) as [Language, string][]} onChoose={choose} />
        </div>
        <Loaded query={query}>
          {({ text, missing }) => (
            <Stack>
              {missing.length > 0 && (
                <Notice tone="wait" title={t('people.notice.missing', { names: format.list(FACTS.filter((fact) => missing.includes(`privacy.${fact}`)).map((fact) => t(`people.register.facts.${fact}`).toLocaleLowerCase(i18n.language))) })}>
                  {t('people.notice.where')}
                </Notice>
              )}
              <article lang={language} className={styles['lines']}>
                <pre className={styles['text']}>{text}</pre>
              </article>
            </Stack>
          )}
        </Loaded>
      </Stack>
    </Card>
  )
}
