import { useTranslation } from 'react-i18next'
import type { Measures } from '../api/schema.ts'
import { useFormat } from './format.ts'

type Found = Pick<Measures['measures'][number]['points'][number], 'code' | 'values'>

/** What was found of a safety measure, in words. */
export function useFoundWords(): (found: Found) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return ({ code, values }) => {
    const { names } = values
    // Several names are told as one text.
    return t(`measures.found.${code}`, names === undefined ? values : { ...values, names: format.list(String(names).split(', ')) })
  }
}
