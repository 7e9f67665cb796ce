import { useTranslation } from 'react-i18next'

/** Why something did not arrive, in words; what was kept before there were codes is told as it is. */
export function useTroubleWords(): (code: string, n?: number) => string {
  const { t, i18n } = useTranslation()
  return (code, n) => (i18n.exists(`trouble.${code}`) ? t(`trouble.${code as 'answered'}`, { n }).replaceAll('`', '') : code)
}
