import { useTranslation } from 'react-i18next'
import { useSession, useSignOut } from '../api/session.ts'
import { Button } from '../parts/button.tsx'

/** Who is signed in, and the way out. */
export function Who() {
  const { t } = useTranslation()
  const { data: session } = useSession()
  const leave = useSignOut()
  if (session?.person === undefined) return null
  return (
    <Button kind="quiet" icon="signOut" onClick={() => leave.mutate()}>
      {t('signIn.out', { name: session.person.name })}
    </Button>
  )
}
