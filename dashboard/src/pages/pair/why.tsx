import { useTranslation } from 'react-i18next'
import type { PairDetail } from '../../api/schema.ts'
import { ButtonLink } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { useCodeWords } from '../../parts/problem-text.tsx'
import { roomAfter } from '../../parts/room-after.ts'
import { Time } from '../../parts/time.tsx'
import { Words } from '../../parts/words.tsx'

/** Why it does not stand as it should, and what to do. Nothing where all is well. */
export function Why({ pair }: { readonly pair: PairDetail }) {
  const { t, i18n } = useTranslation()
  const words = useCodeWords()
  const { paused, state, code, message, cure, retryAt, deaf } = pair
  if (paused !== undefined) {
    const by = t('pair.why.by', { by: paused.by })
    return (
      <Notice tone="plain" title={t(paused.all ? 'pair.why.stopped' : 'pair.why.paused')}>
        <p>
          {by}
          {roomAfter(by)}
          <Time at={paused.since} />
        </p>
      </Notice>
    )
  }
  if (state === 'decide')
    return (
      <Notice
        tone="wait"
        title={t('pair.why.decide')}
        actions={
          <ButtonLink kind="primary" icon="decisions" href="/decisions">
            {t('pair.why.toDecide')}
          </ButtonLink>
        }
      >
        <p>{t('pair.why.decideMeans')}</p>
      </Notice>
    )
  if (code !== undefined) {
    const { what, next } = words(code, { what: message ?? code, ...(cure === undefined ? {} : { next: cure }) })
    return (
      <Notice
        tone={retryAt === undefined ? 'bad' : 'wait'}
        title={what}
        actions={
          state === 'sign-in' ? (
            <ButtonLink kind="primary" icon="connections" href="/connections">
              {t('pair.why.toConnections')}
            </ButtonLink>
          ) : undefined
        }
      >
        {next !== undefined && (
          <p>
            <Words text={next} />
          </p>
        )}
        <p>
          <code>{code}</code>{' '}
          {retryAt !== undefined && (
            <>
              {t('pair.why.retry')}
              {roomAfter(t('pair.why.retry'))}
              <Time at={retryAt} />
            </>
          )}
        </p>
      </Notice>
    )
  }
  if (deaf.length > 0)
    return (
      <Notice tone="note" title={t('pair.why.deaf')}>
        <p>{t('pair.why.deafMeans')}</p>
        <ul>
          {deaf.map(({ code: heard, on, why, text }) => (
            <li key={`${heard} ${on ?? ''}`}>
              {i18n.language === 'en' ? text : [t(`pair.why.deafBecause.${heard}`), ...(why === undefined ? [] : [words(why, { what: why }).what])].join(' ')}
            </li>
          ))}
        </ul>
      </Notice>
    )
  return null
}
