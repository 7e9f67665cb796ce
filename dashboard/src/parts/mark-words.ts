import { useTranslation } from 'react-i18next'
import { useFormat } from './format.ts'

/** Marks and their values in words: `read`, `not flagged`. */
export function useMarkWords(): (change: Readonly<Record<string, unknown>>) => string {
  const word = useMarkWord()
  const format = useFormat()
  return (change) => format.list(Object.entries(change).map(([name, value]) => word(name, value)))
}

/** One mark with its value in words. */
export function useMarkWord(): (name: string, value: unknown) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return (name, value) => {
    switch (name) {
      case 'read':
        return t(value === true ? 'steps.marks.read' : 'steps.marks.unread')
      case 'flag':
        return t(value === 'flagged' ? 'steps.marks.flagged' : value === 'complete' ? 'steps.marks.complete' : 'steps.marks.unflagged')
      case 'answered':
        return t(value === true ? 'steps.marks.answered' : 'steps.marks.unanswered')
      case 'forwarded':
        return t(value === true ? 'steps.marks.forwarded' : 'steps.marks.unforwarded')
      default: {
        const tags = Array.isArray(value) ? format.list(value.map(String)) : typeof value === 'string' ? value : ''
        return tags === '' ? t('steps.marks.noTags') : t('steps.marks.tags', { tags })
      }
    }
  }
}
