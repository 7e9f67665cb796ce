import { useTranslation } from 'react-i18next'
import { useSearch } from 'wouter'
import { Notice } from '../../parts/notice.tsx'
import { isSignInProblem } from './sign-in-problem.ts'

/** What became of a sign-in, where somebody just came back from Microsoft. */
export function SignInNotice() {
  const { t } = useTranslation()
  const query = new URLSearchParams(useSearch())
  const problem = query.get('sign-in-problem')
  if (problem !== null) return <SignInRefused problem={problem} />
  if (!query.has('signed-in')) return null
  return query.has('other') ? <OtherAccount /> : <Notice tone="good" title={t('connections.signedIn')} isNew />
}

/** Why Microsoft did not let somebody in. */
export function SignInRefused({ problem }: { readonly problem: string | undefined }) {
  const { t } = useTranslation()
  return (
    <Notice tone="bad" title={t('connections.notSignedIn')} isNew>
      {t(`connections.problem.${problem !== undefined && isSignInProblem(problem) ? problem : 'refused'}`)}
    </Notice>
  )
}

/** Whoever signed in has another address than the mailbox. */
export function OtherAccount() {
  const { t } = useTranslation()
  return (
    <Notice tone="wait" title={t('setup.person.other.title')} isNew>
      {t('setup.person.other.body')}
    </Notice>
  )
}
