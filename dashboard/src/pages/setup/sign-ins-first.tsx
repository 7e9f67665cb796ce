import { useTranslation } from 'react-i18next'
import { Card } from '../../parts/card.tsx'
import { Stack } from '../../parts/stack.tsx'
import { SignInNotice } from '../connections/sign-in-notice.tsx'
import { PersonSignIn } from './person-sign-in.tsx'
import type { StepProps } from './set-up.tsx'

/** So many pairs are looked at one by one here. */
const MOST = 50

/** Where people sign in themselves they do so before anything else can be looked at. */
export function SignInsFirst({ setup: { connected, microsoft } }: Pick<StepProps, 'setup'>) {
  const { t } = useTranslation()
  if (microsoft?.signIn !== 'code' && microsoft?.signIn !== 'device') return null
  return (
    <>
      <SignInNotice />
      <Card title={t('setup.person.title')} note={t('setup.person.note')}>
        <Stack>
          {connected.slice(0, MOST).map((pair) => (
            <section key={pair} aria-label={pair}>
              <Stack isTight>
                <h3>{pair}</h3>
                <PersonSignIn pair={pair} />
              </Stack>
            </section>
          ))}
          {connected.length > MOST && <p>{t('setup.person.more', { count: connected.length - MOST, n: connected.length - MOST })}</p>}
        </Stack>
      </Card>
    </>
  )
}
