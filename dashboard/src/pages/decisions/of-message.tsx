import { useTranslation } from 'react-i18next'
import { useFormat } from '../../parts/format.ts'
import { Quiet, Stack } from '../../parts/stack.tsx'

/** Which message, without a word of what it says: when it came, and the folder that it is in. */
export function OfMessage({ receivedAt, folder }: { readonly receivedAt: string; readonly folder: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Stack isTight>
      <span>{t('decisions.ofMessage', { when: format.moment(receivedAt) })}</span>
      <Quiet>{t('decisions.inFolder', { folder })}</Quiet>
    </Stack>
  )
}
