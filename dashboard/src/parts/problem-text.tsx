import { useTranslation } from 'react-i18next'
import { ProblemError } from '../api/client.ts'
import { JobCancelled } from '../api/job.ts'
import { Notice } from './notice.tsx'
import { Words } from './words.tsx'

/** What went wrong and what to do, in words. */
export function useProblemWords(): (error: unknown) => { readonly what: string; readonly next: string | undefined } {
  const { t } = useTranslation()
  const ofCode = useCodeWords()
  return (error) => {
    if (error instanceof JobCancelled) return { what: t('work.cancelled'), next: undefined }
    if (!(error instanceof ProblemError)) return { what: t('parts.unreachable.what'), next: t('parts.unreachable.next') }
    return ofCode(error.code, { what: error.message, next: error.next })
  }
}

/** What a code of an error means, and what to do. `told`: what the service says itself, in English; it is nearer to what happened, and shown where one reads English or the code has no words of ours. */
export function useCodeWords(): (code: string, told: { readonly what: string; readonly next?: string }) => { readonly what: string; readonly next: string | undefined } {
  const { t, i18n } = useTranslation()
  return (code, { what, next }) => {
    const isOurs = i18n.exists(`errors.${code}`)
    const key = code as 'FAILED'
    const said = next === '' ? undefined : next
    // Where the service says which command to type, a page does it here.
    const isForConsole = said?.includes('`tongbu ') === true
    if (isOurs && (i18n.language !== 'en' || code === 'GATE_CLOSED')) return { what: t(`errors.${key}.what`), next: t(`errors.${key}.next`) }
    return { what, next: isOurs && (said === undefined || isForConsole) ? t(`errors.${key}.next`) : said }
  }
}

/** A failure, where it happened. */
export function ProblemNotice({ error }: { readonly error: unknown }) {
  const { what, next } = useProblemWords()(error)
  const refused = error instanceof ProblemError ? error.errors : []
  return (
    <Notice tone="bad" title={what} isNew>
      {next !== undefined && (
        <p>
          <Words text={next} />
        </p>
      )}
      {refused.length > 0 && (
        <ul>
          {refused.map(({ at, message }) => (
            <li key={`${at} ${message}`}>
              <code>{at}</code>: {message}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  )
}
