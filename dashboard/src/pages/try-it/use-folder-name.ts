import { useTranslation } from 'react-i18next'
import type { TrialFolder } from '../../api/schema.ts'

/** Every mailbox has the folders with a role, under names of its own: they are shown in the language of the page. Others by their own name. */
export function useFolderName(): (folder: Pick<TrialFolder, 'role' | 'name'>) => string {
  const { t } = useTranslation()
  return ({ role, name }) => (role === undefined ? name : t(`tryIt.folder.${role}`))
}
