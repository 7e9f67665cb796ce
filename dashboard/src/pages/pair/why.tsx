import { useTranslation } from 'react-i18next'
import type { PairDetail } from '../../api/schema.ts'
import { Notice } from '../../parts/notice.tsx'
import { useCodeWords } from '../../parts/problem-text.tsx'
import { roomAfter } from '../../parts/room-after.ts'
import { Time } from '../../parts/time.tsx'
import { Words } from '../../parts/words.tsx'
import { WayOn } from './way-on.tsx'

/** Why it does not stand as it should, and what to do. Nothing where all is well. */
export function Why({ pair }: { readonly pair: PairDetail }) {
  const { t, i18n } = useTranslation()
  const words = useCodeWords()
  const { name, paused, state, code, message, cure, retryAt, deaf } = pair
  const way = <WayOn pair={name} state={state} kind="primary" />
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
        actions={way}
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
        actions={state === 'sign-in' || state === 'gate' ? way : undefined}
      >
        {next !== undefined && (
          <p>
            <Words text={next} />
          </p>
        )}
        {state !== 'gate' && (
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
        )}
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
