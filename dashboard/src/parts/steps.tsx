import { useTranslation } from 'react-i18next'
import type { Step } from '../api/schema.ts'
import { useFormat } from './format.ts'
import { SideName, type Cloud } from './side-name.tsx'
import { useMarkWords } from './mark-words.ts'
import styles from './steps.module.css'

/** What would be done, one sentence each, as far as they are told; the rest is counted. */
export function Steps({ steps, total, left }: { readonly steps: readonly Step[]; readonly total: number; readonly left: Cloud }) {
  const { t } = useTranslation()
  const format = useFormat()
  const sentence = useSentence()
  return (
    <div className={styles['steps']}>
      {/* A list that can be scrolled must be reached by keyboard too. */}
      <ul className={styles['list']} tabIndex={0} aria-label={t('steps.label')}>
        {steps.map((step, at) => (
          <li key={at}>
            {step.on !== undefined && <SideName cloud={step.on === 'left' ? left : 'outlook'} />}
            <span>{sentence(step)}</span>
          </li>
        ))}
      </ul>
      {total > steps.length && <p className={styles['more']}>{t('steps.more', { n: format.number(total - steps.length) })}</p>}
    </div>
  )
}

const KINDS = ['copy', 'mark', 'move', 'trash', 'retire', 'remove-draft', 'restore-message', 'strip', 'create-folder', 'restore-folder', 'change-folder', 'delete-folder'] as const

type Kind = (typeof KINDS)[number]

function useSentence(): (step: Step) => string {
  const { t } = useTranslation()
  const format = useFormat()
  const markWords = useMarkWords()
  return ({ kind, folder = '?', to, receivedAt, change }) => {
    const known = KINDS.find((each): each is Kind => each === kind)
    if (known === undefined) return t('steps.other')
    const message = receivedAt === undefined ? t('steps.someMessage') : t('steps.message', { when: format.moment(receivedAt), folder })
    return t(`steps.kind.${known}`, { message, folder, to: to ?? t('steps.newFolder'), marks: markWords(change ?? {}) })
  }
}
